/**
 * Derives Tiptap's nodes and marks from the flat schema of a passage, so that both always have the same shape.
 * Loading this needs no DOM.
 */
import { Mark, Node, type MarkConfig, type NodeConfig } from '@tiptap/core';
import type { AttributeSpec } from '@tiptap/pm/model';
import { editorSchema } from '#document/sequence/editor-schema.ts';

type Attributes = Readonly<Record<string, AttributeSpec>> | null | undefined;

/**
 * Attributes are written and read by the rules of their element as a whole; Tiptap would render and read each
 * one unchecked, and would make a number of "2024".
 */
const attributesOf = (attrs: Attributes) => () =>
  Object.fromEntries(
    Object.entries(attrs ?? {}).map(([name, spec]) => [
      name,
      { default: spec.default as unknown, rendered: false, parseHTML: (): null => null }
    ])
  );

const nodeFields = [
  'content',
  'marks',
  'group',
  'inline',
  'atom',
  'selectable',
  'draggable',
  'isolating',
  'defining',
  'linebreakReplacement'
] as const;

/** `own` adds what it renders, reads and does. */
export function flatNode<Options = unknown>(
  name: string,
  own: Partial<NodeConfig<Options>> = {}
): Node<Options> {
  const spec = editorSchema.spec.nodes.get(name);
  if (!spec) throw new Error(`The schema has no node ${name}.`);
  const { attrs, toDOM, tableRole } = spec as typeof spec & { readonly tableRole?: string };
  const fields = Object.fromEntries(
    nodeFields.filter((field) => spec[field] !== undefined).map((field) => [field, spec[field] as unknown])
  );
  return Node.create<Options>({
    name,
    ...fields,
    ...(name === 'doc' ? { topNode: true } : {}),
    ...(toDOM ? { renderHTML: ({ node }) => toDOM(node) as never } : {}),
    addAttributes: attributesOf(attrs),
    extendNodeSchema: (extension: { readonly name: string }) =>
      tableRole !== undefined && extension.name === name ? { tableRole } : {},
    ...own
  });
}

/** `own` adds what it renders, reads and does. */
export function flatMark<Options = unknown>(
  name: string,
  own: Partial<MarkConfig<Options>> = {}
): Mark<Options> {
  const spec = editorSchema.spec.marks.get(name);
  if (!spec) throw new Error(`The schema has no mark ${name}.`);
  const { attrs, inclusive, excludes, code, toDOM } = spec;
  return Mark.create<Options>({
    name,
    // Marks keep the order of the schema, whatever extensions stand between them.
    priority: 900 - Object.keys(editorSchema.marks).indexOf(name),
    ...(inclusive === undefined ? {} : { inclusive }),
    ...(excludes === undefined ? {} : { excludes }),
    ...(code === undefined ? {} : { code }),
    ...(toDOM ? { renderHTML: ({ mark }) => toDOM(mark, true) as never } : {}),
    addAttributes: attributesOf(attrs),
    ...own
  });
}

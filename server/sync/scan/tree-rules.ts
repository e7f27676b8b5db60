/**
 * Judges the content of a text that is a tree of XML elements. What the schema does not know are nodes,
 * attributes, marks and their values. Numbers of children are not checked, since people who write at once can
 * empty a table together.
 */
import { answersRoot } from '#document/answer-cells.ts';
import {
  isOfKind,
  kindOf,
  markShapes,
  nodeShapes,
  passageShape,
  type AttributeKinds
} from '#document/shapes.ts';
import { quoted, type ContentRules } from './content-rules.ts';
import { Malformed } from './cursor.ts';
import type { ItemSite, Site } from './knowledge.ts';
import type { Struct } from './parse.ts';

export const treeRules: ContentRules = { ownsRoot: () => false, check, unknownIn };

/**
 * Checks that blocks are in a root or an element, characters and marks in a text, and values at an element's
 * attributes and in the cells of answers.
 */
function check({ content }: Struct, site: ItemSite): void {
  if (content === 'type' || content === 'embed' || content === 'binary')
    throw new Malformed('content not of a narrative');
  if (site !== 'gone' && site.root === answersRoot && site.key === null)
    throw new Malformed('content in the wrong place');
  if (content === 'deleted' || site === 'gone') return;
  const fits =
    site.key !== null
      ? (site.within === 'element' || site.root === answersRoot) && content === 'any'
      : site.within === 'text'
        ? content === 'string' || content === 'format'
        : content === 'element' || content === 'text';
  if (!fits) throw new Malformed('content in the wrong place');
}

function unknownIn(struct: Struct, site: Site, allowsCell?: (key: string) => boolean): string | null {
  const { content } = struct;
  if (site.within === 'root' && site.key !== null)
    return allowsCell?.(site.key) ? null : `the cell ${quoted(site.key)}`;
  if (content === 'element' || content === 'text') return unknownNode(struct, site);
  if (content === 'any') return unknownAttribute(struct, site);
  return content === 'format' ? unknownMark(struct.name ?? '', struct.value) : null;
}

function unknownNode({ content, name }: Struct, { within, element }: Site): string | null {
  const parent = within === 'root' ? passageShape : nodeShapes.get(element ?? '');
  const where = within === 'root' ? 'a passage' : quoted(element);
  if (!parent) return `a child of ${where}`;
  if (content === 'text') return parent.holdsText ? null : `text in ${where}`;
  if (!nodeShapes.has(name ?? '')) return `the node ${quoted(name)}`;
  return parent.children.has(name ?? '') ? null : `${quoted(name)} in ${where}`;
}

function unknownAttribute({ kind }: Struct, { element, key }: Site): string | null {
  const kinds = nodeShapes.get(element ?? '')?.attributes.get(key ?? '');
  if (!kinds) return `the attribute ${quoted(key)} of ${quoted(element)}`;
  return kind !== null && isOfKind(kind, kinds)
    ? null
    : `a value of the attribute ${quoted(key)} of ${quoted(element)}`;
}

/** Matches the names of overlapping marks, to which y-tiptap appends a hash. */
const hashed = /^(.*)--[A-Za-z0-9+/=]{8}$/;

function unknownMark(name: string, value: unknown): string | null {
  let mark = markShapes.get(name);
  if (!mark) {
    mark = markShapes.get(hashed.exec(name)?.[1] ?? '');
    if (!mark?.overlaps) return `the mark ${quoted(name)}`;
  }
  // Null ends a mark; true is what a plain editor of Yjs writes for one that has no attributes.
  if (value === null || (value === true && mark.attributes.size === 0)) return null;
  return holdsOnly(value, mark.attributes) ? null : `a value of the mark ${quoted(name)}`;
}

const holdsOnly = (value: unknown, attributes: AttributeKinds): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([name, one]) => attributes.get(name)?.includes(kindOf(one)));

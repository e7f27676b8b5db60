import { getSchema } from '@tiptap/core';
import type { AttributeSpec, Schema } from 'prosemirror-model';
import { expect, it } from 'vitest';
import { editorSchema } from '#document/sequence/editor-schema.ts';
import { textExtensions } from '#lib/editor/extensions.ts';

const shape = (attrs: Record<string, AttributeSpec> | null | undefined) =>
  Object.fromEntries(Object.entries(attrs ?? {}).map(([name, spec]) => [name, spec.default]));

function describeSchema(schema: Schema) {
  const nodes = Object.entries(schema.nodes).map(([name, { spec }]) => [
    name,
    {
      content: spec.content ?? '',
      group: spec.group ?? '',
      marks: spec.marks,
      inline: !!spec.inline,
      atom: !!spec.atom,
      isolating: !!spec.isolating,
      defining: !!spec.defining,
      selectable: spec.selectable ?? true,
      tableRole: (spec as { tableRole?: string }).tableRole,
      attrs: shape(spec.attrs)
    }
  ]);
  const marks = Object.entries(schema.marks).map(([name, { spec }]) => [
    name,
    {
      inclusive: spec.inclusive ?? true,
      excludes: spec.excludes,
      code: !!spec.code,
      attrs: shape(spec.attrs)
    }
  ]);
  return { nodes: Object.fromEntries(nodes) as object, marks: Object.fromEntries(marks) as object };
}

const opened = (): Schema => getSchema(textExtensions({ editFootnote: () => {}, footnoteLabel: String }));

it('the editor and the flat schema know the same texts, with their marks in the same order', () => {
  const editor = opened();
  expect(describeSchema(editor)).toEqual(describeSchema(editorSchema));
  expect(Object.keys(editor.marks)).toEqual(Object.keys(editorSchema.marks));
  for (const schema of [editor, editorSchema])
    expect(schema.nodes['doc']?.contentMatch.defaultType?.name).toBe('block');
});

it('the editor draws nothing that raw Yjs nodes smuggle into attributes', () => {
  const editor = opened();
  const hostile = {
    id: '"><script>',
    counterpart: {},
    align: 'left;background:url(//e.example)',
    src: 'javascript:alert(1)',
    alt: '"><script>',
    kind: 'h2><script>',
    list: 'x" onclick="alert(1)',
    indent: 'url(//e.example)',
    column: '"><script>'
  };
  const rendered = ['block', 'figure', 'rule', 'table_cell', 'table_row', 'table'].map((name) =>
    JSON.stringify(
      editor.nodes[name]?.spec.toDOM?.(
        editor.node(name, hostile, name === 'table_cell' ? [editor.node('block')] : [])
      )
    )
  );
  const link = JSON.stringify(
    editor.marks['link']?.spec.toDOM?.(editor.mark('link', { href: 'java\tscript:alert(1)' }), true)
  );
  expect([...rendered, link].join()).not.toMatch(
    /url\(|javascript|java\tscript|onclick|<script>(?!","draggable)|"data-id"|"data-counterpart"|"data-column"/
  );
});

it('whatever is pasted gets attributes of the kinds that the schema knows', () => {
  const editor = opened();
  const read = (type: string, rule: string, attributes: Record<string, string>): Record<string, unknown> => {
    const element = {
      getAttribute: (name: string) => attributes[name] ?? null,
      style: {},
      querySelector: () => null,
      closest: () => null,
      children: [{}]
    };
    for (const found of editor.nodes[type]?.spec.parseDOM ?? []) {
      const taken =
        found.tag === rule &&
        (found.getAttrs ? found.getAttrs(element as unknown as HTMLElement & string) : {});
      if (taken) return { ...found.attrs, ...taken };
    }
    throw new Error(`Nothing takes ${rule}`);
  };
  const image = 'data:image/png;base64,AAAA';
  expect(read('figure', 'img[src]', { src: image, alt: '2024' })).toMatchObject({ src: image, alt: '2024' });
  expect(read('block', 'h3', { 'data-indent': 'deep', 'data-quote': '99' })).toEqual({ kind: 'h3' });
  expect(read('block', 'p', { 'data-list': 'ordered', 'data-indent': '2', 'data-start': '4' })).toEqual({
    list: 'ordered',
    indent: 2,
    start: 4
  });
  for (const rule of ['td', 'th']) {
    expect(read('table_cell', rule, { colspan: '2;', rowspan: 'true' })).toMatchObject({
      colspan: 1,
      rowspan: 1,
      header: rule === 'th'
    });
    expect(read('table_cell', rule, { colspan: '3' })).toMatchObject({ colspan: 3, rowspan: 1 });
  }
});

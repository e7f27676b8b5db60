import { getSchema } from '@tiptap/core';
import type { AttributeSpec, Schema } from 'prosemirror-model';
import { expect, it } from 'vitest';
import { richtext } from '#document/richtext.ts';
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

it('the editor and the server know the same texts', () => {
  const editor = getSchema(
    textExtensions({ newId: () => 'x', editFootnote: () => {}, footnoteLabel: String })
  );
  expect(describeSchema(editor)).toEqual(describeSchema(richtext));
  expect(editor.nodes['doc']?.contentMatch.defaultType?.name).toBe('paragraph');
  expect(richtext.nodes['doc']?.contentMatch.defaultType?.name).toBe('paragraph');
});

it('the editor draws nothing that raw Yjs nodes smuggle into attributes', () => {
  const editor = getSchema(
    textExtensions({ newId: () => 'x', editFootnote: () => {}, footnoteLabel: String })
  );
  const hostile = {
    id: '"><script>',
    counterpart: {},
    align: 'left;background:url(//e.example)',
    src: 'javascript:alert(1)',
    alt: '"><script>',
    level: '1><script>'
  };
  const rendered = ['paragraph', 'heading', 'tableCell', 'tableHeader', 'figure', 'blockquote'].map((name) =>
    JSON.stringify(
      editor.nodes[name]?.spec.toDOM?.(
        editor.node(
          name,
          hostile,
          name.startsWith('table') || name === 'blockquote' ? [editor.node('paragraph')] : []
        )
      )
    )
  );
  const link = JSON.stringify(
    editor.marks['link']?.spec.toDOM?.(editor.mark('link', { href: 'java\tscript:alert(1)' }), true)
  );
  expect([...rendered, link].join()).not.toMatch(
    /url\(|javascript|java\tscript|"data-id"|"data-counterpart"/
  );
});

it('whatever is pasted gets attributes of the kinds that the schema knows', () => {
  const editor = getSchema(
    textExtensions({ newId: () => 'x', editFootnote: () => {}, footnoteLabel: String })
  );
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
  expect(read('heading', 'h3', { level: 'high' })).toMatchObject({ level: 3 });
  for (const [cell, rule] of [
    ['tableCell', 'td'],
    ['tableHeader', 'th']
  ] as const) {
    expect(read(cell, rule, { colspan: '2;', rowspan: 'true' })).toMatchObject({ colspan: 1, rowspan: 1 });
    expect(read(cell, rule, { colspan: '3' })).toMatchObject({ colspan: 3, rowspan: 1 });
  }
});

import { updateYFragment } from '@tiptap/y-tiptap';
import type { Mark, Node } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { richtext } from '#document/richtext.ts';
import { chanceOf, type Chance } from '#base/chance.ts';
import { roots } from '#kit/sessions-of-yjs.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';

const pick = <T>(chance: Chance, from: readonly T[]): T => {
  const found = from[Math.floor(chance() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};
const node = (type: string, attrs: Record<string, unknown> | null, content: readonly Node[]): Node =>
  richtext.node(type, attrs, content);
const text = ['Haidian ', '海淀区', 'a smart city', '！', '🏙️', '1.5 million '];
let blocks = 0;
const id = (chance: Chance): Record<string, unknown> => ({
  id: `b${blocks++}`,
  counterpart: chance() < 0.3 ? 'b0' : null
});

function inline(chance: Chance): Node[] {
  return Array.from({ length: Math.floor(chance() * 5) }, () => {
    if (chance() < 0.1) return node('hardBreak', null, []);
    if (chance() < 0.1)
      return node('grade', { characteristic: 'governance', city: chance() < 0.5 ? 'haidian' : null }, []);
    if (chance() < 0.1) return node('goal', { goal: chance() < 0.5 ? 'good-practice' : 'Goal_2' }, []);
    if (chance() < 0.1)
      return node('fact', { fact: 'figures/gdp/value', city: chance() < 0.5 ? 'haidian' : null }, []);
    if (chance() < 0.1)
      return node(
        'source',
        { source: 'strategy.vision', seen: chance() < 0.5 ? '0123456789abcdef' : null },
        []
      );
    if (chance() < 0.1) return node('footnote', null, [richtext.text('See annex.')]);
    const marks: Mark[] = ['bold', 'italic', 'underline', 'strike']
      .filter(() => chance() < 0.2)
      .map((name) => richtext.mark(name));
    if (chance() < 0.1) marks.push(richtext.mark('link', { href: 'https://example.org/' }));
    return richtext.text(pick(chance, text), chance() < 0.1 ? [richtext.mark('code')] : marks);
  });
}

/** Makes a block of any kind that the schema has. */
function block(chance: Chance, depth = 0): Node {
  const paragraph = (): Node => node('paragraph', id(chance), inline(chance));
  const inner = (): Node[] => [
    paragraph(),
    ...(depth < 3 && chance() < 0.3 ? [block(chance, depth + 1)] : [])
  ];
  const items = (): Node[] =>
    Array.from({ length: 1 + Math.floor(chance() * 3) }, () => node('listItem', id(chance), inner()));
  switch (pick(chance, ['p', 'p', 'p', 'heading', 'quote', 'ul', 'ol', 'table', 'figure', 'rule'])) {
    case 'heading':
      return node('heading', { level: pick(chance, [2, 3, 4]), ...id(chance) }, inline(chance));
    case 'quote':
      return node('blockquote', id(chance), inner());
    case 'ul':
      return node('bulletList', id(chance), items());
    case 'ol':
      return node('orderedList', { start: 3, ...id(chance) }, items());
    case 'table': {
      const row = (cell: string): Node =>
        node(
          'tableRow',
          id(chance),
          [1, 2].map(() =>
            node(cell, { colspan: 1, colwidth: chance() < 0.3 ? [120] : null, ...id(chance) }, [paragraph()])
          )
        );
      return node('table', id(chance), [row('tableHeader'), row('tableCell')]);
    }
    case 'figure':
      return node(
        'figure',
        { src: `data:image/png;base64,${'A'.repeat(200)}`, alt: '地图 map', ...id(chance) },
        inline(chance)
      );
    case 'rule':
      return node('horizontalRule', id(chance), []);
    default:
      return paragraph();
  }
}

/** Returns the text after an edit: blocks unchanged, changed, moved, deleted and new. */
function edited(chance: Chance, before: readonly Node[]): Node[] {
  const after = before.flatMap((one) =>
    chance() < 0.15
      ? []
      : chance() < 0.2 && one.type.name === 'paragraph'
        ? [node('paragraph', one.attrs, inline(chance))]
        : [one]
  );
  if (chance() < 0.7 || after.length === 0)
    after.splice(Math.floor(chance() * (after.length + 1)), 0, block(chance));
  if (chance() < 0.1) after.push(...after.splice(0, 1));
  return after;
}

describe('the scanner', () => {
  it('takes whatever the editor writes, with every node and mark that the schema has', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const chance = chanceOf(seed);
      const committedDoc = new Y.Doc();
      const known = new StructIndex();
      const owners = new Map<number, string>();
      const editors = ['one', 'other'].map((userId) => ({
        userId,
        doc: new Y.Doc(),
        text: new Map<string, Node[]>()
      }));
      for (let step = 0; step < 30; step++) {
        const { userId, doc, text } = pick(chance, editors);
        const root = pick(chance, roots);
        const before = Y.encodeStateVector(committedDoc);
        // An edit, then what the other wrote meanwhile: as two who type at once.
        const next = edited(chance, text.get(root) ?? []);
        const whole = node('doc', null, next);
        whole.descendants((one) => {
          seen.add(one.type.name);
          for (const mark of one.marks) seen.add(mark.type.name);
        });
        doc.transact(() =>
          updateYFragment(doc, doc.getXmlFragment(root), whole, { mapping: new Map(), isOMark: new Map() })
        );
        text.set(root, next);
        const verdict = checkUpdate(
          known,
          Y.encodeStateAsUpdate(doc, before),
          { allowsRoot: (name) => (roots as readonly string[]).includes(name), narrative: true },
          {
            userId,
            ownerOf: (client) => owners.get(client)
          }
        );
        if (verdict.kind === 'nothing-new') continue;
        expect(verdict, `seed ${seed}, step ${step}`).toMatchObject({ kind: 'accepted' });
        if (verdict.kind !== 'accepted') continue;
        for (const client of verdict.claims) owners.set(client, userId);
        known.integrate(verdict.resolved);
        Y.applyUpdate(committedDoc, verdict.bytes);
        if (chance() < 0.5)
          for (const editor of editors)
            Y.applyUpdate(editor.doc, Y.encodeStateAsUpdate(committedDoc, Y.encodeStateVector(editor.doc)));
      }
    }
    const all = [...Object.keys(richtext.nodes), ...Object.keys(richtext.marks)];
    const since = ['superscript', 'subscript'];
    expect(all.filter((name) => !seen.has(name) && name !== 'doc')).toEqual(since);
  });
});

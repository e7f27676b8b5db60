/** Shows that a passage reads as plain text, and by author, whichever form it has. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { authorMark } from '#document/author-mark.ts';
import { joinTimes, laidAuthors } from '#document/authorship.ts';
import { passageContent } from '#document/content.ts';
import { isBlank, plainText, spokenText } from '#base/plain.ts';
import { nest } from '#document/sequence/nest.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openPassage } from '#document/sequence/roots.ts';
import type { ContentNode } from '#base/content.ts';
import { authoredNodes } from '#document/tree/authors.ts';
import { migrate } from '#document/tree/migrate.ts';
import { treePassage } from '#kit/tree-text.ts';
import { histories, ownerOf, written, type Step } from './sequence/several-authors.ts';

const migrated = (tree: Y.Doc): ReturnType<typeof migrate> => {
  let client = 1_000;
  return migrate(tree, { ownerOf, newClient: () => ++client });
};

describe('a passage as plain text', () => {
  it('is what it was in the nested form', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const tree = written(steps);
        const { doc } = migrated(tree);
        for (const [section, language] of [
          ['a', 'en'],
          ['b', 'zh'],
          ['c', 'en']
        ] as const) {
          const [now, before] = [doc, tree].map((one) => passageContent(one, section, language));
          if (!now || !before) continue;
          expect(plainText(now)).toBe(plainText(before));
          expect(spokenText(now)).toBe(spokenText(before));
          expect(isBlank(now)).toBe(isBlank(before));
        }
      }),
      { numRuns: 20 }
    );
  });
});

const lettersOf = (nodes: readonly ContentNode[], authors: readonly (string | null)[]): string[] =>
  nodes.flatMap(({ text, marks, content = [] }) => {
    const n = marks?.find(({ type }) => type === 'author')?.attrs?.['n'];
    const author = authors[typeof n === 'number' ? n : 0] ?? 'nobody';
    return text === undefined
      ? lettersOf(content, authors)
      : Array.from(text, (letter) => `${letter} ${author}`);
  });

describe('the authors of a version', () => {
  it('are those of the letters that it was written with', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const tree = written(steps);
        const { doc, owners } = migrated(tree);
        const section = { id: 'a', en: nest(readBlocks(doc, openPassage(doc, 'a', 'en'))), zh: [] };
        const now = laidAuthors(doc, [section], (client) => owners.get(client));
        const people = [null, 'user1', 'user2'];
        const before = authoredNodes(treePassage(tree, 'a', 'en'), (client) => ({
          type: authorMark,
          attrs: { n: Math.max(0, people.indexOf(ownerOf(client) ?? '')) }
        }));
        expect(lettersOf(now.sections[0]?.en ?? [], now.authors)).toEqual(lettersOf(before, people));
      }),
      { numRuns: 20 }
    );
  });

  it('are those of the words that both have, where the text is newer than the version', () => {
    const doc = new Y.Doc();
    const text = openPassage(doc, 'a', 'en');
    const write = (client: number, words: string): void => {
      doc.clientID = client;
      text.insert(text.length, words);
    };
    doc.clientID = 1;
    text.insertEmbed(0, { block: 'b' });
    write(1, 'The city ');
    write(2, 'has a plan');
    const version = nest(readBlocks(doc, text));
    text.delete(5, 5);
    write(12, ' indeed');
    const { sections, authors } = laidAuthors(doc, [{ id: 'a', en: version, zh: [] }], ownerOf);
    const by = lettersOf(sections[0]?.en ?? [], authors);
    expect(by.map((letter) => letter.slice(2))).toEqual([
      ...Array<string>(4).fill('user1'),
      ...Array<string>(5).fill('nobody'),
      ...Array<string>(10).fill('user2')
    ]);
  });

  it('are found block by block within lists, in a text of either form', () => {
    const item = (id: string, text: string): ContentNode => ({
      type: 'listItem',
      content: [{ type: 'paragraph', attrs: { id }, content: [{ type: 'text', text }] }]
    });
    const list = (...items: ContentNode[]): ContentNode[] => [{ type: 'bulletList', content: items }];
    const steps: Step[] = [
      { client: 1, section: 'a', language: 'en', nodes: list(item('p', 'One plan')) },
      { client: 2, section: 'a', language: 'en', nodes: list(item('p', 'One plan'), item('q', 'One plan')) }
    ];
    const tree = written(steps);
    const version = { id: 'a', en: list(item('q', 'One plan')), zh: [] };
    const { doc, owners } = migrated(tree);
    for (const [one, owner] of [
      [tree, ownerOf],
      [doc, (client: number) => owners.get(client)]
    ] as const) {
      const { sections, authors } = laidAuthors(one, [version], owner);
      expect(new Set(lettersOf(sections[0]?.en ?? [], authors).map((letter) => letter.slice(2)))).toEqual(
        new Set(['user2'])
      );
    }
  });
});

describe('the times at which a person wrote', () => {
  const at = (userId: string, first: string | null, last: string | null) => ({ userId, first, last });

  it('are one where they overlap, as letters and the beginning of their block do, and several otherwise', () => {
    const joined = joinTimes(
      new Map([
        [1, at('anna', '10:05', '10:30')],
        [2 ** 31, at('anna', '10:00', '10:05')],
        [3, at('anna', '11:00', '11:10')],
        [4, at('wei', '10:00', '10:20')],
        [5, at('anna', null, null)]
      ])
    );
    const visit = at('anna', '10:00', '10:30');
    expect([...joined].sort(([a], [b]) => a - b)).toEqual([
      [1, visit],
      [3, at('anna', '11:00', '11:10')],
      [4, at('wei', '10:00', '10:20')],
      [5, at('anna', null, null)],
      [2 ** 31, visit]
    ]);
  });
});

/** Shows that a passage reads as plain text, and by author, just as the nested form of it did. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { authorMark } from '#document/authorship.ts';
import { passage } from '#document/narrative.ts';
import { isBlank as isTreeBlank, plainText as treeText, spokenText as spokenTree } from '#document/plain.ts';
import { laidAuthors } from '#document/sequence/authorship.ts';
import { migrate } from '#document/sequence/migrate.ts';
import { nest } from '#document/sequence/nest.ts';
import { isBlank, plainText, spokenText } from '#document/sequence/plain.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openPassage } from '#document/sequence/roots.ts';
import type { ContentNode } from '#domain/version.ts';
import { authoredNodes } from '#document/sequence/tree-authors.ts';
import { histories, ownerOf, written } from './several-authors.ts';

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
          const [text, fragment] = [openPassage(doc, section, language), passage(tree, section, language)];
          expect(plainText(doc, text)).toBe(treeText(fragment));
          expect(spokenText(doc, text)).toBe(spokenTree(fragment));
          expect(isBlank(doc, text)).toBe(isTreeBlank(fragment));
        }
      }),
      { numRuns: 20 }
    );
  });

  it('is blank while it holds nothing but a goal, and not with a picture', () => {
    const doc = new Y.Doc();
    const text = openPassage(doc, 'a', 'en');
    text.insertEmbed(0, { block: 'b' });
    text.insertEmbed(1, { goal: 'benefits' });
    expect(isBlank(doc, text)).toBe(true);
    expect(plainText(doc, text)).toBe('[benefits]');
    text.insertEmbed(2, { figure: 'f', src: '' });
    expect(isBlank(doc, text)).toBe(false);
  });
});

/** Returns each letter with its author. */
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
        const before = authoredNodes(passage(tree, 'a', 'en'), (client) => ({
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
});

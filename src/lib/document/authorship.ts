/**
 * Determines the author of each piece of text: reads it from a Yjs document, where each piece names the
 * client that wrote it, and marks the nodes of a version with it.
 */
import type * as Y from 'yjs';
import { diffLists } from '#base/diff.ts';
import { locales, type Locale } from '#base/locale.ts';
import { tokensOf } from '#base/tokens.ts';
import { idOfNode, type ContentMark, type ContentNode, type SectionContent } from '#base/content.ts';
import { authorMark } from './author-mark.ts';
import { isBlockType } from '#base/blocks/blocks.ts';
import { nest } from './sequence/nest.ts';
import { readBlocks } from './sequence/read.ts';
import { openPassage } from './sequence/roots.ts';
import { passageRoot } from './sequence/shapes.ts';
import { authoredNodes } from './tree/authors.ts';
import { isTree } from './tree-content.ts';

/** Sets the index for text that no user's client wrote: seeded, or imported. */
export const noAuthor = 0;

interface AuthoredText {
  text: string;
  /** The author of each code unit. */
  readonly by: number[];
}

export interface Authored {
  readonly sections: readonly SectionContent[];
  /** Ids of people; the first entry means `noAuthor`. */
  readonly authors: readonly (string | null)[];
}

/**
 * Marks each piece of text with its author. `ownerOf` returns the person behind a client. Where the document
 * is newer than the version, text that was deleted from it has no author.
 */
export function laidAuthors(
  doc: Y.Doc,
  sections: readonly SectionContent[],
  ownerOf: (client: number) => string | undefined
): Authored {
  const authors: (string | null)[] = [null];
  const numberOf = (client: number): number => {
    const owner = ownerOf(client);
    if (owner === undefined) return noAuthor;
    const known = authors.indexOf(owner);
    return known > 0 ? known : authors.push(owner) - 1;
  };
  const markOf = (client: number): ContentMark | null => {
    const n = numberOf(client);
    return n === noAuthor ? null : { type: authorMark, attrs: { n } };
  };
  const laid = sections.map((section): SectionContent => {
    const [en = [], zh = []] = locales.map((language) =>
      withAuthorsOf(section[language], authoredPassage(doc, section.id, language, markOf))
    );
    return { id: section.id, en, zh };
  });
  return { sections: laid, authors };
}

/** Describes who wrote under a client id, and when first and last; null where that is not known. */
export interface Writer {
  readonly userId: string;
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * Joins the times of each person that overlap: an editor writes letters and structure under two client ids, and a
 * word that begins a block is of both.
 */
export function joinTimes(writers: ReadonlyMap<number, Writer>): Map<number, Writer> {
  const joined = new Map<number, Writer>();
  const byUser = new Map<string, { first: string; last: string; readonly clients: number[] }[]>();
  const known = [...writers].flatMap(([client, { userId, first, last }]) =>
    first === null || last === null ? [] : [{ client, userId, first, last }]
  );
  for (const { client, userId, first, last } of known.sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const times = byUser.get(userId) ?? [];
    byUser.set(userId, times);
    const before = times.at(-1);
    if (before && first <= before.last) {
      before.clients.push(client);
      if (last > before.last) before.last = last;
    } else times.push({ first, last, clients: [client] });
  }
  for (const [userId, times] of byUser)
    for (const { first, last, clients } of times)
      for (const client of clients) joined.set(client, { userId, first, last });
  for (const [client, writer] of writers) if (!joined.has(client)) joined.set(client, writer);
  return joined;
}

/** Describes one time of writing, from opening a page to leaving it, by one author. */
export interface WritingTime {
  /** The index of the author. */
  readonly author: number;
  readonly first: string | null;
  readonly last: string | null;
}

export interface PresentAuthors extends Authored {
  /** By the number that the mark has as `time`. */
  readonly times: readonly WritingTime[];
}

/** Reads these sections as they are now, each piece of text marked with who wrote it, and when. */
export function presentAuthors(
  doc: Y.Doc,
  sections: readonly string[],
  writerOf: (client: number) => Writer | undefined
): PresentAuthors {
  const authors: (string | null)[] = [null];
  const times: WritingTime[] = [];
  const known = new Map<string, ContentMark>();
  const newMark = ({ userId, first, last }: Writer): ContentMark => {
    const index = authors.indexOf(userId);
    const n = index > 0 ? index : authors.push(userId) - 1;
    return { type: authorMark, attrs: { n, time: times.push({ author: n, first, last }) - 1 } };
  };
  const markOf = (client: number): ContentMark | null => {
    const writer = writerOf(client);
    if (!writer) return null;
    const key = JSON.stringify([writer.userId, writer.first, writer.last]);
    const mark = known.get(key) ?? newMark(writer);
    known.set(key, mark);
    return mark;
  };
  const read = sections.map((id): SectionContent => {
    const [en = [], zh = []] = locales.map((language) => authoredPassage(doc, id, language, markOf));
    return { id, en, zh };
  });
  return { sections: read, authors, times };
}

/** Counts the characters of each author, by index. */
export function countByAuthor(nodes: readonly ContentNode[], authors: number): number[] {
  const counts = Array<number>(authors).fill(0);
  const count = ({ text = '', marks, content = [] }: ContentNode): void => {
    const n = marks?.find(({ type }) => type === authorMark)?.attrs?.['n'];
    const author = typeof n === 'number' ? n : noAuthor;
    counts[author] = (counts[author] ?? 0) + Array.from(text).length;
    content.forEach(count);
  };
  nodes.forEach(count);
  return counts;
}

/**
 * Lays the authors of the current text on nodes, innermost block by innermost block; a block that is not in it is
 * compared with all of it.
 */
function withAuthorsOf(nodes: readonly ContentNode[], now: readonly ContentNode[]): ContentNode[] {
  const known = new Map<string, AuthoredText>();
  const rest: AuthoredText = { text: '', by: [] };
  eachBlock(now, (block, key) => {
    const letters: AuthoredText = { text: '', by: [] };
    collect(block, letters);
    known.set(key, letters);
    collect(block, rest);
    return block;
  });
  return eachBlock(nodes, (block, key) => withAuthors(block, known.get(key) ?? rest));
}

/**
 * Replaces each innermost block by what is made of it, and letters that stand in none. The key of a block is its
 * id, or its place within what is around it where it has none.
 */
function eachBlock(
  nodes: readonly ContentNode[],
  make: (block: ContentNode, key: string) => ContentNode,
  around = ''
): ContentNode[] {
  return nodes.map((node, index) => {
    const key = idOfNode(node, `${around}/${index}`);
    if (node.content?.some(({ type }) => isBlockType(type)))
      return { ...node, content: eachBlock(node.content, make, key) };
    return make(node, key);
  });
}

/** Returns a passage as nodes whose letters carry a mark for who wrote them. */
function authoredPassage(
  doc: Y.Doc,
  section: string,
  language: Locale,
  markOf: (client: number) => ContentMark | null
): ContentNode[] {
  const root = passageRoot(section, language);
  return isTree(doc, root)
    ? authoredNodes(doc.getXmlFragment(root), markOf)
    : nest(readBlocks(doc, openPassage(doc, section, language), { markOf }));
}

function collect(node: ContentNode, letters: AuthoredText): void {
  node.content?.forEach((child) => collect(child, letters));
  if (node.text === undefined) return;
  letters.text += node.text;
  const n = node.marks?.find(({ type }) => type === authorMark)?.attrs?.['n'];
  for (let index = 0; index < node.text.length; index++)
    letters.by.push(typeof n === 'number' ? n : noAuthor);
}

/** Marks a block's text with the authors of the same text as it was read. */
function withAuthors(block: ContentNode, letters: AuthoredText): ContentNode {
  const text = textOf(block);
  const by = text === letters.text ? letters.by : aligned(text, letters);
  let at = 0;
  const lay = (node: ContentNode): ContentNode[] => {
    if (node.text === undefined)
      return [node.content === undefined ? node : { ...node, content: node.content.flatMap(lay) }];
    const pieces: ContentNode[] = [];
    const { text } = node;
    for (let from = 0; from < text.length;) {
      const author = by[at + from] ?? noAuthor;
      let to = from + 1;
      while (to < text.length && (by[at + to] ?? noAuthor) === author) to++;
      const piece = { ...node, text: text.slice(from, to) };
      pieces.push(
        author === noAuthor
          ? piece
          : { ...piece, marks: [...(node.marks ?? []), { type: authorMark, attrs: { n: author } }] }
      );
      from = to;
    }
    at += text.length;
    return pieces;
  };
  return lay(block)[0] ?? block;
}

const textOf = (node: ContentNode): string => node.text ?? (node.content ?? []).map(textOf).join('');

/**
 * Returns the authors of a text that differs from the one that was read: those of the pieces that both share.
 */
function aligned(text: string, letters: AuthoredText): number[] {
  const [olds, news] = [tokensOf(letters.text), tokensOf(text)];
  const starts = [0];
  for (const token of olds) starts.push((starts.at(-1) ?? 0) + token.length);
  return diffLists(olds, news).flatMap(({ edit, from, to, length }) => {
    if (edit === 'deleted') return [];
    const size = news.slice(to, to + length).reduce((sum, token) => sum + token.length, 0);
    return edit === 'inserted'
      ? Array<number>(size).fill(noAuthor)
      : letters.by.slice(starts[from], (starts[from] ?? 0) + size);
  });
}

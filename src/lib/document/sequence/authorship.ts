/** Marks the nodes of a version with the author of each piece of text: the client that wrote it names the person. */
import type * as Y from 'yjs';
import { locales } from '#domain/locale.ts';
import type { ContentMark, ContentNode, SectionContent } from '#domain/version.ts';
import { authorMark } from '../author-mark.ts';
import { noAuthor, withAuthors, type Authored, type AuthoredText } from '../authorship.ts';
import { nest } from './nest.ts';
import { readBlocks } from './read.ts';
import { openPassage } from './roots.ts';

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
  const markOf = (client: number): ContentMark | null => {
    const owner = ownerOf(client);
    if (owner === undefined) return null;
    const known = authors.indexOf(owner);
    return { type: authorMark, attrs: { n: known > 0 ? known : authors.push(owner) - 1 } };
  };
  const laid = sections.map((section): SectionContent => {
    const [en = [], zh = []] = locales.map((language) =>
      withAuthorsOf(
        section[language],
        nest(readBlocks(doc, openPassage(doc, section.id, language), { markOf }))
      )
    );
    return { id: section.id, en, zh };
  });
  return { sections: laid, authors };
}

/** Lays the authors of the current text on nodes, block by block; a block that is not in it is compared with all of it. */
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
 * Replaces each innermost block by what is made of it. Its key is its id, or its place within the passage or
 * the cell where it has none.
 */
function eachBlock(
  nodes: readonly ContentNode[],
  make: (block: ContentNode, key: string) => ContentNode,
  around = ''
): ContentNode[] {
  return nodes.map((node, at) => {
    const id = node.attrs?.['id'];
    const key = typeof id === 'string' ? id : `${around}/${at}`;
    const isInnermost = ['paragraph', 'heading', 'figure'].includes(node.type);
    if (isInnermost) return make(node, key);
    return node.content ? { ...node, content: eachBlock(node.content, make, key) } : node;
  });
}

function collect({ text, marks, content }: ContentNode, letters: AuthoredText): void {
  if (text === undefined) {
    for (const inner of content ?? []) collect(inner, letters);
    return;
  }
  const n = marks?.find(({ type }) => type === authorMark)?.attrs?.['n'];
  letters.text += text;
  for (let at = 0; at < text.length; at++) letters.by.push(typeof n === 'number' ? n : noAuthor);
}

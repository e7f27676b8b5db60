/** Writes and reads passages of a document, as tests of the document layer set them up. */
import * as Y from 'yjs';
import { newBlockId } from '#document/block-id.ts';
import type { Block } from '#document/blocks.ts';
import { writePassage } from '#document/content-write.ts';
import { passageContent } from '#document/content.ts';
import { newDoc } from '#document/new-doc.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { writeBlocks } from '#document/sequence/write-passages.ts';
import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';

/** Names the section in which tests with a single one write. */
export const testSection = 'a';

/** Makes a passage say this, as an ordinary edit. */
export const write = (
  doc: Y.Doc,
  nodes: readonly ContentNode[],
  section = testSection,
  language: Locale = 'en'
): void => doc.transact(() => writePassage({ doc, section, language, newId: newBlockId }, nodes));

export const read = (doc: Y.Doc, section = testSection, language: Locale = 'en'): ContentNode[] =>
  passageContent(doc, section, language);

/** Makes a document whose passage consists of these blocks, with the ids b1, b2 and so on. */
export function docOf(blocks: readonly Block[], section = testSection, language: Locale = 'en'): Y.Doc {
  const doc = newDoc();
  let n = 0;
  writeBlocks(doc, openPassage(doc, section, language), blocks, () => `b${++n}`);
  return doc;
}

/** Loads what a document holds into another one. */
export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = newDoc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

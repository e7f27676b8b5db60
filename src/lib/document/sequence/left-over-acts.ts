/** Inserts words that were left over into a passage, or discards them: each an ordinary act of a person, which undo takes back. */
import type * as Y from 'yjs';
import { appendBlocks } from './change.ts';
import { deleteParts } from './deleted-parts.ts';
import { wordsLeftOver, type LeftOver } from './left-over.ts';
import { openAttributes, openText } from './roots.ts';
import { passageRoot, placeKey } from './shapes.ts';

/** Appends what the parts hold now to a passage, as blocks of their own, and takes it out of them. */
export function insertLeftOver(
  transaction: Y.Transaction,
  roots: readonly string[],
  passage: string,
  newId: () => string
): void {
  const { doc } = transaction;
  const found = wordsLeftOver(doc).filter(({ root }) => roots.includes(root));
  const blocks = found
    .flatMap((one) => one.blocks)
    .filter((block) => block.kind !== 'text' || block.content.length > 0)
    .map((block) => (block.kind === 'text' ? { ...block, id: null } : block));
  appendBlocks(doc, openText(doc, passage), blocks, newId);
  takeOut(transaction, found);
}

/** Deletes words as they were shown; what was written in them since stays. Returns false where that is so. */
export function discardLeftOver(transaction: Y.Transaction, shown: readonly LeftOver[]): boolean {
  const texts = new Map(shown.map(({ root, text }) => [root, text]));
  const found = wordsLeftOver(transaction.doc).filter(({ root, text }) => texts.get(root) === text);
  takeOut(transaction, found);
  return found.length === shown.length;
}

/** Writes words that were left over in another document into this one, where they are left over, too. */
export function keepLeftOver(doc: Y.Doc, parts: readonly LeftOver[], newId: () => string): void {
  for (const { root, owner, passage, blocks, text: words } of parts) {
    const text = openText(doc, root);
    if (owner.kind === 'table') appendBlocks(doc, text, blocks, newId);
    else text.insert(text.length, words, {});
    if (passage) openAttributes(doc).set(placeKey(owner.id), passageRoot(passage.section, passage.language));
  }
}

function takeOut(transaction: Y.Transaction, parts: readonly LeftOver[]): void {
  for (const { root } of parts) {
    const text = openText(transaction.doc, root);
    text.delete(0, text.length);
  }
  deleteParts(transaction);
}

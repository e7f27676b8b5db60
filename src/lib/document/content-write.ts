/** Writes nodes of a version into a passage, as an ordinary edit. */
import type * as Y from 'yjs';
import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import { writeContent } from './sequence/change.ts';
import { deleteParts } from './sequence/deleted-parts.ts';
import { openPassage } from './sequence/roots.ts';
import { passageRoot } from './sequence/shapes.ts';
import { isTree } from './tree-content.ts';

/** `newId` makes the ids of blocks that have none. */
export interface PassageTarget {
  readonly doc: Y.Doc;
  readonly section: string;
  readonly language: Locale;
  readonly newId: () => string;
}

/** Only what differs is replaced, so blocks that stay keep what others write in them at the same time. */
export const writePassage = (
  { doc, section, language, newId }: PassageTarget,
  nodes: readonly ContentNode[]
): void => writeContent(doc, openPassage(doc, section, language), nodes, newId);

/** Deletes all that a passage holds, with its tables, captions and notes, whichever model it has. */
export function clearPassage(doc: Y.Doc, section: string, language: Locale): void {
  const root = passageRoot(section, language);
  const text = isTree(doc, root) ? doc.getXmlFragment(root) : openPassage(doc, section, language);
  if (text.length === 0) return;
  doc.transact((transaction) => {
    text.delete(0, text.length);
    deleteParts(transaction);
  });
}

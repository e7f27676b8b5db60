/**
 * Moves a late edit that was made for a text of the tree model to the present text. Its structs fit no document
 * of the present model, so that its content is taken: what it changed in the text for which it was made is
 * changed in the present one, and what others wrote since remains.
 */
import * as Y from 'yjs';
import { locales } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { answersIn, cellsOf } from '../answers.ts';
import { newBlockId } from '../block-id.ts';
import { passageContent } from '../content.ts';
import { writePassage } from '../content-write.ts';
import { newDoc } from '../new-doc.ts';
import { passageOfRoot } from '../narrative.ts';
import { migrate } from './migrate.ts';

/**
 * Returns the edit as one update (V1) of the present text. `frozen` is the text for which it was made, `late` the
 * same with the edit.
 */
export function laidOnPresent(frozen: Y.Doc, late: Y.Doc, present: Y.Doc): Uint8Array {
  const laid = copyOf(present);
  const before = Y.encodeStateVector(laid);
  const base = migratedFrom(frozen);
  laid.transact(() => {
    for (const section of sectionsOf(late))
      for (const language of locales) {
        const wanted = passageContent(late, section, language);
        if (isSame(passageContent(frozen, section, language), wanted)) continue;
        const now = passageContent(laid, section, language);
        const edited = copyOf(base.doc);
        const since = copyOf(base.doc);
        writePassage({ doc: edited, section, language, newId: newBlockId }, base.renamed(wanted));
        writePassage({ doc: since, section, language, newId: newBlockId }, now);
        if (isSame(passageContent(edited, section, language), now)) continue;
        Y.applyUpdate(since, Y.encodeStateAsUpdate(edited));
        writePassage(
          { doc: laid, section, language, newId: newBlockId },
          passageContent(since, section, language)
        );
      }
    layCells(frozen, late, laid);
  });
  return Y.encodeStateAsUpdate(laid, before);
}

function layCells(frozen: Y.Doc, late: Y.Doc, laid: Y.Doc): void {
  const [before, after, answers] = [cellsOf(frozen), cellsOf(late), answersIn(laid)];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[key];
    if (JSON.stringify(before[key]) === JSON.stringify(value)) continue;
    if (value === undefined) answers.delete(key);
    else if (JSON.stringify(answers.get(key)) !== JSON.stringify(value)) answers.set(key, value);
  }
}

/** Returns the text as it was when its present generation began, but for its authors: with the same ids. */
function migratedFrom(frozen: Y.Doc) {
  let last = 0;
  const { doc, firstBlocks } = migrate(copyOf(frozen), { ownerOf: () => undefined, newClient: () => ++last });
  const renamed = (nodes: readonly ContentNode[]): ContentNode[] =>
    nodes.map((node) => {
      const counterpart = node.attrs?.['counterpart'];
      const first = typeof counterpart === 'string' ? firstBlocks.get(counterpart) : undefined;
      return {
        ...node,
        ...(first === undefined ? {} : { attrs: { ...node.attrs, counterpart: first } }),
        ...(node.content ? { content: renamed(node.content) } : {})
      };
    });
  return { doc, renamed };
}

/** A copy writes under a client id of its own. */
function copyOf(doc: Y.Doc): Y.Doc {
  const copy = newDoc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

const sectionsOf = (doc: Y.Doc): string[] =>
  [...new Set([...doc.share.keys()].flatMap((root) => passageOfRoot(root)?.section ?? []))].sort();

const isSame = (one: readonly ContentNode[], other: readonly ContentNode[]): boolean =>
  canonicalText(toCanonical(one)) === canonicalText(toCanonical(other));

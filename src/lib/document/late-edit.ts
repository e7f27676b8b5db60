/**
 * Applies a late edit to the current text, as Yjs would have done had it arrived in time: what others wrote
 * since remains.
 */
import * as Y from 'yjs';
import { compareBlocks, isChange, type ComparedBlock } from '#domain/text-diff.ts';
import { locales, type Locale } from '#domain/locale.ts';
import { answersRoot } from './answer-cells.ts';
import { cellsOf } from './answers.ts';
import { nodesOf } from './content.ts';
import { passage } from './narrative.ts';
import { newDoc } from './new-doc.ts';

export interface LaidEdit {
  /** The changes that it would make, for each language. */
  readonly changes: Readonly<Record<Locale, readonly ComparedBlock[]>>;
  /** True if it would change other sections too. */
  readonly isMore: boolean;
}

/**
 * Applies `update`, one Yjs update (V1) on an earlier generation of the same document. Throws where it is
 * none.
 */
export function laidOn(text: Y.Doc, update: Uint8Array, section: string): LaidEdit {
  const laid = newDoc();
  Y.applyUpdate(laid, Y.encodeStateAsUpdate(text));
  Y.applyUpdate(laid, update);
  const between = (name: string): ComparedBlock[] =>
    compareBlocks(nodesOf(text.getXmlFragment(name)), nodesOf(laid.getXmlFragment(name)));
  const own = locales.map(
    (language) =>
      [
        language,
        compareBlocks(nodesOf(passage(text, section, language)), nodesOf(passage(laid, section, language)))
      ] as const
  );
  const others = [...laid.share.keys()].filter(
    (name) => name !== answersRoot && !name.startsWith(`${section}.`)
  );
  return {
    changes: Object.fromEntries(own) as Record<Locale, ComparedBlock[]>,
    isMore:
      others.some((name) => between(name).some(isChange)) ||
      JSON.stringify(cellsOf(text)) !== JSON.stringify(cellsOf(laid))
  };
}

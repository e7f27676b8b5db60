/**
 * Applies a late edit to the current text, as Yjs would have done had it arrived in time: what others wrote
 * since remains.
 */
import * as Y from 'yjs';
import { compareBlocks, isChange, type ComparedBlock } from '#domain/text-diff.ts';
import { locales, type Locale } from '#domain/locale.ts';
import { cellsOf } from './answers.ts';
import { passageContent } from './content.ts';
import { passageOfRoot } from './narrative.ts';

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
  const laid = new Y.Doc();
  Y.applyUpdate(laid, Y.encodeStateAsUpdate(text));
  Y.applyUpdate(laid, update);
  const between = (section: string, language: Locale): ComparedBlock[] =>
    compareBlocks(passageContent(text, section, language), passageContent(laid, section, language));
  const own = locales.map((language) => [language, between(section, language)] as const);
  const others = [...laid.share.keys()].flatMap((name) => {
    const passage = passageOfRoot(name);
    return passage && passage.section !== section ? [passage] : [];
  });
  return {
    changes: Object.fromEntries(own) as Record<Locale, ComparedBlock[]>,
    isMore:
      others.some((other) => between(other.section, other.language).some(isChange)) ||
      JSON.stringify(cellsOf(text)) !== JSON.stringify(cellsOf(laid))
  };
}

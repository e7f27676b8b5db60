/** Finds where the words of a coding are on the page. */
import type { Locale } from '#base/locale.ts';
import { rangeOf } from '#lib/editor/place-on-page.ts';
import type { TextCoding } from '#areas/coding';

/** The words that were tagged, or the whole block of the pair. */
export function codedRange(
  section: string,
  { tagged, blocks, state }: TextCoding,
  language: Locale
): Range | null {
  const block = blocks[language];
  if (block === undefined || state === 'gone') return null;
  const isTagged = tagged?.language === language && state === 'holds';
  return rangeOf(section, language, isTagged ? { block, text: tagged.quote, before: 0 } : null, block);
}

/** Reads the forms of statements about pairs of passages. */
import { z } from 'zod';
import type { PairIds } from '#rules/pairs/pairs.ts';
import type { SeenPair } from '#areas/pairs';
import { textIn } from '#lib/forms/fields.ts';

/** In characters: more than the most pairs of one statement need. */
const longestField = 1_000_000;

const id = z.string().max(90);
const print = z.string().max(64);
const pair = z.strictObject({
  ids: z.strictObject({ en: id, zh: id }),
  prints: z.strictObject({ en: print, zh: print })
});

/** From a field of JSON; null for anything else. */
export function seenPairsIn(form: FormData): readonly SeenPair[] | null {
  const text = textIn(form, 'pairs');
  if (text.length > longestField) return null;
  try {
    return z.array(pair).max(2_000).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export const pairIdsIn = (form: FormData): PairIds => ({
  en: textIn(form, 'enBlock'),
  zh: textIn(form, 'zhBlock')
});

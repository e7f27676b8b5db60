/** Says whether both languages of a section say the same, as the history below the text shows it. */
import { isBegun, type PairCounts } from '#rules/pairs/pair-counts.ts';
import type { Locale } from '#base/locale.ts';

/**
 * Names how far both languages of a text agree. `never` is a text of which nobody has confirmed a passage
 * yet, `open` one of which some are confirmed and others never were; of `changed` some have changed since they were
 * confirmed.
 */
export type Agreement = 'empty' | 'no-en' | 'no-zh' | 'never' | 'open' | 'changed' | 'agrees';

export function agreementOf(written: Readonly<Record<Locale, boolean>>, counts: PairCounts): Agreement {
  if (!written.en) return written.zh ? 'no-en' : 'empty';
  if (!written.zh) return 'no-zh';
  if (counts.toDo === 0) return 'agrees';
  if (counts.changed > 0) return 'changed';
  return isBegun(counts) ? 'open' : 'never';
}

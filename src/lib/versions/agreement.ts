/** Says whether both languages of a section say the same, as the history below the text shows it. */
import { isBegun, type PairCounts } from '#domain/pairs.ts';
import type { Locale } from '#domain/locale.ts';

/**
 * Names how far both languages of a text agree. `never` is a text of which nobody has confirmed a passage
 * yet; of `to-do` some passages are to be looked at.
 */
export type Agreement = 'empty' | 'no-en' | 'no-zh' | 'never' | 'to-do' | 'agrees';

export function agreementOf(written: Readonly<Record<Locale, boolean>>, counts: PairCounts): Agreement {
  if (!written.en) return written.zh ? 'no-en' : 'empty';
  if (!written.zh) return 'no-zh';
  if (counts.toDo === 0) return 'agrees';
  return isBegun(counts) ? 'to-do' : 'never';
}

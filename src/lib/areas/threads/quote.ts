/** Shows the words that a comment is on. */
import { chipSign } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';

/** Returns a quote in which a word stands for each chip: what a chip shows depends on its reader. */
export const shownQuote = (quote: string, language: Locale): string =>
  quote.replaceAll(chipSign, m.comments_chip({}, { locale: language }));

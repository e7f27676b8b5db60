/** Answers in place of a page that is too large to be sent; lists are divided into pages long before. */
import type { RequestEvent } from '@sveltejs/kit';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { languageTag } from '#base/locale.ts';
import { statusOf } from '#base/refusal.ts';

/**
 * Limits a page, in UTF-16 units. The longest text that is allowed takes less than half: its bytes as HTML, and again as
 * the data with which the page comes alive.
 */
const lettersOfPage = 24 * 2 ** 20;

/** Counts the pieces of a page that is being made. */
export interface PageBound {
  /** Returns the piece, or nothing of it once the page is above the bound. */
  take(html: string): string;
  isExceeded(): boolean;
}

export function openPageBound(most = lettersOfPage): PageBound {
  let letters = 0;
  return {
    take: (html) => {
      letters += html.length;
      return letters > most ? '' : html;
    },
    isExceeded: () => letters > most
  };
}

export function answerTooLarge({ locals, route }: Pick<RequestEvent, 'locals' | 'route'>): Response {
  locals.services.logger.warn('A page was too large to be sent', { route: route.id });
  const refusal = { code: 'page-too-large' } as const;
  return new Response(refusalSentence(refusal, locals.locale), {
    status: statusOf[refusal.code],
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-language': languageTag(locals.locale),
      'cache-control': 'private, no-store'
    }
  });
}

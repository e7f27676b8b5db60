import { locale } from '#lib/i18n/locale.ts';
import { failureSentence } from '#lib/i18n/refusal.ts';

/** Tells apart why a form could not be saved while what was typed has to stay in it. */
export type SaveFailure = 'unreachable' | 'signed-out' | { readonly message: string };

/**
 * Returns why nothing was saved and no page answers for it: the server cannot be reached, the session has ended, or
 * the server answered with an error. Undefined for any answer that the page itself shows.
 */
export function failureOf(result: Answer): SaveFailure | undefined {
  if (result.type === 'error') {
    const { error, status } = result;
    return status === undefined ? 'unreachable' : { message: failureSentence(error, locale()) };
  }
  const isSignedOut = result.type === 'redirect' && /^\/login\b/.test(result.location ?? '');
  return isSignedOut ? 'signed-out' : undefined;
}

/** Describes what `enhance` has received for a form; no status where nothing answered. */
interface Answer {
  readonly type: string;
  readonly status?: number | undefined;
  readonly error?: unknown;
  readonly location?: string | undefined;
}

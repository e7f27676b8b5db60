/** Tells apart why a form could not be saved while what was typed has to stay in it. */
import type { ActionResult } from '@sveltejs/kit';

type Data = Record<string, unknown> | undefined;

export type SaveFailure = 'unreachable' | 'signed-out' | { readonly message: string };

/**
 * Returns why nothing was saved and no page answers for it: the server cannot be reached, the session has ended, or
 * the server answered with an error. Undefined for any answer that the page itself shows.
 */
export function failureOf(result: ActionResult<Data, Data>): SaveFailure | undefined {
  if (result.type === 'error') {
    const { error, status } = result as { readonly error: unknown; readonly status?: number };
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    return status === undefined ? 'unreachable' : { message };
  }
  return result.type === 'redirect' && /^\/login\b/.test(result.location) ? 'signed-out' : undefined;
}

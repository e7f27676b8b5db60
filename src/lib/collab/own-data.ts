/**
 * An open page asks for its own data anew whenever something is decided. Where that request fails, because the network or the server is
 * gone, the router would load the whole page, and the reader would find an error where somebody was writing. So it waits and asks again.
 */
import { waitBefore } from './backoff.ts';

export interface RetryOptions {
  /** Whether this is the data of the page that is open now. */
  readonly isOwn: (address: string) => boolean;
  /** Resolves when it is time to ask again, after so many tries. */
  readonly wait: (tries: number) => Promise<void>;
}

/** What stands before a server that is gone answers for it. */
const goneStates: ReadonlySet<number> = new Set([502, 503, 504]);

export function fetchWithRetry(plainFetch: typeof fetch, { isOwn, wait }: RetryOptions): typeof fetch {
  return async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    for (let tries = 1; ; tries += 1) {
      const answer = await plainFetch(input, init).catch((error: unknown) => {
        if (init?.signal?.aborted || !isOwn(address)) throw error;
        return null;
      });
      if (answer && !(goneStates.has(answer.status) && isOwn(address))) return answer;
      await wait(tries);
    }
  };
}

/** Of the page at this address, as the router asks for it. */
export function isDataOf(
  page: { readonly origin: string; readonly pathname: string },
  address: string
): boolean {
  const url = new URL(address, page.origin);
  return url.origin === page.origin && url.pathname === `${page.pathname.replace(/\/$/, '')}/__data.json`;
}

/** Longer each time; at once when the browser says that it is back on the network. */
export const waitInBrowser = (tries: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, waitBefore(tries, Math.random));
    function done(): void {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    }
    addEventListener('online', done);
  });

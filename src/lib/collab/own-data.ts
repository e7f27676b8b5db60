/**
 * Retries an open page's requests for its own data, which it reloads whenever something is decided. Where
 * such a request fails, because the network or the server is gone, the router would load the whole page, and
 * the reader would see an error in place of the text being written. So this waits and requests again.
 */
import { waitBefore } from './backoff.ts';

export interface RetryOptions {
  /** Checks whether this is the data of the page that is open now. */
  readonly isOwn: (address: string) => boolean;
  /** Resolves when it is time for the next request, after so many tries. */
  readonly wait: (tries: number) => Promise<void>;
}

/**
 * The statuses that a proxy returns for a server that is gone, or the server for a page that requests too much.
 */
const goneStates: ReadonlySet<number> = new Set([429, 502, 503, 504]);

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

/** Checks whether the address is the data of this page, as the router requests it. */
export function isDataOf(
  page: { readonly origin: string; readonly pathname: string },
  address: string
): boolean {
  const url = new URL(address, page.origin);
  return url.origin === page.origin && url.pathname === `${page.pathname.replace(/\/$/, '')}/__data.json`;
}

/** Waits longer after each try; resolves at once when the browser reports that it is back on the network. */
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

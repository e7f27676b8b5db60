/**
 * Limits the pages and API answers: how many are made at once for all, and of one person, or of one address without a session, how
 * many are made at once, how many wait, and how many there are over time. Counted by each node for itself.
 */
import { sourceOf } from '#server/auth/throttle.ts';
import type { Store } from '#server/store/open.ts';
import { openRates } from '#server/process/rates.ts';
import { openFairTurns } from '#server/process/fair-turns.ts';
import { ownRound } from '#server/process/rounds.ts';

export interface RequestLimits {
  /**
   * Waits for the requester's turn, which ends with the returned function; 'throttled' at once when too many
   * wait or came of late. Without a session, this machine's own addresses have no limit.
   */
  admit(userId: string | null, address: string): Promise<(() => void) | 'throttled'>;
}

/**
 * Allows what people do: a page with its data is one or two requests, and one more for each event of its study
 * that it follows; browsers send six at once.
 */
const rate = { burst: 600, perSecond: 30 };
const mostOfOne = 128;
/**
 * Each page in the making holds what it has read, and is rendered in one go: more at once finish no sooner, take more memory, and all
 * of them may be rendered before the next connection is accepted. SQLite is read in the same thread, so that a second page only
 * fills the time in which the first waits for another thread; with PostgreSQL pages wait for the network as well.
 */
const pagesOf = {
  sqlite: { atOnce: 2, ofOne: 1 },
  postgres: { atOnce: 4, ofOne: 3 }
} as const;
/** Limits how long a request counts as in the making: one that takes longer waits for something else, such as a file in a thread. */
const longestTurnMilliseconds = 500;

interface Tools {
  readonly now: () => Date;
  readonly store: Pick<Store, 'engine'>;
}

export function openRequestLimits({ now, store }: Tools): RequestLimits {
  const rates = openRates(rate, now);
  const turns = openFairTurns(pagesOf[store.engine]);
  const counts = new Map<string, number>();
  let ownRequests = 0;
  return {
    admit: async (userId, address) => {
      const source = userId ?? sourceOf(address);
      const requester =
        source === null
          ? `request ${(ownRequests += 1)} of this machine`
          : `${userId === null ? 'address' : 'person'} ${source}`;
      const count = counts.get(requester) ?? 0;
      if (source !== null && (count >= mostOfOne || !rates.take(requester))) return 'throttled';
      counts.set(requester, count + 1);
      const endTurn = await turns.take(requester);
      const timer = setTimeout(endTurn, longestTurnMilliseconds).unref();
      // New connections and what arrived meanwhile come between two pages.
      await ownRound();
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        clearTimeout(timer);
        endTurn();
        const left = (counts.get(requester) ?? 1) - 1;
        if (left === 0) counts.delete(requester);
        else counts.set(requester, left);
      };
    }
  };
}

/**
 * Limits the pages and API answers of one person, or of one address without a session: how many are made at
 * once, how many wait, and how many there are over time. Counted by each node for itself.
 */
import { sourceOf } from './auth/throttle.ts';
import { openRates } from './sync/handshake/rates.ts';
import { openTurns, type Turns } from './turns.ts';

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
const atOnce = 8;
const mostWaiting = 120;

export function openRequestLimits({ now }: { readonly now: () => Date }): RequestLimits {
  const rates = openRates(rate, now);
  const requesters = new Map<string, { readonly turns: Turns; count: number }>();
  return {
    admit: async (userId, address) => {
      const source = userId ?? sourceOf(address);
      if (source === null) return () => undefined;
      const requester = `${userId === null ? 'address' : 'person'} ${source}`;
      const own = requesters.get(requester) ?? { turns: openTurns(atOnce), count: 0 };
      if (own.count >= atOnce + mostWaiting || !rates.take(requester)) return 'throttled';
      own.count += 1;
      requesters.set(requester, own);
      const endTurn = await own.turns.take();
      return () => {
        endTurn();
        own.count -= 1;
        if (own.count === 0) requesters.delete(requester);
      };
    }
  };
}

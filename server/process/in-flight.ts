/**
 * Bounds what is in flight: so many bytes for all, and so many bytes and requests for one person or address.
 */
import type { IncomingMessage } from 'node:http';

export interface InFlightLimits {
  /** Limits the bytes of all together. */
  readonly bytes: number;
  readonly each: { readonly bytes: number; readonly count: number };
}

/** Takes back what was admitted; calling it again does nothing. */
export type Release = () => void;

/** Says who had too much in flight: the requester alone, or all together. */
export type Overload = 'requester' | 'all';

export interface InFlight {
  /** Counts the bytes of all together. */
  readonly bytes: number;
  /** A null requester has no limit of its own. */
  take(requester: string | null, bytes: number): Release | Overload;
}

export function openInFlight({ bytes: most, each }: InFlightLimits): InFlight {
  const requesters = new Map<string, { bytes: number; count: number }>();
  let total = 0;
  return {
    get bytes() {
      return total;
    },
    take: (requester, bytes) => {
      const own = requester === null ? undefined : requesters.get(requester);
      if (requester !== null) {
        if ((own?.count ?? 0) >= each.count || (own?.bytes ?? 0) + bytes > each.bytes) return 'requester';
      }
      if (total + bytes > most) return 'all';
      total += bytes;
      const counted = own ?? { bytes: 0, count: 0 };
      if (requester !== null) {
        counted.bytes += bytes;
        counted.count += 1;
        requesters.set(requester, counted);
      }
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        total -= bytes;
        counted.bytes -= bytes;
        counted.count -= 1;
        if (requester !== null && counted.count === 0) requesters.delete(requester);
      };
    }
  };
}

/**
 * Null where the request announces none. Browsers announce the length of a form; a chunked body of unknown length would
 * be read up to the largest limit.
 */
export function announcedLength({ headers }: Pick<IncomingMessage, 'headers'>): number | null {
  const announced = headers['content-length'];
  if (announced === undefined) return headers['transfer-encoding'] === undefined ? 0 : null;
  const length = Number(announced);
  return Number.isSafeInteger(length) && length >= 0 ? length : null;
}

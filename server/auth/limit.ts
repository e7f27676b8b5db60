/**
 * Limits the requests per address in a time window, for pages that need no session. The counts are held in
 * memory, by each node for itself.
 */
import { ok, refuse, type Result } from '#base/refusal.ts';
import { sourceOf } from './throttle.ts';

export interface Limit {
  /** Refused with the minutes to wait. This machine's own addresses have no limit. */
  admit(address: string): Result<null>;
}

/**
 * Above it the oldest are forgotten. Memory is finite, and an attacker with that many addresses could not be
 * held back anyway.
 */
const mostAddresses = 20_000;

export function openLimit({
  now,
  most,
  minutes
}: {
  readonly now: () => Date;
  readonly most: number;
  readonly minutes: number;
}): Limit {
  const windows = new Map<string, { since: number; count: number }>();
  return {
    admit: (address) => {
      const source = sourceOf(address);
      if (source === null) return ok(null);
      const at = now().getTime();
      const found = windows.get(source);
      const window = found && at - found.since < minutes * 60_000 ? found : { since: at, count: 0 };
      window.count += 1;
      windows.delete(source);
      windows.set(source, window);
      const [oldest] = windows.keys();
      if (windows.size > mostAddresses && oldest !== undefined) windows.delete(oldest);
      if (window.count <= most) return ok(null);
      return refuse('throttled', {
        minutes: Math.max(1, Math.ceil((window.since + minutes * 60_000 - at) / 60_000))
      });
    }
  };
}

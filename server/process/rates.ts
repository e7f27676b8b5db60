/**
 * Implements token buckets: they limit how often a person or an address may do something. Time is passed in.
 */

export interface Allowance {
  /** Sets how much may come at once. */
  readonly burst: number;
  /** Sets how much is refilled in a second. */
  readonly perSecond: number;
}

export interface Rates {
  /**
   * Takes `cost` from the key's bucket; false, and nothing taken, when it does not hold so much. What costs
   * more than a bucket can hold takes a full one, so that it is never refused for ever.
   */
  take(key: string, cost?: number): boolean;
  /** 0 where the bucket holds `cost` now. */
  secondsUntil(key: string, cost?: number): number;
}

/** Above it, full ones are dropped, since they hold no information. */
const crowd = 10_000;

export function openRates(allowance: Allowance, now: () => Date): Rates {
  const buckets = new Map<string, { held: number; at: number }>();
  const refilled = (bucket: { held: number; at: number }, at: number): number =>
    Math.min(allowance.burst, bucket.held + (Math.max(0, at - bucket.at) / 1000) * allowance.perSecond);
  return {
    take: (key, fullCost = 1) => {
      const cost = Math.min(fullCost, allowance.burst);
      const at = now().getTime();
      if (buckets.size > crowd) {
        for (const [other, bucket] of buckets)
          if (refilled(bucket, at) >= allowance.burst) buckets.delete(other);
      }
      const bucket = buckets.get(key);
      const held = bucket ? refilled(bucket, at) : allowance.burst;
      if (held < cost) {
        buckets.set(key, { held, at });
        return false;
      }
      buckets.set(key, { held: held - cost, at });
      return true;
    },
    secondsUntil: (key, cost = 1) => {
      const bucket = buckets.get(key);
      const held = bucket ? refilled(bucket, now().getTime()) : allowance.burst;
      return Math.max(0, (Math.min(cost, allowance.burst) - held) / allowance.perSecond);
    }
  };
}

/** Lets a few go on at once, with those who wait in turn by requester: many requests of one do not delay another's. */

export interface FairTurns {
  /** Settles when it is the requester's turn; the turn ends with the returned function. */
  take(requester: string): Promise<() => void>;
}

interface FairLimits {
  readonly atOnce: number;
  /** Limits the turns that one requester has at once. */
  readonly ofOne: number;
}

export function openFairTurns({ atOnce, ofOne }: FairLimits): FairTurns {
  /** Holds one queue per requester; the requester whose turn is next comes first. */
  const waiting = new Map<string, (() => void)[]>();
  const running = new Map<string, number>();
  let total = 0;

  const runningOf = (requester: string): number => running.get(requester) ?? 0;
  const mayBegin = (requester: string): boolean => total < atOnce && runningOf(requester) < ofOne;

  function begin(requester: string): void {
    total += 1;
    running.set(requester, runningOf(requester) + 1);
  }

  function end(requester: string): void {
    total -= 1;
    const left = runningOf(requester) - 1;
    if (left === 0) running.delete(requester);
    else running.set(requester, left);
    for (const [next, queue] of waiting) {
      if (!mayBegin(next)) continue;
      const [first, ...others] = queue;
      waiting.delete(next);
      if (others.length > 0) waiting.set(next, others);
      begin(next);
      first?.();
      return;
    }
  }

  return {
    take: async (requester) => {
      if (mayBegin(requester)) begin(requester);
      else
        await new Promise<void>((resolve) => {
          waiting.set(requester, [...(waiting.get(requester) ?? []), resolve]);
        });
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        end(requester);
      };
    }
  };
}

/** Lets a few go on at once, and the others in their order. */

export interface Turns {
  /** Settles when it is this caller's turn; the turn ends with the returned function. */
  take(): Promise<() => void>;
}

export function openTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  const end = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return {
    take: async () => {
      if (running < atOnce) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        end();
      };
    }
  };
}

/** Detects that the machine slept: an event that should come every five seconds came much later. */
const beat = 5_000;
const gap = 20_000;

export interface SleepDetectorTools {
  readonly now: () => number;
  readonly later: (milliseconds: number, call: () => void) => () => void;
  readonly onWake: () => void;
}

/** Returns what ends it. */
export function watchForSleep({ now, later, onWake }: SleepDetectorTools): () => void {
  let before = now();
  let cancel = later(beat, tick);
  function tick(): void {
    const slept = now() - before > gap;
    before = now();
    cancel = later(beat, tick);
    if (slept) onWake();
  }
  return () => cancel();
}

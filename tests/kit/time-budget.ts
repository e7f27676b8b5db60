/**
 * Measures what something costs a server and everybody else on it: how long /healthz takes meanwhile, and how much memory the
 * process comes to hold. The limits are those of the whole product, and hold for every user and every input that is allowed.
 */
import { Worker } from 'node:worker_threads';

/** Sets the limits: the time within which 99 of 100 requests of /healthz are answered, and the memory that comes on top. */
const budget = { milliseconds: 200, megabytes: 200 };
/** Sets the limit of time alone, for frames that arrive at once: their bytes fill the memory before anybody looks at them. */
export const timeAlone = { milliseconds: 200, megabytes: Infinity };
/**
 * Sets the limits of one kind among many, whose 99th percentile is taken over all of them: in the half second that one takes, a
 * collection of all garbage is more than one request of a hundred.
 */
export const ofOneKind = { milliseconds: 400, megabytes: 200 };

/** Names a server process and where it listens on the loopback. */
export interface Target {
  readonly port: number;
  readonly pid: number;
}

/** Holds one request of /healthz. */
export interface Probed {
  readonly milliseconds: number;
  /** Gives the processor time that the server's first thread used meanwhile, in milliseconds. */
  readonly used: number;
  readonly megabytes: number;
}

export interface Strain {
  /** Gives the times of all requests that were due, in milliseconds. */
  readonly times: readonly number[];
  /** Gives the time within which 99 of 100 requests were answered, and that of the slowest, in milliseconds. */
  readonly p99: number;
  readonly worst: number;
  /**
   * Gives how much more memory the process held at most than it held at rest before. What a server has once held at rest
   * it gives back to the system and takes again, as the collection of garbage goes.
   */
  readonly megabytes: number;
}

/** Holds the most that each process held when something was about to begin, in megabytes. */
const heldAtRest = new Map<number, number>();

/** Does something and returns what it cost the server. */
export async function strainOf(target: Target, act: () => Promise<unknown>): Promise<Strain> {
  const prober = new Worker(new URL('./health-prober.ts', import.meta.url), { workerData: target });
  const failed = new Promise<never>((_, reject) => prober.on('error', reject));
  const next = <T>(): Promise<T> =>
    Promise.race([failed, new Promise<T>((resolve) => void prober.once('message', resolve))]);
  try {
    await next();
    const all = next<readonly Probed[]>();
    await Promise.race([failed, act()]);
    prober.postMessage('end');
    return strainIn(await all, target);
  } finally {
    await prober.terminate();
  }
}

/** A line each; empty where everything kept to the budget. */
export const overBudget = (strains: ReadonlyMap<string, Strain>, most: typeof budget = budget): string =>
  [...strains]
    .flatMap(([what, { p99, worst, megabytes }]) =>
      p99 > most.milliseconds || megabytes > most.megabytes
        ? [`${what}: p99 ${p99.toFixed(0)} ms, worst ${worst.toFixed(0)} ms, ${megabytes.toFixed(0)} MB more`]
        : []
    )
    .join('\n');

/** Puts together what several things cost, one after the other. */
export function strainOfAll(strains: readonly Strain[]): Strain {
  const megabytes = Math.max(...strains.map((one) => one.megabytes));
  return { ...spreadOf(strains.flatMap(({ times }) => times)), megabytes };
}

/** Sets how often a request is counted as due while one is under way: a client that comes then waits for the rest. */
const dueEachMilliseconds = 5;

function strainIn(probed: readonly Probed[], { pid }: Target): Strain {
  const times = probed.flatMap(({ milliseconds, used }) => {
    // Where other programs had the processors, the time counts that the server used itself; it is told in ticks of 10 ms.
    const own = Math.min(milliseconds, used + 20);
    return Array.from(
      { length: Math.ceil(own / dueEachMilliseconds) },
      (_, n) => own - n * dueEachMilliseconds
    );
  });
  const held = probed.map(({ megabytes }) => megabytes);
  const atRest = Math.max(held[0] ?? 0, heldAtRest.get(pid) ?? 0);
  heldAtRest.set(pid, atRest);
  return { ...spreadOf(times), megabytes: Math.max(0, Math.max(...held) - atRest) };
}

function spreadOf(times: readonly number[]): Omit<Strain, 'megabytes'> {
  const sorted = times.toSorted((a, b) => a - b);
  return { times, p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, worst: sorted.at(-1) ?? 0 };
}

/** Ends what the app opened, and tells which of its dependencies do not answer. */
import type { createRegisters } from './registers.ts';
import type { openRooms } from './rooms.ts';
import type { openTimedWork } from './timed-work.ts';
import type { AppTools } from './tools.ts';

interface Opened {
  readonly tools: AppTools;
  readonly rooms: ReturnType<typeof openRooms>;
  readonly timed: Awaited<ReturnType<typeof openTimedWork>>;
  readonly resets: ReturnType<typeof createRegisters>['resets'];
}

/** In milliseconds; less than the process is given to close in (main.ts). */
const closingMilliseconds = 4_000;

export async function closeApp({ tools, rooms, timed, resets }: Opened): Promise<void> {
  tools.stopHearing();
  // Rooms commit what has arrived before the store closes. Where the database accepts nothing, pending
  // writes are given up after a while: they were never acknowledged.
  const patience = setTimeout(() => void rooms.log.close(), closingMilliseconds);
  const ended = within(closingMilliseconds, Promise.all([timed.closeTimedWork(), resets.idle()]));
  await Promise.all([rooms.sync.close(), rooms.live.close(), rooms.probe.close(), ended]);
  clearTimeout(patience);
  await rooms.log.close();
  await Promise.all([tools.workers.close(), tools.closeFiles(), tools.fanout.close()]);
  await tools.store.close();
}

/** Resolves with the promise, or when so much time has passed. */
function within(milliseconds: number, promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Names the dependencies that do not answer now. */
export async function listMissing(
  { store, fanout, storage }: AppTools,
  isClockOff: () => boolean
): Promise<string[]> {
  const probes = { database: answers(store), redis: answers(fanout) };
  return [
    ...((await probes.database) ? [] : ['database']),
    ...((await probes.redis) ? [] : ['redis']),
    ...((await storage.takesText()) ? [] : ['disk']),
    ...(isClockOff() ? ['clock'] : [])
  ];
}

/** Limits the wait for an answer: a service that does not answer counts as missing, like one that refuses. */
const patienceMilliseconds = 2_000;

async function answers(target: { ping(): Promise<void> }): Promise<boolean> {
  const pinged = target.ping().then(
    () => true,
    () => false
  );
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<boolean>(
    (resolve) => (timer = setTimeout(() => resolve(false), patienceMilliseconds))
  );
  return Promise.race([pinged, silent]).finally(() => clearTimeout(timer));
}

/**
 * Runs the builds of reports, one at a time on each node, each in a process of its own. A node holds a lease on
 * what it builds, by the database's clock: a build whose node is gone is taken up again by any node. A build is
 * stored as a whole or not at all.
 */
import { mostAttempts, nextBuild } from '#rules/report/report-build.ts';
import { findBuildById, listBegun, listWaiting, type BuildRow } from './store/report-builds.ts';
import { createBuildCommands, type BuildCommands } from './build-commands.ts';
import { buildOne, fail, leaseFrom, type BuildRunnerTools, type BuildWork } from './one-build.ts';

export interface BuildRunner {
  /** Builds what waits, one after another; resolves when nothing waits any more. */
  run(): Promise<void>;
  /** Ends what is being built, which waits again, and stops. */
  close(): Promise<void>;
  readonly commands: BuildCommands;
}

export const buildInterval = 1_000;
/** Looks so far back for whose builds were begun. */
const fairMilliseconds = 24 * 3_600_000;

export function openBuildRunner(tools: BuildRunnerTools): BuildRunner {
  const { store, signals, logger, now, unstoredFailures } = tools;
  const { db } = store;
  const node = tools.newId();
  const commands = createBuildCommands(tools);
  let current: { readonly id: string; readonly stop: () => void } | undefined;
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const hasClosed = (): boolean => isClosed;
  const work: BuildWork = { tools, commands, node, hasClosed };
  let isFailing = false;

  // A build that is cancelled anywhere ends here at once; the lease would tell it later.
  const stopListening = signals.listen((signal) => {
    if (signal.kind !== 'event' || signal.event.kind !== 'report.cancelled') return;
    if (current && signal.event.payload.includes(`"${current.id}"`)) current.stop();
  });

  async function take(): Promise<BuildRow | undefined> {
    const waiting = await listWaiting(db, now().toISOString());
    const lost = waiting.filter(({ state, attempts }) => state === 'running' && attempts >= mostAttempts);
    for (const build of lost) await fail(work, build, 'interrupted', { isLost: true });
    const begun = await listBegun(db, new Date(now().getTime() - fairMilliseconds).toISOString());
    const next = nextBuild(
      waiting.filter((build) => !lost.includes(build)),
      begun
    );
    if (!next) return undefined;
    const taken = await commands.take('schedule', next.id, node, leaseFrom(now()));
    return taken.ok ? findBuildById(db, next.id) : undefined;
  }

  async function round(): Promise<void> {
    for (;;) {
      if (isClosed) return;
      await unstoredFailures.storeAll();
      const build = await take();
      if (!build) return;
      const lost = new AbortController();
      current = { id: build.id, stop: () => lost.abort() };
      await buildOne(work, build, lost).finally(() => (current = undefined));
    }
  }

  const run = (): Promise<void> =>
    (last = last.then(async () => {
      try {
        await round();
        isFailing = false;
      } catch (error) {
        if (!isFailing && !hasClosed()) logger.error('Builds of reports cannot be run', error);
        isFailing = true;
      }
    }));

  function again(): void {
    if (tools.everyMilliseconds === null || isClosed) return;
    timer = setTimeout(() => void run().then(again), tools.everyMilliseconds);
    timer.unref();
  }
  again();

  return {
    run,
    commands,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stopListening();
      current?.stop();
      await last;
    }
  };
}

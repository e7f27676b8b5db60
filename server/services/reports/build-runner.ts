/**
 * Runs the builds of reports, one at a time on each node, each in a process of its own. A node holds a lease on
 * what it builds, by the database's clock: a build whose node is gone is taken up again by any node. A build is
 * stored as a whole or not at all.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  largestBuild,
  largestOutput,
  mostAttempts,
  nextBuild,
  type BuildFault,
  type OutputName
} from '#domain/report-build.ts';
import { stableText, type ReportManifest } from '#domain/report-inputs.ts';
import { ok, refuse } from '#domain/refusal.ts';
import type { Logger } from '../../logger.ts';
import {
  findBuildById,
  insertOutputs,
  listBegun,
  listWaiting,
  removeOldFiles,
  storeFile,
  takeBuild,
  updateOwnBuild,
  type BuildRow,
  type BuildSummary
} from '../../store/report-builds.ts';
import { findStudyById } from '../../store/studies.ts';
import type { Storage } from '../../store/storage.ts';
import { runCommand } from '../../commands/run-command.ts';
import { sha256 } from '../sha256.ts';
import { wantedOf } from './builds.ts';
import { freezeReport, manifestBytes, readInputs, type ManifestTools } from './manifest.ts';

export interface BuildRunner {
  /** Builds what waits, one after another; resolves when nothing waits any more. */
  run(): Promise<void>;
  /** Ends what is being built, which waits again, and stops. */
  close(): Promise<void>;
}

export interface BuildRunnerTools extends ManifestTools {
  readonly logger: Pick<Logger, 'error' | 'info' | 'warn'>;
  readonly storage: Pick<Storage, 'hasRoom'>;
  /** Sets the time between two looks; null where a test runs builds by hand. */
  readonly everyMilliseconds: number | null;
  /** Names the program that builds; a test may take another. */
  readonly program?: URL;
  /** Limits a build in time. */
  readonly milliseconds?: number;
}

export const buildInterval = 1_000;
/** Keeps a build for this node for so long after it has last said that it builds it. */
const leaseMilliseconds = 20_000;
const renewMilliseconds = 5_000;
const longestMilliseconds = 5 * 60_000;
const heapMegabytes = 600;
/** Looks so far back for whose builds were begun. */
const fairMilliseconds = 24 * 3_600_000;

const ownProgram = new URL('../../report/build-process.ts', import.meta.url);

/** Is what the process says of itself; see server/report/build-process.ts. */
type Message =
  | { readonly kind: 'composed'; readonly faults: string }
  | { readonly kind: 'written'; readonly at: number }
  | { readonly kind: 'stopped'; readonly fault: BuildFault }
  | { readonly kind: 'done' };

type Ended = BuildFault | 'done' | 'lost';

export function openBuildRunner(tools: BuildRunnerTools): BuildRunner {
  const { store, signals, logger, now } = tools;
  const { db } = store;
  const node = tools.newId();
  let current: { readonly id: string; readonly stop: () => void } | undefined;
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const hasClosed = (): boolean => isClosed;
  let isFailing = false;

  // A build that is cancelled anywhere ends here at once; the lease would tell it later.
  const stopListening = signals.listen((signal) => {
    if (signal.kind !== 'event' || signal.event.kind !== 'report.cancelled') return;
    if (current && signal.event.payload.includes(`"${current.id}"`)) current.stop();
  });

  const later = (milliseconds: number): string => new Date(now().getTime() + milliseconds).toISOString();

  async function take(): Promise<BuildRow | undefined> {
    const waiting = await listWaiting(db, now().toISOString());
    const lost = waiting.filter(({ state, attempts }) => state === 'running' && attempts >= mostAttempts);
    for (const build of lost) await fail(build, 'interrupted', true);
    const begun = await listBegun(db, later(-fairMilliseconds));
    const next = nextBuild(
      waiting.filter((build) => !lost.includes(build)),
      begun
    );
    if (!next) return undefined;
    const taken = await runCommand(tools, async ({ trx, at, appendEvent }) => {
      if (!(await takeBuild(trx, next.id, { node, now: at, until: later(leaseMilliseconds) })))
        return refuse('stale');
      await appendEvent(next.studyId, null, moved(next, 'running', 0));
      return ok(null);
    });
    return taken.ok ? findBuildById(db, next.id) : undefined;
  }

  const moved = ({ kind, id, number }: BuildSummary, state: string, done: number) =>
    ({
      kind: 'report.moved',
      needs: 'study.report',
      payload: { report: kind, buildId: id, number, state, done }
    }) as const;

  async function fail(build: BuildSummary, fault: BuildFault, isLost = false): Promise<void> {
    await runCommand(tools, async ({ trx, at, appendEvent }) => {
      // A build that was lost belongs to no node any more.
      const own = isLost ? { id: build.id, node: build.node ?? '' } : { id: build.id, node };
      const change = { state: 'failed', fault, finishedAt: at, node: null, leaseUntil: null } as const;
      if (!(await updateOwnBuild(trx, own, change))) return refuse('stale');
      await appendEvent(build.studyId, null, {
        kind: 'report.failed',
        needs: 'study.report',
        payload: { report: build.kind, buildId: build.id, number: build.number, fault }
      });
      return ok(null);
    });
  }

  /** Gives a build back, for any node to take it up again. */
  async function giveBack({ id }: BuildSummary, attempts: number): Promise<void> {
    await updateOwnBuild(db, { id, node }, { state: 'queued', node: null, leaseUntil: null, attempts });
  }

  async function frozen(build: BuildRow): Promise<ReportManifest> {
    if (build.manifest !== null) return JSON.parse(build.manifest) as ReportManifest;
    const study = await findStudyById(db, build.studyId);
    if (!study) throw new Error('The study of a build does not exist');
    const manifest = await freezeReport(tools, study, build);
    const bytes = manifestBytes(manifest);
    await updateOwnBuild(
      db,
      { id: build.id, node },
      { manifest: new TextDecoder().decode(bytes), manifestHash: sha256(bytes) }
    );
    return manifest;
  }

  async function buildOne(build: BuildRow): Promise<void> {
    if (!(await tools.storage.hasRoom())) return fail(build, 'no-room');
    /** Says whether the build is no longer this node's, and ends its process. */
    const own = { isLost: false, stop: (): void => undefined };
    const isLost = (): boolean => own.isLost;
    current = {
      id: build.id,
      stop: () => {
        own.isLost = true;
        own.stop();
      }
    };
    const renewal = setInterval(() => {
      updateOwnBuild(db, { id: build.id, node }, { leaseUntil: later(leaseMilliseconds) }).then(
        (isOwn) => {
          if (!isOwn) current?.stop();
        },
        (error: unknown) => logger.warn('The lease of a build was not renewed', { error: String(error) })
      );
    }, renewMilliseconds);
    const folder = await mkdtemp(join(tmpdir(), 'meridian-build-'));
    try {
      const manifest = await frozen(build);
      const outputs = wantedOf(build);
      await writeFile(join(folder, 'inputs.json'), stableText(await readInputs(db, build.studyId, manifest)));
      if (isLost()) return hasClosed() ? await giveBack(build, build.attempts - 1) : undefined;
      let ended: Ended = 'done';
      const tally = { written: 0 };
      for (const [at, wanted] of processesFor(outputs).entries()) {
        if (isLost()) return;
        ended = await runProcess(
          build,
          { folder, outputs, wanted, isFirst: at === 0, tally },
          (stop) => (own.stop = stop)
        );
        if (ended !== 'done') break;
      }
      if (hasClosed()) return await giveBack(build, build.attempts - 1);
      if (isLost() || ended === 'lost') return;
      if (ended === 'interrupted' && build.attempts < mostAttempts)
        return await giveBack(build, build.attempts);
      if (ended !== 'done') return await fail(build, ended);
      await keep(build, folder, outputs);
    } catch (error) {
      if (hasClosed()) return await giveBack(build, build.attempts - 1);
      logger.error('A report could not be built', error, { build: build.id });
      await fail(build, isOfFullDisk(error) ? 'no-room' : 'broken');
    } finally {
      clearInterval(renewal);
      current = undefined;
      await rm(folder, { recursive: true, force: true });
    }
  }

  function runProcess(
    build: BuildRow,
    {
      isFirst,
      tally,
      ...order
    }: {
      readonly folder: string;
      readonly outputs: readonly OutputName[];
      readonly wanted: readonly number[];
      readonly isFirst: boolean;
      readonly tally: { written: number };
    },
    onStart: (stop: () => void) => void
  ): Promise<Ended> {
    const cache = getCompileCacheDir();
    const child: ChildProcess = fork(fileURLToPath(tools.program ?? ownProgram), {
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      // The zone and the language of the machine are no part of a report.
      env: {
        TZ: 'UTC',
        LANG: 'C.UTF-8',
        TMPDIR: order.folder,
        ...(cache ? { NODE_COMPILE_CACHE: cache } : {})
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc']
    });
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
    const stop = (): void => void child.kill('SIGKILL');
    onStart(stop);
    return new Promise((resolve) => {
      let fault: BuildFault | undefined;
      let isDone = false;
      const patience = setTimeout(() => {
        fault = 'too-long';
        stop();
      }, tools.milliseconds ?? longestMilliseconds);
      child.on('message', (message: Message) => {
        if (message.kind === 'stopped') fault = message.fault;
        if (message.kind === 'done') isDone = true;
        if (message.kind === 'written') tally.written += 1;
        const change = message.kind === 'composed' ? { faults: message.faults } : { done: tally.written };
        if (message.kind === 'written' || (message.kind === 'composed' && isFirst))
          progress(build, change).catch((error: unknown) =>
            logger.warn('The progress of a build was not stored', { error: String(error) })
          );
      });
      child.on('error', () => undefined);
      child.on('close', (code, signal) => {
        clearTimeout(patience);
        if (isDone) return resolve('done');
        if (fault) return resolve(fault);
        if (signal === 'SIGKILL' || signal === 'SIGTERM')
          return resolve(hasClosed() ? 'lost' : 'interrupted');
        const isOutOfMemory = signal === 'SIGABRT' || code === 134 || complaint.includes('out of memory');
        if (!isOutOfMemory)
          logger.error('The process of a build ended', new Error(complaint || `exit ${code}`));
        resolve(isOutOfMemory ? 'memory' : 'broken');
      });
      child.send({ ...order, most: largestOutput, isStrict: build.purpose === 'edition' });
    });
  }

  async function progress(
    build: BuildRow,
    change: { readonly faults: string } | { readonly done: number }
  ): Promise<void> {
    await runCommand(tools, async ({ trx, appendEvent }) => {
      if (!(await updateOwnBuild(trx, { id: build.id, node }, change))) return refuse('stale');
      await appendEvent(build.studyId, null, moved(build, 'running', 'done' in change ? change.done : 0));
      return ok(null);
    });
  }

  /** Stores what was built: files first, under their hashes; that the build is done, last. */
  async function keep(build: BuildRow, folder: string, outputs: readonly OutputName[]): Promise<void> {
    const names = [...outputs.map((_, at) => `output-${at}`), 'content.json'];
    let total = 0;
    for (const name of names) total += (await stat(join(folder, name))).size;
    if (total > largestBuild) return fail(build, 'too-large');
    const stored: { readonly sha256: string; readonly size: number }[] = [];
    for (const name of names) {
      const bytes = new Uint8Array(await readFile(join(folder, name)));
      const hash = sha256(bytes);
      await storeFile(db, build.studyId, hash, bytes);
      stored.push({ sha256: hash, size: bytes.byteLength });
    }
    const content = stored.at(-1);
    const pictures = await readFile(join(folder, 'pictures.json'), 'utf8');
    for (const hash of JSON.parse(pictures) as string[])
      await storeFile(
        db,
        build.studyId,
        hash,
        new Uint8Array(await readFile(join(folder, `picture-${hash}`)))
      );
    const manifestHash = (await findBuildById(db, build.id))?.manifestHash ?? '';
    await runCommand(tools, async ({ trx, at, appendEvent }) => {
      const contentHash = content?.sha256 ?? '';
      const files = outputs.map((output, index) => ({
        ...output,
        ...(stored[index] ?? { sha256: '', size: 0 })
      }));
      const hash = sha256(
        new TextEncoder().encode(stableText({ manifest: manifestHash, content: contentHash, files }))
      );
      const change = {
        state: 'done',
        done: outputs.length,
        contentHash,
        pictures,
        hash,
        finishedAt: at,
        node: null,
        leaseUntil: null
      } as const;
      if (!(await updateOwnBuild(trx, { id: build.id, node }, change))) return refuse('stale');
      await insertOutputs(
        trx,
        files.map((file) => ({ ...file, studyId: build.studyId, buildId: build.id }))
      );
      await appendEvent(build.studyId, null, {
        kind: 'report.built',
        needs: 'study.report',
        payload: { report: build.kind, buildId: build.id, number: build.number }
      });
      return ok(null);
    });
    const study = await findStudyById(db, build.studyId);
    if (study) await db.transaction().execute((trx) => removeOldFiles(trx, study.id));
  }

  async function round(): Promise<void> {
    for (;;) {
      if (isClosed) return;
      const build = await take();
      if (!build) return;
      await buildOne(build);
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
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stopListening();
      current?.stop();
      await last;
    }
  };
}

/**
 * Divides the outputs among processes, by their places: each PDF has its own, since the compiler keeps its memory
 * until the process ends, and all others share one.
 */
function processesFor(outputs: readonly OutputName[]): number[][] {
  const places = outputs.map((_, at) => at);
  const isPdf = (at: number): boolean => ['pdf', 'archive'].includes(outputs[at]?.format ?? '');
  const others = places.filter((at) => !isPdf(at));
  return [...(others.length > 0 ? [others] : []), ...places.filter(isPdf).map((at) => [at])];
}

const isOfFullDisk = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EDQUOT', 'SQLITE_FULL', '53100'].includes(String(error.code));

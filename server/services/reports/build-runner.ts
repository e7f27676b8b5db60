/**
 * Runs the builds of reports, one at a time on each node, each in a process of its own. A node holds a lease on
 * what it builds, by the database's clock: a build whose node is gone is taken up again by any node. A build is
 * stored as a whole or not at all.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  largestBuild,
  mostAttempts,
  nextBuild,
  type BuildFault,
  type OutputName
} from '#domain/report-build.ts';
import type { ReportManifest } from '#domain/report-inputs.ts';
import type { ReportFailure, ReportFailureReason } from '#domain/report-failure.ts';
import type { ReportFault } from '#domain/report.ts';
import { reportFailureSentence } from '#lib/i18n/report-failure.ts';
import type { Logger } from '../../logger.ts';
import { folderFiles, writeInputs } from '../../report/build-folder.ts';
import { reportLimits, runReport, type ReportResult } from '../../report/run.ts';
import {
  findBuildById,
  listBegun,
  listWaiting,
  removeOldFiles,
  updateOwnBuild,
  type BuildRow,
  type BuildSummary
} from '../../store/report-builds.ts';
import { findStudyById } from '../../store/studies.ts';
import type { Storage } from '../../store/storage.ts';
import { sha256 } from '../sha256.ts';
import { createBuildCommands, type BuildCommands } from './build-commands.ts';
import { wantedOf } from './builds.ts';
import { freezeReport, manifestBytes, readInputs, type ManifestTools } from './manifest.ts';
import type { UnstoredFailures } from './unstored-failures.ts';
import { storeWritten } from './written-files.ts';

export interface BuildRunner {
  /** Builds what waits, one after another; resolves when nothing waits any more. */
  run(): Promise<void>;
  /** Ends what is being built, which waits again, and stops. */
  close(): Promise<void>;
  /** Holds the commands that it gives. */
  readonly commands: BuildCommands;
}

export interface BuildRunnerTools extends ManifestTools {
  readonly logger: Pick<Logger, 'error' | 'info' | 'warn'>;
  readonly storage: Pick<Storage, 'hasRoom'>;
  readonly unstoredFailures: UnstoredFailures;
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
/** Looks so far back for whose builds were begun. */
const fairMilliseconds = 24 * 3_600_000;

/** Says what a failure of the processes that write is for the build. */
const faultOf: Readonly<Record<ReportFailureReason, BuildFault>> = {
  'dead-reference': 'faults',
  'unknown-source': 'faults',
  'repeated-id': 'faults',
  'unreadable-figure': 'figure',
  'large-figure': 'figure',
  'large-report': 'too-large',
  'large-output': 'too-large',
  empty: 'empty',
  faults: 'faults',
  'disk-full': 'no-room',
  'out-of-time': 'too-long',
  'out-of-memory': 'memory',
  cancelled: 'interrupted',
  interrupted: 'interrupted',
  'not-written': 'broken'
};

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
    for (const build of lost) await fail(build, 'interrupted', { isLost: true });
    const begun = await listBegun(db, later(-fairMilliseconds));
    const next = nextBuild(
      waiting.filter((build) => !lost.includes(build)),
      begun
    );
    if (!next) return undefined;
    const taken = await commands.take('schedule', next.id, node, later(leaseMilliseconds));
    return taken.ok ? findBuildById(db, next.id) : undefined;
  }

  /**
   * Says that a build failed, and in its list of faults which thing stands in the way. Where the database takes not
   * even that, for example because its disk is full, the failure is kept until it does.
   */
  async function fail(
    build: BuildSummary,
    fault: BuildFault,
    options: { readonly isLost?: boolean; readonly about?: ReportFailure } = {}
  ): Promise<void> {
    try {
      await storeFailure(build, fault, options);
    } catch (error) {
      logger.error('That a build failed could not be stored', error, { build: build.id });
      unstoredFailures.add(build.id, { fault, store: () => storeFailure(build, fault, options) });
    }
  }

  async function storeFailure(
    build: BuildSummary,
    fault: BuildFault,
    { isLost = false, about }: { readonly isLost?: boolean; readonly about?: ReportFailure }
  ): Promise<void> {
    // A build that was lost belongs to no node any more.
    const own = isLost ? (build.node ?? '') : node;
    await commands.fail('schedule', build.id, own, { fault, named: about && namedFault(about) });
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
    /** Is aborted once the build is no longer this node's, and ends its process. */
    const lost = new AbortController();
    const isLost = (): boolean => lost.signal.aborted;
    current = { id: build.id, stop: () => lost.abort() };
    const renewal = setInterval(() => {
      updateOwnBuild(db, { id: build.id, node }, { leaseUntil: later(leaseMilliseconds) }).then(
        (isOwn) => {
          if (!isOwn) current?.stop();
        },
        (error: unknown) => logger.warn('The lease of a build was not renewed', { error: String(error) })
      );
    }, renewMilliseconds);
    let folder: string | undefined;
    try {
      folder = await mkdtemp(join(tmpdir(), 'meridian-build-'));
      const manifest = await frozen(build);
      const outputs = wantedOf(build);
      await writeInputs(folder, await readInputs(db, build.studyId, manifest));
      const result = await write(build, folder, outputs, lost.signal);
      if (hasClosed()) return await giveBack(build, build.attempts - 1);
      if (isLost()) return;
      if (result.kind === 'written') return await keep(build, folder, outputs);
      const fault = faultOf[result.failure.reason];
      if (fault === 'interrupted' && build.attempts < mostAttempts)
        return await giveBack(build, build.attempts);
      if (fault === 'broken')
        logger.error('The process of a build ended', new Error(result.detail), { build: build.id });
      await fail(build, fault, { about: result.failure });
    } catch (error) {
      if (hasClosed()) return await giveBack(build, build.attempts - 1);
      // Its study was removed meanwhile, as what a founding of the sample study has left: nobody waits for it.
      if (!(await findBuildById(db, build.id))) return;
      logger.error('A report could not be built', error, { build: build.id });
      await fail(build, isOfFullDisk(error) ? 'no-room' : 'broken');
    } finally {
      clearInterval(renewal);
      current = undefined;
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  }

  /** Has the outputs written into the folder, and stores how far that is. */
  async function write(
    build: BuildRow,
    folder: string,
    outputs: readonly OutputName[],
    signal: AbortSignal
  ): Promise<ReportResult> {
    let stored: Promise<unknown> = Promise.resolve();
    const note = (change: { readonly faults: string } | { readonly done: number }): void => {
      stored = stored.then(() =>
        commands
          .note('schedule', build.id, node, change)
          .catch((error: unknown) =>
            logger.warn('The progress of a build was not stored', { error: String(error) })
          )
      );
    };
    const result = await runReport(
      { folder, outputs, composes: true, isStrict: build.purpose === 'edition' },
      {
        signal,
        onComposed: (faults) => note({ faults: JSON.stringify(faults) }),
        onWritten: (done) => note({ done }),
        // A test that runs builds by hand waits for them.
        isBackground: tools.everyMilliseconds !== null,
        limits: { ...reportLimits, milliseconds: tools.milliseconds ?? reportLimits.milliseconds },
        ...(tools.program ? { program: tools.program } : {})
      }
    );
    await stored;
    return result;
  }

  /** Stores what was built: files first, under their hashes; that the build is done, last. */
  async function keep(build: BuildRow, folder: string, outputs: readonly OutputName[]): Promise<void> {
    const names = [...outputs.map((_, at) => folderFiles.output(at)), folderFiles.content];
    let total = 0;
    for (const name of names) total += (await stat(join(folder, name))).size;
    if (total > largestBuild) return fail(build, 'too-large');
    const stored: { readonly sha256: string; readonly size: number }[] = [];
    for (const name of names) {
      stored.push(await storeWritten(db, build.studyId, join(folder, name)));
    }
    const pictures = await readFile(join(folder, folderFiles.pictures), 'utf8');
    for (const hash of JSON.parse(pictures) as string[])
      await storeWritten(db, build.studyId, join(folder, folderFiles.picture(hash)));
    const contentHash = stored.at(-1)?.sha256 ?? '';
    const files = outputs.map((output, index) => ({
      ...output,
      ...(stored[index] ?? { sha256: '', size: 0 })
    }));
    await commands.keep('schedule', build.id, node, { files, contentHash, pictures });
    const study = await findStudyById(db, build.studyId);
    if (study) await removeOldFiles(db, study.id);
  }

  async function round(): Promise<void> {
    for (;;) {
      if (isClosed) return;
      await unstoredFailures.storeAll();
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

/** Returns a failure as an entry of the list of faults, where it names a thing; what it names is in both languages. */
const namedFault = (failure: ReportFailure): ReportFault | undefined =>
  failure.subject.en === ''
    ? undefined
    : {
        kind: 'output',
        part: failure.part ?? '',
        about: {
          en: reportFailureSentence(failure, 'en'),
          zh: reportFailureSentence(failure, 'zh')
        },
        stops: true
      };

const isOfFullDisk = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EDQUOT', 'SQLITE_FULL', '53100'].includes(String(error.code));

/**
 * Builds one report in a process of its own, which writes into a folder: its inputs are frozen, the outputs are written and
 * stored as a whole, or it is said why not.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largestBuild, mostAttempts, type BuildFault, type OutputName } from '#rules/report/report-build.ts';
import type { ReportManifest } from '#rules/report/report-inputs.ts';
import type { ReportFailure, ReportFailureReason } from '#rules/report/report-failure.ts';
import type { ReportFault } from '#rules/report/report.ts';
import { reportFailureSentence } from '#lib/areas/report/report-failure.ts';
import type { Logger } from '#server/process/logger.ts';
import { folderFiles, writeInputs } from './outputs/build-folder.ts';
import { reportLimits, runReport, type ReportResult } from './writing/run.ts';
import { findBuildById, updateOwnBuild, type BuildRow, type BuildSummary } from './store/report-builds.ts';
import { removeOldFiles } from './store/report-files.ts';
import { findStudyById } from '#areas/study';
import type { Storage } from '#server/store/storage.ts';
import { sha256 } from '#server/files/sha256.ts';
import type { BuildCommands } from './build-commands.ts';
import { wantedOf } from './builds.ts';
import { freezeReport, manifestBytes, type ManifestTools } from './manifest.ts';
import { readInputs } from './manifest-inputs.ts';
import type { UnstoredFailures } from './unstored-failures.ts';
import { storeWritten } from './written-files.ts';

export interface BuildRunnerTools extends ManifestTools {
  readonly logger: Pick<Logger, 'error' | 'info' | 'warn'>;
  readonly storage: Pick<Storage, 'hasRoom'>;
  readonly unstoredFailures: UnstoredFailures;
  /** Between two looks; null where a test runs builds by hand. */
  readonly everyMilliseconds: number | null;
  /** A test may take another. */
  readonly program?: URL;
  readonly milliseconds?: number;
}

export interface BuildWork {
  readonly tools: BuildRunnerTools;
  readonly commands: BuildCommands;
  /** Names this node in the leases of what it builds. */
  readonly node: string;
  readonly hasClosed: () => boolean;
}

/** Keeps a build for this node for so long after it has last said that it builds it. */
const leaseMilliseconds = 20_000;
const renewMilliseconds = 5_000;

export const leaseFrom = (now: Date): string => new Date(now.getTime() + leaseMilliseconds).toISOString();

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

/** Builds one report that this node has taken. `lost` is aborted once it is no longer this node's, and ends its process. */
export async function buildOne(work: BuildWork, build: BuildRow, lost: AbortController): Promise<void> {
  const { tools, hasClosed } = work;
  if (!(await tools.storage.hasRoom())) return fail(work, build, 'no-room');
  const stopRenewing = renew(work, build, lost);
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'meridian-build-'));
    const manifest = await frozen(work, build);
    const outputs = wantedOf(build);
    await writeInputs(folder, await readInputs(tools.store.db, build.studyId, manifest));
    const result = await write(work, build, folder, outputs, lost.signal);
    if (hasClosed()) return await giveBack(work, build, build.attempts - 1);
    if (lost.signal.aborted) return;
    if (result.kind === 'written') return await keep(work, build, folder, outputs);
    await giveUp(work, build, result);
  } catch (error) {
    if (hasClosed()) return await giveBack(work, build, build.attempts - 1);
    // Its study was removed meanwhile, as what a founding of the sample study has left: nobody waits for it.
    if (!(await findBuildById(tools.store.db, build.id))) return;
    tools.logger.error('A report could not be built', error, { build: build.id });
    await fail(work, build, isOfFullDisk(error) ? 'no-room' : 'broken');
  } finally {
    stopRenewing();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Says again and again that this node builds it, until the returned function is called. */
function renew({ tools, node }: BuildWork, { id }: BuildRow, lost: AbortController): () => void {
  const { store, logger, now } = tools;
  const renewal = setInterval(() => {
    updateOwnBuild(store.db, { id, node }, { leaseUntil: leaseFrom(now()) }).then(
      (isOwn) => {
        if (!isOwn) lost.abort();
      },
      (error: unknown) => logger.warn('The lease of a build was not renewed', { error: String(error) })
    );
  }, renewMilliseconds);
  return () => clearInterval(renewal);
}

/** Lets the next attempt begin where there is one; otherwise the build has failed. */
async function giveUp(
  work: BuildWork,
  build: BuildRow,
  { failure, detail }: Extract<ReportResult, { kind: 'failed' }>
): Promise<void> {
  const fault = faultOf[failure.reason];
  if (fault === 'interrupted' && build.attempts < mostAttempts) return giveBack(work, build, build.attempts);
  if (fault === 'broken')
    work.tools.logger.error('The process of a build ended', new Error(detail), { build: build.id });
  await fail(work, build, fault, { about: failure });
}

/**
 * Says that a build failed, and in its list of faults which thing stands in the way. Where the database takes not
 * even that, for example because its disk is full, the failure is kept until it does.
 */
export async function fail(
  work: BuildWork,
  build: BuildSummary,
  fault: BuildFault,
  options: { readonly isLost?: boolean; readonly about?: ReportFailure } = {}
): Promise<void> {
  const { logger, unstoredFailures } = work.tools;
  try {
    await storeFailure(work, build, fault, options);
  } catch (error) {
    logger.error('That a build failed could not be stored', error, { build: build.id });
    unstoredFailures.add(build.id, { fault, store: () => storeFailure(work, build, fault, options) });
  }
}

async function storeFailure(
  { commands, node }: BuildWork,
  build: BuildSummary,
  fault: BuildFault,
  { isLost = false, about }: { readonly isLost?: boolean; readonly about?: ReportFailure }
): Promise<void> {
  // A build that was lost belongs to no node any more.
  const own = isLost ? (build.node ?? '') : node;
  await commands.fail('schedule', build.id, own, { fault, named: about && namedFault(about) });
}

/** Gives a build back, for any node to take it up again. */
async function giveBack({ tools, node }: BuildWork, { id }: BuildSummary, attempts: number): Promise<void> {
  await updateOwnBuild(
    tools.store.db,
    { id, node },
    { state: 'queued', node: null, leaseUntil: null, attempts }
  );
}

/** Returns what the build is made of, frozen at its first attempt. */
async function frozen({ tools, node }: BuildWork, build: BuildRow): Promise<ReportManifest> {
  const { db } = tools.store;
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

/** Has the outputs written into the folder, and stores how far that is. */
async function write(
  { tools, commands, node }: BuildWork,
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
          tools.logger.warn('The progress of a build was not stored', { error: String(error) })
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
async function keep(
  work: BuildWork,
  build: BuildRow,
  folder: string,
  outputs: readonly OutputName[]
): Promise<void> {
  const { tools, commands, node } = work;
  const { db } = tools.store;
  const names = [...outputs.map((_, index) => folderFiles.output(index)), folderFiles.content];
  let total = 0;
  for (const name of names) total += (await stat(join(folder, name))).size;
  if (total > largestBuild) return fail(work, build, 'too-large');
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

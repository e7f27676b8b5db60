import {
  presentState,
  formatsOf,
  outputFileName,
  type BuildFault,
  type BuildPurpose,
  type BuildState,
  type OutputName
} from '#rules/report/report-build.ts';
import { isComplete } from '#rules/approval/approval.ts';
import { locales, type Bilingual } from '#base/locale.ts';
import type { ReportFormat, ReportKind, ReportPart } from '#rules/report/report-content.ts';
import { plainText, type QuotableBlock } from '#rules/report/report-quotes.ts';
import type { ReportFault } from '#rules/report/report.ts';
import {
  findBuild,
  findNewestDone,
  listBuilds,
  listOpenBuilds,
  listOutputs,
  type BuildSummary
} from './store/report-builds.ts';
import { loadFile } from './store/report-files.ts';
import { listPublications, listReportSignatures } from './store/publications.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { studySubject } from '#areas/study';
import { type BuildsTools, requestBuild, cancelRequested } from './build-requests.ts';

export interface BuildOutput extends OutputName {
  readonly sha256: string;
  readonly size: number;
  readonly fileName: string;
}

export interface BuildView {
  readonly id: string;
  readonly purpose: BuildPurpose;
  readonly number: string;
  readonly onDay: string;
  readonly state: BuildState;
  /** Counts the outputs that are written, and all that are wanted. */
  readonly done: number;
  readonly of: number;
  readonly faults: readonly ReportFault[];
  readonly fault: BuildFault | null;
  readonly by: Bilingual | null;
  readonly at: string;
  readonly finishedAt: string | null;
  /** Holds what the chairs sign; null before the build has its files. */
  readonly hash: string | null;
  readonly manifestHash: string | null;
  readonly outputs: readonly BuildOutput[];
  readonly signatures: readonly {
    readonly sideId: string;
    readonly name: Bilingual | null;
    readonly at: string;
    readonly isOwn: boolean;
  }[];
  readonly isPublished: boolean;
  /** Built for publication, and waits for the chairs. */
  readonly isAwaited: boolean;
}

export interface BuildList {
  readonly builds: readonly BuildView[];
  readonly mayBuild: boolean;
  readonly offered: readonly ReportFormat[];
  readonly open: number;
}

export interface PictureOfReport {
  /** SHA-256 of the bytes. */
  readonly hash: string;
  readonly caption: Bilingual;
  readonly part: Bilingual;
}

const read = readsOf<BuildsTools>();
const ofReports = { subject: studySubject, needs: 'study.report' } as const;

const list = read(
  { name: 'report.builds', ...ofReports },
  async ({ db, deps, actor, abilities, subject: { study } }, kind: ReportKind): Promise<BuildList> => {
    const builds = await listBuilds(db, study.id, kind);
    const ids = builds.map(({ id }) => id);
    const outputs = await listOutputs(db, ids);
    const signatures = await listReportSignatures(db, ids);
    const published = await listPublications(db, study.id, kind);
    const names = await namesOfUsers(db, [
      ...builds.map(({ userId }) => userId),
      ...signatures.map(({ userId }) => userId)
    ]);
    const next = String(published.length + 1);
    const sides = study.sides.map(({ id }) => id);
    const now = deps.now().toISOString();
    return {
      mayBuild: abilities.has('study.compose'),
      offered: formatsOf(kind),
      open: (await listOpenBuilds(db, study.id)).length,
      builds: builds.map((build): BuildView => {
        const own = signatures.filter(({ buildId }) => buildId === build.id);
        const isPublished = published.some(({ buildId }) => buildId === build.id);
        return {
          id: build.id,
          purpose: build.purpose,
          number: build.number,
          onDay: build.onDay,
          ...presentState(build, now, deps.unstoredFailures.faultOf(build.id)),
          done: build.done,
          of: wantedOf(build).length,
          faults: JSON.parse(build.faults) as ReportFault[],
          by: names.get(build.userId) ?? null,
          at: build.at,
          finishedAt: build.finishedAt,
          hash: build.hash,
          manifestHash: build.manifestHash,
          outputs: outputs
            .filter(({ buildId }) => buildId === build.id)
            .map(({ edition, format, sha256, size }) => ({
              edition,
              format,
              sha256,
              size,
              fileName: outputFileName(study.slug, kind, build.number, { edition, format })
            })),
          signatures: own.map(({ sideId, userId, at }) => ({
            sideId,
            name: names.get(userId) ?? null,
            at,
            isOwn: userId === actor.userId
          })),
          isPublished,
          isAwaited:
            build.purpose === 'edition' &&
            build.state === 'done' &&
            !isPublished &&
            build.number === next &&
            !isComplete(own, sides)
        };
      })
    };
  }
);

const file = read(
  { name: 'report.build-file', ...ofReports },
  async (
    { db, subject: { study } },
    buildId: string,
    name: OutputName
  ): Promise<{ readonly bytes: Uint8Array; readonly fileName: string; readonly sha256: string }> => {
    const build = await findBuild(db, study.id, buildId);
    const output =
      build &&
      (await listOutputs(db, [build.id])).find(
        ({ edition, format }) => edition === name.edition && format === name.format
      );
    const bytes = output && (await loadFile(db, study.id, output.sha256));
    if (!build || !output || !bytes) throw refused('not-found');
    return {
      bytes,
      sha256: output.sha256,
      fileName: outputFileName(study.slug, build.kind, build.number, name)
    };
  }
);

/** Lists what passages of a shorter paper may rest on: the blocks of the newest report that was built. */
const quotable = read(
  { name: 'report.quotable', ...ofReports },
  async ({ db, deps, subject: { study } }): Promise<readonly QuotableBlock[]> => {
    const newest = await findNewestDone(db, study.id, 'report');
    return newest?.contentHash ? deps.contents.quotable(study.id, newest.contentHash) : [];
  }
);

/** Lists the pictures of the newest report that was built, each once: whose they are has to be recorded. */
const pictures = read(
  { name: 'report.pictures', ...ofReports },
  async ({ db, deps, subject: { study } }): Promise<readonly PictureOfReport[]> => {
    const newest = await findNewestDone(db, study.id, 'report');
    const content = newest?.contentHash && (await deps.contents.load(study.id, newest.contentHash));
    return content ? picturesIn(content.parts) : [];
  }
);

export const createBuilds = (tools: BuildsTools) =>
  bind(tools, { list, request: requestBuild, cancel: cancelRequested, file, quotable, pictures });

/** Each once, with its captions. */
function picturesIn(parts: readonly ReportPart[]): PictureOfReport[] {
  const pictures = new Map<string, PictureOfReport>();
  const walk = ({ title, pairs, parts: below }: ReportPart): void => {
    for (const pair of pairs)
      for (const language of locales)
        for (const block of pair[language]) {
          if (block.kind !== 'figure' || block.drawing.kind !== 'picture') continue;
          const { hash } = block.drawing;
          const { caption, part } = pictures.get(hash) ?? { caption: { en: '', zh: '' }, part: title };
          pictures.set(hash, { hash, part, caption: { ...caption, [language]: plainText(block.caption) } });
        }
    below.forEach(walk);
  };
  parts.forEach(walk);
  return [...pictures.values()];
}

export const wantedOf = ({ wanted }: Pick<BuildSummary, 'wanted'>): OutputName[] =>
  JSON.parse(wanted) as OutputName[];

/** Manages the builds of reports: requests them, cancels them, lists them, and hands out their files. */
import {
  nextDraftNumber,
  mayRequest,
  presentState,
  formatsOf,
  outputFileName,
  outputsFor,
  type BuildFault,
  type BuildPurpose,
  type BuildState,
  type OutputName
} from '#domain/report-build.ts';
import { isComplete } from '#domain/approval.ts';
import { locales, type Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  reportEditions,
  type ReportEdition,
  type ReportFormat,
  type ReportKind,
  type ReportPart
} from '#domain/report-content.ts';
import { plainText, type QuotableBlock } from '#domain/report-quotes.ts';
import type { ReportFault } from '#domain/report.ts';
import { lockStudy } from '../../store/grants.ts';
import {
  cancelBuild,
  findBuild,
  findNewestDone,
  insertBuild,
  listBuildNumbers,
  listBuilds,
  listOpenBuilds,
  listOutputs,
  listPublications,
  listReportSignatures,
  loadFile,
  type BuildSummary
} from '../../store/report-builds.ts';
import { findReport } from '../../store/reports.ts';
import type { Storage } from '../../store/storage.ts';
import { namesOfUsers } from '../../store/users.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';
import type { Contents } from './contents.ts';
import type { UnstoredFailures } from './unstored-failures.ts';

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
  /** Says that it was built for publication and waits for the chairs. */
  readonly isAwaited: boolean;
}

export interface BuildList {
  readonly builds: readonly BuildView[];
  /** Says whether drafts and editions may be built now. */
  readonly mayBuild: boolean;
  readonly offered: readonly ReportFormat[];
  /** Counts the builds of this study that wait or run. */
  readonly open: number;
}

export interface BuildRequest {
  readonly purpose: BuildPurpose;
  readonly editions: readonly ReportEdition[];
  readonly formats: readonly ReportFormat[];
}

export interface Builds {
  list(actor: Actor, studySlug: string, kind: ReportKind): Promise<Result<BuildList>>;
  request(
    actor: Actor,
    studySlug: string,
    kind: ReportKind,
    request: BuildRequest
  ): Promise<Result<{ readonly id: string; readonly number: string }>>;
  cancel(actor: Actor, studySlug: string, buildId: string): Promise<Result<null>>;
  file(
    actor: Actor,
    studySlug: string,
    buildId: string,
    name: OutputName
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly fileName: string; readonly sha256: string }>>;
  /** Lists what passages of a shorter paper may rest on: the blocks of the newest report that was built. */
  quotable(actor: Actor, studySlug: string): Promise<Result<readonly QuotableBlock[]>>;
  /** Lists the pictures of the newest report that was built, each once: whose they are has to be recorded. */
  pictures(actor: Actor, studySlug: string): Promise<Result<readonly PictureOfReport[]>>;
}

export interface PictureOfReport {
  /** Holds the SHA-256 of its bytes. */
  readonly hash: string;
  readonly caption: Bilingual;
  /** Names the part in which it is. */
  readonly part: Bilingual;
}

export interface BuildsTools extends CommandDeps {
  readonly storage: Pick<Storage, 'hasRoom'>;
  readonly contents: Contents;
  readonly unstoredFailures: Pick<UnstoredFailures, 'faultOf'>;
}

export function openBuilds(tools: BuildsTools): Builds {
  const { db } = tools.store;
  return {
    async list(actor, studySlug, kind) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.report');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
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
      const now = tools.now().toISOString();
      return ok({
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
            ...presentState(build, now, tools.unstoredFailures.faultOf(build.id)),
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
      });
    },

    async request(actor, studySlug, kind, { purpose, editions, formats }) {
      const wanted = outputsFor(
        reportEditions.filter((one) => editions.includes(one)),
        formatsOf(kind).filter((one) => formats.includes(one))
      );
      if (wanted.length === 0) return refuse('invalid', { field: 'formats' });
      if (!(await tools.storage.hasRoom())) return refuse('storage-low');
      return runCommand(tools, async ({ trx, at, appendEvent }) => {
        await lockStudy(trx, studySlug);
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.compose');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (!(await findReport(trx, study.id, kind))) return refuse('not-found');
        const may = mayRequest(await listOpenBuilds(trx, study.id), actor.userId);
        if (!may.ok) return may;
        const published = (await listPublications(trx, study.id, kind)).length;
        const number =
          purpose === 'edition'
            ? String(published + 1)
            : nextDraftNumber(published, await listBuildNumbers(trx, study.id, kind));
        const id = tools.newId();
        await insertBuild(trx, {
          id,
          studyId: study.id,
          kind,
          purpose,
          number,
          onDay: at.slice(0, 10),
          wanted: JSON.stringify(wanted),
          state: 'queued',
          done: 0,
          manifest: null,
          manifestHash: null,
          contentHash: null,
          hash: null,
          faults: '[]',
          pictures: '[]',
          fault: null,
          userId: actor.userId,
          at,
          startedAt: null,
          finishedAt: null,
          attempts: 0,
          node: null,
          leaseUntil: null
        });
        await appendEvent(study.id, acting, {
          kind: 'report.requested',
          needs: 'study.report',
          payload: { report: kind, buildId: id, number }
        });
        return ok({ id, number });
      });
    },

    cancel: (actor, studySlug, buildId) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.compose');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const build = await findBuild(trx, study.id, buildId);
        if (!build) return refuse('not-found');
        if (!(await cancelBuild(trx, study.id, buildId, at))) return refuse('wrong-state');
        await appendEvent(study.id, acting, {
          kind: 'report.cancelled',
          needs: 'study.report',
          payload: { report: build.kind, buildId, number: build.number }
        });
        return ok(null);
      }),

    async file(actor, studySlug, buildId, name) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.report');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const build = await findBuild(db, study.id, buildId);
      const output =
        build &&
        (await listOutputs(db, [build.id])).find(
          ({ edition, format }) => edition === name.edition && format === name.format
        );
      const bytes = output && (await loadFile(db, study.id, output.sha256));
      return build && output && bytes
        ? ok({
            bytes,
            sha256: output.sha256,
            fileName: outputFileName(study.slug, build.kind, build.number, name)
          })
        : refuse('not-found');
    },

    async quotable(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.report');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const newest = await findNewestDone(db, study.id, 'report');
      return ok(newest?.contentHash ? await tools.contents.quotable(study.id, newest.contentHash) : []);
    },

    async pictures(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.report');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const newest = await findNewestDone(db, study.id, 'report');
      const content = newest?.contentHash && (await tools.contents.load(study.id, newest.contentHash));
      return ok(content ? picturesIn(content.parts) : []);
    }
  };
}

/** Lists the pictures of parts, each once, with its captions. */
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

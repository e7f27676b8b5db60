import {
  nextDraftNumber,
  mayRequest,
  formatsOf,
  outputsFor,
  type BuildPurpose
} from '#rules/report/report-build.ts';
import {
  reportEditions,
  type ReportEdition,
  type ReportFormat,
  type ReportKind
} from '#rules/report/report-content.ts';
import {
  cancelBuild,
  findBuild,
  insertBuild,
  listBuildNumbers,
  listOpenBuilds
} from './store/report-builds.ts';
import { listPublications } from './store/publications.ts';
import { findReport } from './store/reports.ts';
import type { Storage } from '#server/store/storage.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';
import type { Contents } from './contents.ts';
import type { UnstoredFailures } from './unstored-failures.ts';

export interface BuildRequest {
  readonly purpose: BuildPurpose;
  readonly editions: readonly ReportEdition[];
  readonly formats: readonly ReportFormat[];
}

export interface BuildsTools extends CommandDeps {
  readonly storage: Pick<Storage, 'hasRoom'>;
  readonly contents: Contents;
  readonly unstoredFailures: Pick<UnstoredFailures, 'faultOf'>;
}

const command = commandsOf<BuildsTools>();

export const requestBuild = command(
  {
    name: 'report.request-build',
    subject: studySubject,
    needs: 'study.compose',
    locks: ['study'],
    prepare: async ({ deps }, kind: ReportKind, { editions, formats }: BuildRequest) => {
      const wanted = outputsFor(
        reportEditions.filter((one) => editions.includes(one)),
        formatsOf(kind).filter((one) => formats.includes(one))
      );
      if (wanted.length === 0) throw refused('invalid', { field: 'formats' });
      if (!(await deps.storage.hasRoom())) throw refused('storage-low');
      return wanted;
    }
  },
  async (
    { trx, at, deps, actor, append, prepared: wanted, subject: { study } },
    kind: ReportKind,
    { purpose }: BuildRequest
  ) => {
    if (!(await findReport(trx, study.id, kind))) throw refused('not-found');
    take(mayRequest(await listOpenBuilds(trx, study.id), actor.userId));
    const published = (await listPublications(trx, study.id, kind)).length;
    const number =
      purpose === 'edition'
        ? String(published + 1)
        : nextDraftNumber(published, await listBuildNumbers(trx, study.id, kind));
    const id = deps.newId();
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
    append({
      kind: 'report.requested',
      needs: 'study.report',
      payload: { report: kind, buildId: id, number }
    });
    return { id, number };
  }
);

export const cancelRequested = command(
  { name: 'report.cancel-build', subject: studySubject, needs: 'study.compose' },
  async ({ trx, at, append, subject: { study } }, buildId: string) => {
    const build = await findBuild(trx, study.id, buildId);
    if (!build) throw refused('not-found');
    if (!(await cancelBuild(trx, study.id, buildId, at))) throw refused('wrong-state');
    append({
      kind: 'report.cancelled',
      needs: 'study.report',
      payload: { report: build.kind, buildId, number: build.number }
    });
    return null;
  }
);

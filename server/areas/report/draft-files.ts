/**
 * Writes a report as it would be built now, without a build: for the operator's tool. What is not approved is marked as
 * draft. The day is that of the last event of the study, so that the same state gives the same bytes on any day.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextDraftNumber, type OutputName } from '#rules/report/report-build.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { ReportFault } from '#rules/report/report.ts';
import { rolesWith } from '#base/role-duties.ts';
import type { Study } from '#rules/study/study.ts';
import { reportFailureSentence } from '#lib/areas/report/report-failure.ts';
import { folderFiles, writeInputs } from './outputs/build-folder.ts';
import { runReport } from './writing/run.ts';
import type { Db } from '#server/store/open.ts';
import { listBuildNumbers } from './store/report-builds.ts';
import { listPublications } from './store/publications.ts';
import { findStudy } from '#areas/study';
import { freezeReport, type ManifestTools } from './manifest.ts';
import { readInputs } from './manifest-inputs.ts';

export interface DraftFile {
  readonly number: string;
  readonly bytes: Uint8Array;
  readonly faults: readonly ReportFault[];
}

export interface DraftFiles {
  /** Returns the file, or the sentence that says why it cannot be written. `not-found` for an unknown study. */
  write(
    studySlug: string,
    kind: ReportKind,
    output: OutputName
  ): Promise<Result<DraftFile | { readonly failure: string }>>;
}

export function openDraftFiles(tools: ManifestTools): DraftFiles {
  const { db } = tools.store;
  return {
    async write(studySlug, kind, output) {
      const study = await findStudy(db, studySlug);
      if (!study) return refuse('not-found');
      const number = nextDraftNumber(
        (await listPublications(db, study.id, kind)).length,
        await listBuildNumbers(db, study.id, kind)
      );
      const { userId, day } = await lastState(db, study);
      const build = { kind, number, userId, purpose: 'draft', onDay: day } as const;
      const manifest = await freezeReport(tools, study, build);
      const folder = await mkdtemp(join(tmpdir(), 'meridian-draft-'));
      try {
        await writeInputs(folder, await readInputs(db, study.id, manifest));
        let faults: readonly ReportFault[] = [];
        const written = await runReport(
          { folder, outputs: [output], composes: true },
          { onComposed: (found) => (faults = found) }
        );
        if (written.kind === 'failed') return ok({ failure: reportFailureSentence(written.failure, 'en') });
        const bytes = new Uint8Array(await readFile(join(folder, folderFiles.output(0))));
        return ok({ number, bytes, faults });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  };
}

/** Returns the day of the last event, and somebody of the secretariat, for whom what a block rests on is read. */
async function lastState(db: Db, study: Study): Promise<{ readonly userId: string; readonly day: string }> {
  const event = await db
    .selectFrom('event')
    .select('at')
    .where('studyId', '=', study.id)
    .orderBy('seq', 'desc')
    .executeTakeFirst();
  const grant = await db
    .selectFrom('grant')
    .select('userId')
    .where('studyId', '=', study.id)
    .where('role', 'in', rolesWith('run-study'))
    .orderBy('userId')
    .executeTakeFirst();
  return { userId: grant?.userId ?? '', day: (event?.at ?? '1970-01-01').slice(0, 10) };
}

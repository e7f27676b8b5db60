/** Opens what a view of codes and codings is made from: the study, and the reader for whom it is made. */
import type { CodeRow } from '#domain/coding-acts.ts';
import type { Code } from '#domain/code-book.ts';
import { stageOfTask } from '#domain/coding.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { both } from '../../store/bilingual.ts';
import type { StoredTask } from '../../store/coding.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { authorizeStudy, type AuthorizedStudy } from '../study-access.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { openCodedReader, type CodedReader } from './coded-things.ts';

export interface ReadingTools {
  readonly db: Db;
  readonly presentThings: PresentThings;
  readonly workers: Pick<DocumentWorkers, 'agreementOfPasses'>;
}

export interface Reading extends AuthorizedStudy {
  readonly reader: CodedReader;
}

/** Opens a study for a person who reads its codings. */
export async function openReading(
  { db, presentThings }: Omit<ReadingTools, 'workers'>,
  actor: Actor,
  studySlug: string
): Promise<Result<Reading>> {
  const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding');
  if (!authorized.ok) return authorized;
  const reader = await openCodedReader(db, presentThings, { actor, ...authorized.value });
  return ok({ ...authorized.value, reader });
}

export const codeFrom = (row: CodeRow): Code => ({
  id: row.id,
  parentId: row.parentId,
  position: row.position,
  label: both(row.labelEn, row.labelZh),
  definition: both(row.definitionEn, row.definitionZh),
  colour: row.colour,
  version: row.version
});

/** Says whether codings may be left out that an open second pass hides. */
export const hidesSome = (tasks: readonly StoredTask[]): boolean =>
  tasks.some((task) => stageOfTask(task) === 'open');

export const characteristicsOf = async (
  db: Db,
  studyId: StudyId
): Promise<{ readonly id: string; readonly name: Bilingual }[]> =>
  ((await listFrameworks(db, studyId))[0]?.characteristics ?? []).map(({ id, name }) => ({ id, name }));

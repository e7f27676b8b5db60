/** Opens what a view of codes and codings is made from: the study, and the reader for whom it is made. */
import type { CodeRow } from '#rules/coding/coding-rows.ts';
import type { Code } from '#rules/coding/code-book.ts';
import { stageOfTask } from '#rules/coding/coding.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { both } from '#server/store/bilingual.ts';
import type { StoredTask } from './store/coding.ts';
import { listFrameworks } from '#areas/framework';
import type { Db, Store } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { authorizedInStudy, type studySubject } from '#areas/study';
import type { CitedContent } from '#areas/practices';
import { openCodedReader, type CodedReader } from './coded-things.ts';

export interface ReadingTools {
  readonly store: Pick<Store, 'db'>;
  readonly citedContent: CitedContent;
  readonly workers: Pick<DocumentWorkers, 'agreementOfPasses'>;
}

export const readCodings = readsOf<ReadingTools>();

export const codedReaderOf = (
  reading: Reading<Pick<ReadingTools, 'citedContent'>, typeof studySubject>
): Promise<CodedReader> =>
  openCodedReader(reading.db, reading.deps.citedContent, {
    actor: reading.actor,
    ...authorizedInStudy(reading)
  });

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

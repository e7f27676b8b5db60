/**
 * Stores what a city submits as rows: its records and figures, so that comparisons, panels and exports read
 * what counts and nothing that is still being written. The rows are made from the text as it was frozen, in
 * the same transaction.
 */
import { answersOf, type Cells } from '#document/answers.ts';
import { figureOfRecord, figuresQuestion } from '#rules/answers/figure-record.ts';
import { answerParts, type Framework } from '#rules/framework/framework.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import type { ResponseRecord } from '#rules/framework/record.ts';
import { findFrameworkOfCity } from '#areas/assessments';
import { replaceStated } from '#areas/answers';
import type { Db } from '#server/store/open.ts';

/**
 * In the order of the framework; a record of a question that it does not have is left out. A record that was taken over
 * from another question is the same thing: its fields are merged with those given there.
 */
export const recordsHandedIn = (framework: Framework, cells: Cells): Omit<ResponseRecord, 'version'>[] => {
  const answers = answersOf(cells);
  const parts = answerParts(framework).flatMap(({ questions }) =>
    questions.flatMap(({ id, recordType }) => (recordType === null ? [] : [{ question: id, recordType }]))
  );
  const positions = new Map<string, number>();
  const handedIn = new Map<string, Omit<ResponseRecord, 'version'>>();
  for (const { question, recordType } of parts) {
    for (const { id, fields, sources, notes, source } of answers.get(question)?.records ?? []) {
      const known = handedIn.get(id);
      const position = known?.position ?? positions.get(recordType) ?? 0;
      if (!known) positions.set(recordType, position + 1);
      handedIn.set(
        id,
        known
          ? { ...known, fields: { ...fields, ...known.fields } }
          : { id, question, recordType, position, fields, sources, notes, source }
      );
    }
  }
  return [...handedIn.values()];
};

/** Writes the rows by the version of the framework that the city answers. */
export async function handIn(db: Db, studyId: StudyId, cityId: CityId, cells: Cells): Promise<void> {
  const framework = await findFrameworkOfCity(db, studyId, cityId);
  if (!framework) return;
  const figures = (answersOf(cells).get(figuresQuestion)?.records ?? []).flatMap(
    (record) => figureOfRecord(record) ?? []
  );
  await replaceStated(db, studyId, cityId, {
    records: recordsHandedIn(framework, cells),
    figures: figures.map((figure, position) => ({ ...figure, position }))
  });
}

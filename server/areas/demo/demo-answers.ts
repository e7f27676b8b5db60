/**
 * Defines the cells of the described cities' responses: the same records and figures as in the tables, as the
 * cities would have filled them in.
 */
import type { Insertable } from 'kysely';
import { z } from 'zod';
import { cellsOfAnswer, type Cells } from '#document/answers.ts';
import { emptyAnswer, type AnswerRecord } from '#rules/answers/answer.ts';
import { figuresQuestion, recordOfFigure } from '#rules/answers/figure-record.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { indicatorFrom } from '#areas/answers';
import type { IndicatorTable, RecordTable } from '#areas/assessments';

export interface StatedRows {
  readonly records: readonly Insertable<RecordTable>[];
  readonly figures: readonly Insertable<IndicatorTable>[];
}

const fields = z.record(z.string(), z.json());
const notes = z.record(z.string(), z.object({ en: z.string(), zh: z.string() }));

export function demoCells({ records, figures }: StatedRows): (city: string) => Cells {
  return (city) => {
    const answers = new Map<string, AnswerRecord[]>();
    const add = (question: string, record: AnswerRecord): void =>
      void answers.set(question, [...(answers.get(question) ?? []), record]);
    for (const row of records) if (row.cityId === city) add(row.question ?? '', recordFrom(row));
    for (const row of figures)
      if (row.cityId === city)
        add(
          figuresQuestion,
          recordOfFigure(
            indicatorFrom({
              value: null,
              valueTo: null,
              valueText: null,
              currency: null,
              referenceYear: null,
              caveat: null,
              ...row
            })
          )
        );
    const cells: Record<string, FieldValue> = {};
    for (const [question, own] of answers)
      Object.assign(cells, cellsOfAnswer({ ...emptyAnswer(question), records: own }));
    return cells;
  };
}

const recordFrom = (row: Insertable<RecordTable>): AnswerRecord => ({
  id: row.id,
  position: row.position,
  fields: fields.parse(JSON.parse(row.fields)),
  sources: {},
  notes: notes.parse(JSON.parse(row.notes ?? '{}')),
  source: row.source
});

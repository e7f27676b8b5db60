/** Reads and writes the figures and the tables of numbers in a study's context. */
import { z } from 'zod';
import type { FigureInput } from '#rules/context/context-figure.ts';
import type { TableInput } from '#rules/context/context-table.ts';
import { both, bothOrNull } from '#server/store/bilingual.ts';
import { storeOf } from '#areas/bibliography';

/** In the order in which they were added. */
export const contextFigures = storeOf<'contextFigure', FigureInput>({
  table: 'contextFigure',
  order: 'position',
  cites: 'figure',
  pins: 'figure',
  columns: (input) => ({
    topicId: input.topicId,
    labelEn: input.label.en,
    labelZh: input.label.zh,
    measure: input.measure,
    value: input.value,
    valueTo: input.valueTo,
    valueText: input.valueText,
    unitEn: input.unit.en,
    unitZh: input.unit.zh,
    currency: input.currency,
    comparator: input.comparator,
    period: input.period,
    nature: input.nature,
    scopeEn: input.scope.en,
    scopeZh: input.scope.zh,
    methodEn: input.method.en,
    methodZh: input.method.zh,
    cautionEn: input.caution?.en ?? null,
    cautionZh: input.caution?.zh ?? null
  }),
  from: (row) => ({
    topicId: row.topicId,
    label: both(row.labelEn, row.labelZh),
    measure: row.measure,
    value: row.value,
    valueTo: row.valueTo,
    valueText: row.valueText,
    unit: both(row.unitEn, row.unitZh),
    currency: row.currency,
    comparator: row.comparator,
    period: row.period,
    nature: row.nature,
    scope: both(row.scopeEn, row.scopeZh),
    method: both(row.methodEn, row.methodZh),
    caution: bothOrNull(row.cautionEn, row.cautionZh)
  })
});
export const { list: listContextFigures } = contextFigures;

const bilingual = z.object({ en: z.string(), zh: z.string() });
const columnsShape = z.array(bilingual);
const rowsShape = z.array(z.object({ label: bilingual, values: z.array(z.number().nullable()) }));

export const contextTables = storeOf<'contextTable', TableInput>({
  table: 'contextTable',
  order: 'position',
  cites: 'table',
  columns: (input) => ({
    topicId: input.topicId,
    titleEn: input.title.en,
    titleZh: input.title.zh,
    noteEn: input.note.en,
    noteZh: input.note.zh,
    measure: input.measure,
    unitEn: input.unit.en,
    unitZh: input.unit.zh,
    period: input.period,
    nature: input.nature,
    columns: JSON.stringify(input.columns),
    rows: JSON.stringify(input.rows)
  }),
  from: (row) => ({
    topicId: row.topicId,
    title: both(row.titleEn, row.titleZh),
    note: both(row.noteEn, row.noteZh),
    measure: row.measure,
    unit: both(row.unitEn, row.unitZh),
    period: row.period,
    nature: row.nature,
    columns: columnsShape.parse(JSON.parse(row.columns)),
    rows: rowsShape.parse(JSON.parse(row.rows))
  })
});
export const { list: listContextTables } = contextTables;

/** Tells of the research: sources, entries of the registers, figures and tables. */
import { z } from 'zod';

import { sourceKinds, type Citation } from '#rules/bibliography/bibliography.ts';
import { figureNatures, measures, type ContextFigure } from '#rules/context/context-figure.ts';
import type { ContextTable } from '#rules/context/context-table.ts';
import { registers, trendAreas, type Entry, type Topic } from '#rules/context/context.ts';
import { comparators } from '#rules/framework/record.ts';
import type { SourceSummary } from '#areas/bibliography';
import { bilingual, partialDate, shapes } from './shapes.ts';

const citations = z
  .array(z.strictObject({ source: z.string(), place: z.string() }))
  .describe('Ids of sources, with the page or place in each');

const pins = z
  .array(
    z.strictObject({
      characteristic: z.string(),
      question: z.string().nullable(),
      city: z.string().nullable()
    })
  )
  .describe('The questions next to whose answers it is shown; it is not a statement of the city');

export const sourceList = z
  .strictObject({
    sources: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(sourceKinds),
        title: bilingual,
        author: z.string(),
        publisher: bilingual,
        date: partialDate,
        address: z.string(),
        citations: z.int().min(0)
      })
    )
  })
  .register(shapes, { id: 'SourceList' });

export const contextEntryList = z
  .strictObject({
    topics: z.array(z.strictObject({ id: z.string(), title: bilingual, caution: bilingual.nullable() })),
    entries: z.array(
      z.strictObject({
        id: z.string(),
        register: z.enum(registers),
        area: z.enum(trendAreas).nullable(),
        topic: z.string().nullable(),
        title: bilingual,
        summary: bilingual,
        issuer: bilingual,
        date: partialDate,
        cities: z.array(z.string()),
        caution: bilingual.nullable(),
        shownAt: pins,
        sources: citations
      })
    )
  })
  .register(shapes, { id: 'ContextEntryList' });

const nature = z
  .enum(figureNatures)
  .describe('Whether it was observed, is a forecast of its source, or is a plan or target');

export const contextFigureList = z
  .strictObject({
    figures: z.array(
      z.strictObject({
        id: z.string(),
        topic: z.string(),
        label: bilingual,
        measure: z.enum(measures),
        value: z.number().nullable(),
        valueTo: z.number().nullable(),
        valueText: z.string(),
        unit: bilingual,
        currency: z.string().nullable(),
        comparator: z.enum(comparators),
        period: z.string().nullable(),
        nature,
        scope: bilingual,
        method: bilingual,
        caution: bilingual.nullable(),
        shownAt: pins,
        sources: citations
      })
    ),
    tables: z.array(
      z.strictObject({
        id: z.string(),
        topic: z.string(),
        title: bilingual,
        note: bilingual,
        measure: z.enum(['percent', 'number']),
        unit: bilingual,
        period: z.string().nullable(),
        nature,
        columns: z.array(bilingual),
        rows: z.array(z.strictObject({ label: bilingual, values: z.array(z.number().nullable()) })),
        sources: citations
      })
    )
  })
  .register(shapes, { id: 'ContextFigureList' });

const citationsJson = (citations: readonly Citation[]) =>
  citations.map(({ sourceId, place }) => ({ source: sourceId, place }));

export const sourceJson = ({ id, kind, title, author, publisher, date, address, uses }: SourceSummary) => ({
  id,
  kind,
  title,
  author,
  publisher,
  date,
  address,
  citations: uses
});

export const topicJson = ({ id, title, caution }: Topic) => ({ id, title, caution });

export const entryJson = (entry: Entry) => ({
  id: entry.id,
  register: entry.register,
  area: entry.area,
  topic: entry.topicId,
  title: entry.title,
  summary: entry.summary,
  issuer: entry.issuer,
  date: entry.date,
  cities: entry.cities,
  caution: entry.caution,
  shownAt: entry.pins,
  sources: citationsJson(entry.citations)
});

export const figureJson = (figure: ContextFigure) => ({
  id: figure.id,
  topic: figure.topicId,
  label: figure.label,
  measure: figure.measure,
  value: figure.value,
  valueTo: figure.valueTo,
  valueText: figure.valueText,
  unit: figure.unit,
  currency: figure.currency,
  comparator: figure.comparator,
  period: figure.period,
  nature: figure.nature,
  scope: figure.scope,
  method: figure.method,
  caution: figure.caution,
  shownAt: figure.pins,
  sources: citationsJson(figure.citations)
});

export const tableJson = (table: ContextTable) => ({
  id: table.id,
  topic: table.topicId,
  title: table.title,
  note: table.note,
  measure: table.measure,
  unit: table.unit,
  period: table.period,
  nature: table.nature,
  columns: table.columns,
  rows: table.rows,
  sources: citationsJson(table.citations)
});

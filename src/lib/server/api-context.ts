/** Builds the JSON of the research for /api/v1: sources, entries, figures and tables. */
import type { Citation } from '#domain/bibliography.ts';
import type { ContextFigure } from '#domain/context-figure.ts';
import type { ContextTable } from '#domain/context-table.ts';
import type { Entry, Topic } from '#domain/context.ts';
import type { SourceSummary } from '#server/services/context/sources.ts';

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

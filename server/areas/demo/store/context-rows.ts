/** Builds the rows of the demo study's context: bibliography, topics, entries, figures, tables, and their citations. */
import type { Insertable } from 'kysely';
import type { CitingKind } from '#rules/bibliography/bibliography.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Schema } from '#server/store/schema.ts';
import { readSeed } from '#server/seeds/read.ts';

type Row<Table extends keyof Schema> = Insertable<Schema[Table]>;

interface Common {
  readonly studyId: string;
  readonly userId: string;
  readonly at: string;
}

const both = <Name extends string>(name: Name, text: Bilingual) =>
  ({ [`${name}En`]: text.en, [`${name}Zh`]: text.zh }) as Record<`${Name}En` | `${Name}Zh`, string>;
const caution = (text: Bilingual | null) => ({
  cautionEn: text?.en ?? null,
  cautionZh: text?.zh ?? null
});

export const sourceRows = (common: Common): Row<'bibliography'>[] =>
  readSeed('context').sources.map(({ id, kind, title, author, publisher, date, address }) => ({
    ...common,
    id,
    kind,
    ...both('title', title),
    author,
    ...both('publisher', publisher),
    date,
    address,
    version: 1
  }));

export const topicRows = (common: Common): Row<'contextTopic'>[] =>
  readSeed('context').topics.map((topic, position) => ({
    ...common,
    id: topic.id,
    position,
    ...both('title', topic.title),
    ...caution(topic.caution),
    version: 1
  }));

export const entryRows = (common: Common): Row<'contextEntry'>[] =>
  readSeed('context').entries.map((entry, position) => ({
    ...common,
    id: entry.id,
    position,
    register: entry.register,
    area: entry.area,
    topicId: entry.topic,
    ...both('title', entry.title),
    ...both('summary', entry.summary),
    ...both('issuer', entry.issuer),
    date: entry.date,
    cities: JSON.stringify(entry.cities),
    ...caution(entry.caution),
    version: 1
  }));

export const figureRows = (common: Common): Row<'contextFigure'>[] =>
  readSeed('context').figures.map((figure, position) => ({
    ...common,
    id: figure.id,
    position,
    topicId: figure.topic,
    ...both('label', figure.label),
    measure: figure.measure,
    value: figure.value,
    valueTo: figure.valueTo,
    valueText: figure.valueText,
    ...both('unit', figure.unit),
    currency: figure.currency,
    comparator: figure.comparator,
    period: figure.period,
    nature: figure.nature,
    ...both('scope', figure.scope),
    ...both('method', figure.method),
    ...caution(figure.caution),
    version: 1
  }));

export const tableRows = (common: Common): Row<'contextTable'>[] =>
  readSeed('context').tables.map((table, position) => ({
    ...common,
    id: table.id,
    position,
    topicId: table.topic,
    ...both('title', table.title),
    ...both('note', table.note),
    measure: table.measure,
    ...both('unit', table.unit),
    period: table.period,
    nature: table.nature,
    columns: JSON.stringify(table.columns),
    rows: JSON.stringify(table.rows),
    version: 1
  }));

export function citationRows(studyId: string): Row<'citation'>[] {
  const { entries, figures, tables } = readSeed('context');
  const of = (kind: CitingKind, things: readonly Citing[]): Row<'citation'>[] =>
    things.flatMap(({ id, citations }) =>
      citations.map(({ source, place }, position) => ({
        studyId,
        kind,
        holderId: id,
        position,
        sourceId: source,
        place
      }))
    );
  return [...of('entry', entries), ...of('figure', figures), ...of('table', tables)];
}

interface Citing {
  readonly id: string;
  readonly citations: readonly { readonly source: string; readonly place: string }[];
}

export function pinRows(studyId: string): Row<'contextPin'>[] {
  const { entries, figures } = readSeed('context');
  const of = (kind: 'entry' | 'figure', things: typeof entries | typeof figures): Row<'contextPin'>[] =>
    things.flatMap(({ id, pins }) =>
      pins.map(({ characteristic, question, city }, position) => ({
        studyId,
        kind,
        holderId: id,
        position,
        characteristic,
        question,
        cityId: city
      }))
    );
  return [...of('entry', entries), ...of('figure', figures)];
}

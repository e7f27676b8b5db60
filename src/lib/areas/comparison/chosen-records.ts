/** Says which records are requested, and offers what can be requested. */
import {
  matchesFilters,
  type CategorisedType,
  type RecordFilter
} from '#rules/comparison/records-compared.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import { shownKinds } from '#lib/areas/framework/answer-kinds/shown.ts';
import type { Choices } from '#lib/areas/framework/answer-kinds/shown-kind.ts';
import type { Side } from '#rules/study/study.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedStatements } from '#areas/comparison';
import { orderedCities, type Framed } from './chart-caption.ts';
import { inReaders } from './comparison-labels.ts';

/** Describes what is requested: a type of records, of one side or both, and the values of their fields. */
export interface Chosen {
  readonly types: readonly CategorisedType[];
  readonly type: CategorisedType;
  readonly filters: readonly RecordFilter[];
  /** By field. */
  readonly selected: ReadonlyMap<string, string>;
  readonly side: string | null;
}

/** The prefix ensures that no field of a record type is taken for another parameter. */
export const filterName = (field: string): string => `by.${field}`;

/** The requested type, else the first; undefined where the framework has none. */
export function chooseType(
  types: readonly CategorisedType[],
  selected: string | null
): Pick<Chosen, 'types' | 'type'> | undefined {
  const type = types.find((one) => one.type.id === selected) ?? types[0];
  return type && { types, type };
}

export const given = (view: Framed<ComparedStatements>) =>
  orderedCities(view, 'name').map((city) => ({ city, records: view.stated.get(city.id)?.records ?? [] }));

type Given = ReturnType<typeof given>;
export const matching = (cities: Given, { selected }: Pick<Chosen, 'selected'>): Given =>
  cities.map(({ city, records }) => ({
    city,
    records: records.filter((record) => matchesFilters(record, selected))
  }));

export const sidesIn = (
  { study }: Framed<ComparedStatements>,
  { side }: Pick<Chosen, 'side'>
): readonly Side[] => study.sides.filter(({ id }) => side === null || id === side);

export interface Choosable {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function choosable(
  { study }: Framed<ComparedStatements>,
  { filters, selected, side }: Chosen
): Choosable[] {
  const any = { value: '', label: m.filter_any() };
  return [
    {
      name: 'side',
      label: m.label_side(),
      value: side ?? '',
      options: [any, ...study.sides.map(({ id, name }) => ({ value: id, label: inReaders(name) }))]
    },
    ...filters.map(({ field, options }) => ({
      name: filterName(field.id),
      label: inReaders(field.label),
      value: selected.get(field.id) ?? '',
      options: [
        any,
        ...(options?.map(({ id, label }) => ({ value: id, label: inReaders(label) })) ??
          fixedAnswers(field.kind).map(([id, answer]) => ({ value: id, label: answer() })))
      ]
    }))
  ];
}

function fixedAnswers(kind: AnswerKind): Choices {
  const { edited } = shownKinds[kind];
  return edited.control === 'answers' ? edited.answers : [];
}

/** Returns the query of the same choice for a file. */
export const queryOf = ({ type, selected, side }: Chosen): string =>
  new URLSearchParams([
    ['type', type.type.id],
    ...(side === null ? [] : [['side', side]]),
    ...[...selected].map(([field, option]) => [filterName(field), option])
  ]).toString();

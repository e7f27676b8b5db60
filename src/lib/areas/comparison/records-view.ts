/**
 * Builds the view of the records of one type by category and side: how many, in which cities, and each of
 * them by name with a link to its text.
 */
import {
  byCategory,
  moneyIn,
  reportingCities,
  type CategorisedType,
  type Category
} from '#rules/comparison/records-compared.ts';
import type { Side } from '#rules/study/study.ts';
import type { Bilingual } from '#base/locale.ts';
import { isBilingual, type FieldValue, type ResponseRecord } from '#rules/framework/record.ts';
import type { ChartSpec, DataTable, ChartCaption } from '#lib/charts/spec.ts';
import { amountText } from '#lib/i18n/figure.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedStatements } from '#areas/comparison';
import { chartCaptionOf, statusText, textAddress, type Framed } from './chart-caption.ts';
import { sideLook } from './looks.ts';
import { inReaders } from './comparison-labels.ts';
import {
  type Chosen,
  given,
  matching,
  sidesIn,
  type Choosable,
  choosable,
  queryOf
} from './chosen-records.ts';

export interface RecordsView {
  readonly selected: string;
  readonly filters: readonly Choosable[];
  /** Is true if a filter is set: records that leave the filtered field open are then not shown. */
  readonly isFiltered: boolean;
  readonly query: string;
  readonly types: readonly { readonly id: string; readonly label: Bilingual }[];
  readonly spec: ChartSpec;
  readonly table: DataTable;
  readonly reporting: readonly string[];
  readonly categories: readonly {
    readonly name: string;
    readonly sides: readonly {
      readonly side: Side;
      readonly cities: readonly {
        readonly id: string;
        readonly name: Bilingual;
        readonly records: readonly {
          readonly id: string;
          readonly name: Bilingual;
          readonly href: string | null;
          readonly money: string | null;
        }[];
      }[];
    }[];
  }[];
  readonly hasMoney: boolean;
  readonly isEmpty: boolean;
  /** Lists the ids of the cities that contribute something to this view. */
  readonly from: readonly string[];
  readonly chartCaption: ChartCaption;
}
const categoryName = ({ option }: Category<unknown>): string =>
  option ? inReaders(option.label) : m.comparison_no_category();

export function recordsView(view: Framed<ComparedStatements>, chosen: Chosen): RecordsView {
  const { types, type } = chosen;
  const cities = given(view);
  const sides = sidesIn(view, chosen);
  const categories = byCategory(type, matching(cities, chosen), sides);
  const from = sides.flatMap(({ id }) => reportingCities(type.type, cities, id));
  return {
    selected: type.type.id,
    filters: choosable(view, chosen),
    isFiltered: chosen.selected.size > 0,
    query: queryOf(chosen),
    types: types.map((one) => ({ id: one.type.id, label: one.type.label })),
    spec: specOf(sides, type, categories),
    table: countsTable(sides, type, categories),
    reporting: sides.map(({ id, name }) => {
      const count = reportingCities(type.type, cities, id).length;
      return count === 0
        ? m.comparison_records_nobody({ side: inReaders(name) })
        : m.comparison_records_reporting({ side: inReaders(name), count });
    }),
    categories: categories
      .filter((category) => category.sides.some(({ count }) => count !== null))
      .map((category) => ({
        name: categoryName(category),
        sides: category.sides.flatMap(({ sideId, cities: own }) => {
          const side = sides.find(({ id }) => id === sideId);
          if (!side || own.length === 0) return [];
          return [
            {
              side,
              cities: own.map(({ city, records }) => ({
                id: city.id,
                name: city.shortName,
                records: records.map((record) => ({
                  id: record.id,
                  name: nameOfRecord(record),
                  href: textAddress(view, city, 'response', type.characteristic) ?? null,
                  money: moneyText(type, record)
                }))
              }))
            }
          ];
        })
      })),
    hasMoney: type.money.length > 0,
    isEmpty: from.length === 0,
    from: from.map(({ id }) => id),
    chartCaption: chartCaptionOf(view, from)
  };
}

function specOf(
  sides: readonly Side[],
  type: CategorisedType,
  categories: readonly Category<ComparedCity>[]
): ChartSpec {
  return {
    id: `records-${type.type.id}`,
    title: titleOf(type),
    summary: m.comparison_records_summary(),
    axis: m.comparison_records_axis(),
    categories: categories.map(categoryName),
    series: sides.map((side, index) => ({
      name: inReaders(side.name),
      look: sideLook(side.position),
      points: categories.map((category) => {
        const own = category.sides[index];
        const count = own?.count ?? null;
        if (!own || count === null)
          return {
            value: null,
            label: m.comparison_gap_mark(),
            announcement: `${inReaders(side.name)}${m.study_colon()}${m.comparison_gap()}`
          };
        return {
          value: count,
          label: String(count),
          announcement: m.comparison_record_point({
            side: inReaders(side.name),
            count,
            cities: namesOf(own.cities)
          })
        };
      })
    })),
    bars: 'grouped',
    isCount: true
  };
}

const titleOf = ({ type, field }: CategorisedType): string =>
  m.comparison_records_of({
    type: inReaders(type.label),
    field: inReaders(field.label).toLocaleLowerCase('en')
  });

const namesOf = (cities: readonly { readonly city: ComparedCity }[]): string =>
  cities.map(({ city }) => inReaders(city.shortName)).join(m.study_join());

/** A gap is written as one, here and in the file. */
function countsTable(
  sides: readonly Side[],
  type: CategorisedType,
  categories: readonly Category<ComparedCity>[]
): DataTable {
  return {
    caption: titleOf(type),
    columns: [
      { label: inReaders(type.field.label) },
      ...sides.flatMap(({ name }) => [
        { label: m.comparison_count({ side: inReaders(name) }), isFigure: true },
        { label: m.comparison_in_cities({ side: inReaders(name) }) }
      ])
    ],
    rows: categories.map((category) => [
      { text: categoryName(category) },
      ...category.sides.flatMap(({ count, cities }) => [
        { text: count === null ? m.comparison_gap_mark() : String(count) },
        { text: namesOf(cities) }
      ])
    ])
  };
}

/** For the file, with one row for each record. */
export function recordsTable(view: Framed<ComparedStatements>, chosen: Chosen): DataTable {
  const { type } = chosen;
  const sides = sidesIn(view, chosen);
  const hasMoney = type.money.length > 0;
  const rows = byCategory(type, matching(given(view), chosen), sides).flatMap((category) =>
    category.sides.flatMap(({ sideId, cities }) =>
      cities.flatMap(({ city, records }) =>
        records.map((record) => [
          categoryName(category),
          inReaders(sides.find(({ id }) => id === sideId)?.name ?? { en: sideId, zh: sideId }),
          inReaders(city.shortName),
          inReaders(nameOfRecord(record)),
          ...(hasMoney ? [moneyText(type, record) ?? m.comparison_amount_missing()] : []),
          record.source,
          statusText(city)
        ])
      )
    )
  );
  return {
    caption: titleOf(type),
    columns: [
      inReaders(type.field.label),
      m.label_side(),
      m.label_city(),
      inReaders(type.type.label),
      ...(hasMoney ? [m.label_amount()] : []),
      m.comparison_source(),
      m.label_text()
    ].map((label) => ({ label })),
    rows: rows.map((row) => row.map((text) => ({ text })))
  };
}

/** Not every type of record has one: a funding record is identified by its funder. */
function nameOfRecord({ fields }: ResponseRecord): Bilingual {
  const name: FieldValue | undefined =
    fields['name'] ?? fields['title'] ?? Object.values(fields).find(isBilingual);
  if (isBilingual(name)) return name;
  return typeof name === 'string' ? { en: name, zh: name } : { en: '–', zh: '–' };
}

/** Returns each amount as given, in its own currency; null where none was given. */
function moneyText({ money }: CategorisedType, { fields }: ResponseRecord): string | null {
  const given = money.flatMap(({ id }) => moneyIn(fields[id]) ?? []);
  if (given.length === 0) return null;
  return given
    .map(({ amount, currency, year, isApproximate }) => {
      const value =
        amount === null
          ? [currency ?? '', m.comparison_amount_missing()]
          : [amountText(amount, currency, isApproximate ? 'approx' : 'eq')];
      return [...value, year ?? ''].filter(Boolean).join(' ');
    })
    .join('; ');
}

/**
 * Compares one figure across cities, as each city printed it. A missing figure stays missing and is never
 * zero; figures of another unit, year or name are kept apart; a currency is converted only by a rate that a
 * user enters, with its date and source.
 */
import type { Bilingual } from '#base/locale.ts';
import type { Indicator } from '#rules/framework/record.ts';

export interface CityFigures<C> {
  readonly city: C;
  readonly indicators: readonly Indicator[];
}

/** Identifies a figure that can be selected: the same id under the same section. */
export interface FigureName {
  readonly id: string;
  readonly section: string;
  /** Holds the label that most cities use. */
  readonly label: Bilingual;
  /** Counts the cities that give the figure, as a hint how much can be compared. */
  readonly givenBy: number;
  /** Null where the figure is given without a year. */
  readonly years: readonly (string | null)[];
}

/** By section, then in the order in which they are first printed. */
export function figureNames<C>(given: readonly CityFigures<C>[], sections: readonly string[]): FigureName[] {
  const found = new Map<string, Indicator[]>();
  for (const one of given.flatMap(({ indicators }) => indicators))
    found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), one]);
  const position = (section: string): number =>
    sections.includes(section) ? sections.indexOf(section) : sections.length;
  return [...found.values()]
    .flatMap((all) => {
      const [first] = all;
      return first
        ? {
            id: first.id,
            section: first.section,
            label: commonest(all.map(({ label }) => label)) ?? first.label,
            givenBy: all.length,
            years: distinct(
              all.map(({ referenceYear }) => referenceYear),
              String
            )
          }
        : [];
    })
    .sort((a, b) => position(a.section) - position(b.section));
}

/** Of two that are as common, the one that comes first. */
function commonest(labels: readonly Bilingual[]): Bilingual | undefined {
  const times = (label: Bilingual): number =>
    labels.filter(({ en, zh }) => en === label.en && zh === label.zh).length;
  return labels.reduce<Bilingual | undefined>(
    (most, one) => (most === undefined || times(one) > times(most) ? one : most),
    undefined
  );
}

/** For use in URLs. */
export const keyOf = ({ section, id }: Pick<Indicator, 'section' | 'id'>): string => `${section}:${id}`;

export interface ComparedFigure<C> {
  readonly city: C;
  /** Null is a gap: no figure that the reader may read. */
  readonly figure: Indicator | null;
  readonly converted: Converted | null;
}

/** Holds a rate as a reader enters it: one unit of `from` in `to`. */
export interface Conversion {
  readonly from: string;
  readonly to: string;
  readonly rate: number;
  /** As exact as it is known, such as `2012-12-31`. */
  readonly date: string;
  readonly source: string;
}

export interface Converted {
  readonly value: number;
  readonly valueTo: number | null;
  readonly currency: string;
}

export function compareFigure<C>(
  given: readonly CityFigures<C>[],
  name: Pick<FigureName, 'id' | 'section'>,
  conversion: Conversion | null
): ComparedFigure<C>[] {
  return given.map(({ city, indicators }) => {
    const figure = indicators.find((one) => keyOf(one) === keyOf(name)) ?? null;
    return { city, figure, converted: figure && conversion ? convert(figure, conversion) : null };
  });
}

/** Returns null for a figure in another currency, or without a number. */
export function convert(
  { value, valueTo, currency }: Pick<Indicator, 'value' | 'valueTo' | 'currency'>,
  { from, to, rate }: Conversion
): Converted | null {
  if (currency !== from || value === null) return null;
  const exact = (number: number): number => Number((number * rate).toPrecision(6));
  return { value: exact(value), valueTo: valueTo === null ? null : exact(valueTo), currency: to };
}

/**
 * Holds the values that may share one axis: numbers of one unit and one currency. Converted values are on the
 * axis of their new currency.
 */
export interface FigureAxis<C> {
  readonly unit: string;
  readonly currency: string | null;
  readonly figures: readonly ComparedFigure<C>[];
  /** Null for a value without a year; where the years differ, this must be shown next to the axis. */
  readonly years: readonly (string | null)[];
  /** Different labels mean that different things were counted, which must be shown as well. */
  readonly labels: readonly Bilingual[];
}

export function axesOf<C>(compared: readonly ComparedFigure<C>[]): FigureAxis<C>[] {
  const axes = new Map<string, ComparedFigure<C>[]>();
  for (const one of compared) {
    if (one.figure?.value === null || one.figure === null) continue;
    const key = `${one.figure.unit}\n${currencyOf(one) ?? ''}`;
    axes.set(key, [...(axes.get(key) ?? []), one]);
  }
  return [...axes.values()].map((figures) => ({
    unit: figures[0]?.figure?.unit ?? '',
    currency: figures[0] ? currencyOf(figures[0]) : null,
    figures,
    years: distinct(
      figures.map(({ figure }) => figure?.referenceYear ?? null),
      String
    ),
    labels: distinct(
      figures.flatMap(({ figure }) => figure?.label ?? []),
      ({ en, zh }) => `${en}\n${zh}`
    )
  }));
}

const currencyOf = <C>({ figure, converted }: ComparedFigure<C>): string | null =>
  converted?.currency ?? figure?.currency ?? null;

function distinct<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

export type ConversionFault = 'currency' | 'rate' | 'date' | 'source';

/**
 * Parses the entered conversion: nothing, the list of missing fields, or a conversion. There is no default
 * rate.
 */
export function readConversion(
  input: Readonly<Record<'from' | 'to' | 'rate' | 'date' | 'source', string>>
):
  | { readonly kind: 'none' }
  | { readonly kind: 'faulty'; readonly faults: readonly ConversionFault[] }
  | { readonly kind: 'conversion'; readonly conversion: Conversion } {
  const { from, to, date, source } = input;
  if ([to, input.rate, date, source].every((field) => field === '')) return { kind: 'none' };
  const rate = /^\d{1,7}([.,]\d{1,8})?$/.test(input.rate) ? Number(input.rate.replace(',', '.')) : 0;
  const isCurrency = (code: string): boolean => /^[A-Z]{3}$/.test(code);
  const faults: ConversionFault[] = [
    ...(isCurrency(from) && isCurrency(to) && from !== to ? [] : ['currency' as const]),
    ...(rate > 0 ? [] : ['rate' as const]),
    ...(/^\d{4}(-\d{2}(-\d{2})?)?$/.test(date) ? [] : ['date' as const]),
    ...(source.trim() === '' || source.length > 200 ? ['source' as const] : [])
  ];
  return faults.length > 0
    ? { kind: 'faulty', faults }
    : { kind: 'conversion', conversion: { from, to, rate, date, source: source.trim() } };
}

/**
 * Checks whether a city's GDP, its population and its GDP per head fit one another. Cities name these figures
 * themselves: they are recognised by their ids where those were given, and otherwise by their label in either
 * language.
 */
import type { AnswerRecord } from './answer.ts';
import { figureOfRecord } from './figure-record.ts';
import type { Indicator } from '#rules/framework/record.ts';

/**
 * Sets the permitted difference, in hundredths of the printed value: rounding and the day of the count cause
 * smaller ones.
 */
export const perHeadMargin = 5;

export interface PerHeadDiffers {
  readonly currency: string;
  /** Holds the printed value. */
  readonly perHead: number;
  /** Holds GDP divided by population. */
  readonly implied: number;
}

type What = 'gdp' | 'gdp-per-capita' | 'population';

const perHeadPattern = /per head|per capita|per inhabitant|人均/i;
const gdpPattern = /^(gdp|gross domestic product)\b|^(地区|国内|全市|全区)?生产总值/i;
const populationPattern =
  /^((resident|registered|permanent|total) )?population$|^(常住|户籍|总|全市|全区)*人口$/i;

function whatIs({ id, label }: Pick<Indicator, 'id' | 'label'>): What | null {
  if (id === 'gdp' || id === 'gdp-per-capita' || id === 'population') return id;
  const names = [label.en.trim(), label.zh.trim()].filter(Boolean);
  if (names.some((one) => perHeadPattern.test(one) && /gdp|gross domestic product|生产总值/i.test(one)))
    return 'gdp-per-capita';
  if (names.some((one) => gdpPattern.test(one) && !perHeadPattern.test(one))) return 'gdp';
  return names.some((one) => populationPattern.test(one)) ? 'population' : null;
}

/**
 * Returns the differences for each currency and year in which both GDP and GDP per head are given; a year
 * that is not given matches any.
 */
export function perHeadFaults(records: readonly AnswerRecord[]): PerHeadDiffers[] {
  const figures = records.flatMap((record) => {
    const figure = figureOfRecord(record);
    const what = figure && whatIs(figure);
    return figure && what && figure.value !== null && figure.value > 0
      ? [{ ...figure, what, value: figure.value }]
      : [];
  });
  const of = (what: What) => figures.filter((one) => one.what === what);
  const isSameYear = (one: string | null, other: string | null): boolean =>
    one === null || other === null || one === other;
  return of('gdp-per-capita').flatMap((perHead): PerHeadDiffers[] => {
    const gdp = of('gdp').find(
      ({ currency, referenceYear }) =>
        currency !== null && currency === perHead.currency && isSameYear(referenceYear, perHead.referenceYear)
    );
    const people =
      gdp && of('population').find(({ referenceYear }) => isSameYear(referenceYear, gdp.referenceYear));
    if (!gdp || !people || perHead.currency === null) return [];
    const implied = gdp.value / people.value;
    const share = (Math.abs(implied - perHead.value) / perHead.value) * 100;
    return share > perHeadMargin
      ? [{ currency: perHead.currency, perHead: perHead.value, implied: Math.round(implied) }]
      : [];
  });
}

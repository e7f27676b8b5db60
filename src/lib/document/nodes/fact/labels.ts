/**
 * Defines the words of a fact in the language of the text, whatever language the page is in: value, unit, year
 * and side, each shown where it is known, and a missing year as such.
 */
import { factFor } from '#rules/answers/fact.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ChipLabels } from '../chip-labels.ts';
import { fact, factOf, type FactRef } from '#base/chips/fact.ts';

export interface FactText {
  /** Holds all that the chip says. */
  readonly text: string;
  /** Names the field and its city, and says what is to be minded. */
  readonly title: string;
  readonly status: 'given' | 'not-given' | 'unknown';
  readonly isCautioned: boolean;
  /** Says what is to be minded before the figure is used; null where nothing is. */
  readonly caution: string | null;
}

const cautionSign = '⚠';

export function factText(levelChips: LevelChips, ref: FactRef, language: Locale): FactText {
  const found = factFor(levelChips.facts ?? [], ref, levelChips.city);
  const inLanguage = { locale: language };
  if (!found) {
    const text = m.fact_unknown({}, inLanguage);
    return { text, title: text, status: 'unknown', isCautioned: false, caution: null };
  }
  const { figure, label, caution } = found;
  const city = levelChips.names.cities.find(({ id }) => id === found.city);
  const cityName = city ? textFor(city.name, language).text : found.city;
  const side = city?.side ? textFor(city.side, language).text : '';
  const value = figureText(figure, language);
  const year = yearText(figure.referenceYear, language);
  const parts = { value: value || m.label_not_given({}, inLanguage), year, side };
  const title = m.fact_title({ city: cityName, label: textFor(label, language).text }, inLanguage);
  return {
    text: side ? m.fact_text(parts, inLanguage) : m.fact_text_without_side(parts, inLanguage),
    title: caution
      ? m.fact_cautioned({ title, caution: textFor(caution, language).text }, inLanguage)
      : title,
    status: value ? 'given' : 'not-given',
    isCautioned: caution !== null,
    caution: caution && textFor(caution, language).text
  };
}

/** Returns a fact of a comparison: its name, and what one of the two versions says. */
export function comparedFact(levelChips: LevelChips, id: string, language: Locale): FactText {
  const [city = '', fact = ''] = id.split(' ');
  return factText(levelChips, { fact, city: city || null }, language);
}

/** A city may name something else than a year or a period, such as the end of a quarter. */
function yearText(year: string | null, language: Locale): string {
  if (year === null) return m.fact_no_year({}, { locale: language });
  return /^\d{4}([-–]\d{4})?$/.test(year) ? m.fact_year({ year }, { locale: language }) : year;
}

export interface NamedFact {
  readonly fact: string;
  /** Names the field; of several with one name, with its year. */
  readonly label: string;
}

/** Returns the facts of a city that can be named, for a choice among them. */
export function factsOfCity(levelChips: LevelChips, city: string, language: Locale): readonly NamedFact[] {
  const named = (levelChips.facts ?? [])
    .filter((fact) => fact.city === city)
    .map(({ fact, label, figure }) => ({
      fact,
      label: textFor(label, language).text,
      year: yearText(figure.referenceYear, language)
    }));
  return named.map(({ fact, label, year }) => ({
    fact,
    label: named.some((other) => other.label === label && other.fact !== fact)
      ? m.study_in_brackets({ text: label, note: year }, { locale: language })
      : label
  }));
}

export const factLabels: ChipLabels = {
  show(attrs, levelChips, language) {
    if (!levelChips) return { text: fact.text(attrs), title: '', sign: '', look: null };
    const { text, title, status, isCautioned } = factText(levelChips, factOf(attrs), language);
    return { text, title, sign: isCautioned ? cautionSign : '', look: status };
  },
  names: {
    en: 'Figure of a city',
    zh: '城市数据',
    pinyin: 'cheng shi shu ju',
    also: [
      'fact',
      'indicator',
      'data',
      'statistic',
      'number',
      'area',
      'population',
      'GDP',
      'amount',
      '数据',
      'shu ju',
      '指标',
      'zhi biao',
      '数值',
      'shu zhi',
      '金额',
      'jin e'
    ]
  },
  label: m.editor_fact,
  isOffered: ({ facts = [] }) => facts.length > 0
};

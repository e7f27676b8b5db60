/** The words of a level that is named in a text, in the language of the text, whatever language the page is in. */
import {
  cellOfId,
  resultHeld,
  resultOf,
  type GradeCell,
  type GradeNames,
  type GradeResult,
  type Grades
} from '#domain/grade.ts';
import { textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Outcome } from '#domain/panel.ts';
import { m } from '#lib/paraglide/messages.js';

export interface GradeWords {
  /** The characteristic, behind its city where that is not the text's own. */
  readonly cell: string;
  readonly result: string;
  /** Both, as it is read. */
  readonly text: string;
  /** Says the result by its form, beside the words. */
  readonly sign: string;
  readonly standing: Outcome | 'none';
}

type OutsideOfLevels = Exclude<Outcome, 'level'>;
const outside: Readonly<Record<OutsideOfLevels, typeof m.grade_none>> = {
  'not-assessed': m.grade_not_assessed,
  'not-applicable': m.grade_not_applicable,
  split: m.grade_split
};
const signs: Readonly<Record<OutsideOfLevels | 'none', string>> = {
  'not-assessed': '–',
  'not-applicable': '∅',
  split: '≠',
  none: '…'
};

export function gradeWords(grades: Grades, cell: GradeCell, language: Locale): GradeWords {
  const { names, city } = grades;
  const nameIn = (list: readonly { readonly id: string; readonly name: Bilingual }[], id: string): string => {
    const found = list.find((one) => one.id === id);
    return found ? textFor(found.name, language).text : id;
  };
  const at = cell.city ?? city;
  const characteristic =
    cell.characteristic === null
      ? m.grade_unknown({}, { locale: language })
      : nameIn(names.characteristics, cell.characteristic);
  const named =
    at === null || at === city
      ? characteristic
      : m.grade_cell({ city: nameIn(names.cities, at), characteristic }, { locale: language });
  const result = resultOf(grades, cell);
  const word = result ? resultWord(grades, result, language) : m.grade_none({}, { locale: language });
  return {
    cell: named,
    result: word,
    text: m.grade_text({ cell: named, result: word }, { locale: language }),
    sign: signOf(grades, result),
    standing: result?.outcome ?? 'none'
  };
}

/** By the rubric; what it does not name is named by us, and a level that it no longer has by its id. */
export function resultWord(
  { names }: Pick<Grades, 'names'>,
  { outcome, level }: GradeResult,
  language: Locale
): string {
  const id = outcome === 'level' ? (level ?? '') : outcome;
  const found = (outcome === 'level' ? names.levels : names.outOfLevel).find((one) => one.id === id);
  if (found) return textFor(found.name, language).text;
  return outcome === 'level' ? id : outside[outcome]({}, { locale: language });
}

function signOf({ names: { levels } }: Grades, result: GradeResult | null): string {
  if (result?.outcome !== 'level') return signs[result?.outcome ?? 'none'];
  const place = levels.findIndex(({ id }) => id === result.level) + 1;
  return place === 0 ? '' : '●'.repeat(place) + '○'.repeat(levels.length - place);
}

/** What a version holds of a cell, in both languages; null is that nothing had been released. */
export const heldWords = (names: GradeNames, held: string | null): Bilingual => ({
  en: held === null ? m.grade_none({}, { locale: 'en' }) : resultWord({ names }, resultHeld(held), 'en'),
  zh: held === null ? m.grade_none({}, { locale: 'zh' }) : resultWord({ names }, resultHeld(held), 'zh')
});

/** A cell in the reader's language, by its `cellId`. */
export const cellWords = (names: GradeNames, id: string, language: Locale): string =>
  gradeWords({ names, city: null, known: [] }, cellOfId(id), language).cell;

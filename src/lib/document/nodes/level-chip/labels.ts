/** Defines the text of a level chip, in the language of the text, whatever language the page is in. */
import {
  cellOfId,
  resultHeld,
  resultOf,
  type LevelChipNames,
  type LevelChipResult,
  type LevelChips
} from '#rules/panels/level-chip.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { Outcome } from '#rules/panels/panel.ts';
import { outcomeLabel, type OutsideOfLevels } from '#lib/i18n/outcome-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ChipLabels } from '../chip-labels.ts';
import { cellOf, levelChip, type LevelChipCell } from '#base/chips/level-chip.ts';

export interface LevelChipText {
  /** Names the characteristic, after its city where that is not the text's own. */
  readonly cell: string;
  readonly result: string;
  /** Holds cell and result together, as the chip is read. */
  readonly text: string;
  /** Shows the result by its shape, next to the text. */
  readonly sign: string;
  readonly status: Outcome | 'none';
}

const signs: Readonly<Record<OutsideOfLevels | 'none', string>> = {
  'not-assessed': '–',
  'not-applicable': '∅',
  split: '≠',
  none: '…'
};

export function levelChipText(levelChips: LevelChips, cell: LevelChipCell, language: Locale): LevelChipText {
  const { names, city } = levelChips;
  const nameIn = (list: readonly { readonly id: string; readonly name: Bilingual }[], id: string): string => {
    const found = list.find((one) => one.id === id);
    return found ? textFor(found.name, language).text : id;
  };
  const at = cell.city ?? city;
  const characteristic =
    cell.characteristic === null
      ? m.level_chip_unknown({}, { locale: language })
      : nameIn(names.characteristics, cell.characteristic);
  const named =
    at === null || at === city
      ? characteristic
      : m.level_chip_cell({ city: nameIn(names.cities, at), characteristic }, { locale: language });
  const result = resultOf(levelChips, cell);
  const label = result
    ? resultLabel(levelChips, result, language)
    : m.level_chip_none({}, { locale: language });
  return {
    cell: named,
    result: label,
    text: m.level_chip_text({ cell: named, result: label }, { locale: language }),
    sign: signOf(levelChips, result),
    status: result?.outcome ?? 'none'
  };
}

/**
 * Returns the rubric's label; an outcome without one gets the app's label, and a level that the rubric no
 * longer has is shown by its id.
 */
export function resultLabel(
  { names }: Pick<LevelChips, 'names'>,
  { outcome, level }: LevelChipResult,
  language: Locale
): string {
  const id = outcome === 'level' ? (level ?? '') : outcome;
  const found = (outcome === 'level' ? names.levels : names.outOfLevel).find((one) => one.id === id);
  if (found) return textFor(found.name, language).text;
  return outcome === 'level' ? id : outcomeLabel(outcome, language);
}

function signOf({ names: { levels } }: LevelChips, result: LevelChipResult | null): string {
  if (result?.outcome !== 'level') return signs[result?.outcome ?? 'none'];
  const position = levels.findIndex(({ id }) => id === result.level) + 1;
  return position === 0 ? '' : '●'.repeat(position) + '○'.repeat(levels.length - position);
}

/**
 * Returns the result that a version holds for a cell, in both languages; null means that nothing had been
 * released.
 */
export const heldText = (names: LevelChipNames, held: string | null): Bilingual => ({
  en:
    held === null ? m.level_chip_none({}, { locale: 'en' }) : resultLabel({ names }, resultHeld(held), 'en'),
  zh: held === null ? m.level_chip_none({}, { locale: 'zh' }) : resultLabel({ names }, resultHeld(held), 'zh')
});

/** Returns the name of a cell in the reader's language, by its `cellId`. */
export const cellLabel = (names: LevelChipNames, id: string, language: Locale): string =>
  levelChipText({ names, city: null, known: [] }, cellOfId(id), language).cell;

export const levelLabels: ChipLabels = {
  show(attrs, levelChips, language) {
    if (!levelChips) return { text: levelChip.text(attrs), title: null, sign: '', look: null };
    const { text, sign, status } = levelChipText(levelChips, cellOf(attrs), language);
    return { text, title: null, sign, look: status };
  },
  names: {
    en: 'Level of a characteristic',
    zh: '特征等级',
    pinyin: 'te zheng deng ji',
    also: ['grade', 'panel', '等级', 'deng ji', '评级', 'ping ji', '评审结果', 'ping shen jie guo']
  },
  label: m.editor_level_chip,
  isOffered: () => true
};

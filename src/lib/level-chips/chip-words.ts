/** Writes out the chips in the plain words of a passage, for labels and lists that show no chips. */
import { isFactKey } from '#base/ids.ts';
import { hiddenChip } from '#base/chips/chip-signs.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import type { Locale } from '#base/locale.ts';
import { factText } from '#document/nodes/fact/labels.ts';
import { levelChipText } from '#document/nodes/level-chip/labels.ts';

const signs = /\[(?:([a-z0-9-]+): )?([^\s[\]]+)\]/gu;

/**
 * Returns the words with each chip as its reader may see it, in the language of the words; without `levelChips` a chip is
 * an ellipsis.
 */
export const chipWords = (text: string, levelChips: LevelChips | null, language: Locale): string =>
  text.replace(signs, (sign: string, city: string | undefined, key: string) => {
    if (isFactKey(key))
      return levelChips ? factText(levelChips, { fact: key, city: city ?? null }, language).text : hiddenChip;
    const isLevel = levelChips?.names.characteristics.some(({ id }) => id === key) === true;
    return isLevel
      ? levelChipText(levelChips, { characteristic: key, city: city ?? null }, language).text
      : sign;
  });

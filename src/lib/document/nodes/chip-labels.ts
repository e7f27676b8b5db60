/** Defines what a chip says to its readers and writers, in the language of the text, whatever language the page is in. */
import type { LevelChips } from '#rules/panels/level-chip.ts';
import type { Locale } from '#base/locale.ts';
import type { UncheckedAttributes } from '#base/chips/chip.ts';

export interface ShownChip {
  readonly text: string;
  /** Holds the text as it is copied to other programs, where that is not `text`. */
  readonly copied?: string;
  /** Null where nothing is to be said. */
  readonly title: string | null;
  /** Shows by its shape what the chip is or says, next to the text; empty for none. */
  readonly sign: string;
  /** Names its look, which follows the type of the chip in its class; null for the plain one. */
  readonly look: string | null;
  /** Names the class of the text itself, where it has one. */
  readonly textClass?: string;
}

/** Names a choice of the editor's menu, in both languages whatever language the page is in. */
export interface Names {
  readonly en: string;
  readonly zh: string;
  /** Syllables without tones; a test compares them with the Chinese name. */
  readonly pinyin: string;
  /** Further search terms that people try. */
  readonly also: readonly string[];
}

/** Holds how something that writers insert is named. */
export interface ChoiceLabels {
  readonly names: Names;
  /** Returns its name in the reader's language. */
  readonly label: () => string;
}

export interface ChipLabels extends ChoiceLabels {
  /** Returns what the chip says to a reader who may know `levelChips`; null where the page has none. */
  readonly show: (attrs: UncheckedAttributes, levelChips: LevelChips | null, language: Locale) => ShownChip;
  /** Checks whether there is anything that a new one could name. */
  readonly isOffered: (levelChips: LevelChips) => boolean;
}

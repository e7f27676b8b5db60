/**
 * Defines level chips, which show a level in a text. The text holds only the cell, a characteristic of a
 * city; the panel's result is looked up for each reader, or in the levels that a version holds. So no level
 * is ever part of a text's bytes.
 */
import { cellOf, type LevelChipCell } from '#base/chips/level-chip.ts';
import type { NamedBibliography } from '#rules/bibliography/bibliography.ts';
import type { KnownFact } from '#rules/answers/fact.ts';
import type { AnswerPrints, SourceQuestion } from '#rules/pairs/source.ts';
import type { Bilingual } from '#base/locale.ts';
import { outcomes, type Outcome, type ReleasedLevel } from './panel.ts';
import type { ContentNode, HeldLevel, SectionContent } from '#base/content.ts';

interface Named {
  readonly id: string;
  readonly name: Bilingual;
}

export interface LevelChipNames {
  readonly characteristics: readonly Named[];
  readonly cities: readonly (Named & {
    readonly side?: Bilingual | undefined;
  })[];
  /** From the lowest up. */
  readonly levels: readonly Named[];
  readonly outOfLevel: readonly Named[];
  /** Lists the goals of the framework in which the text is written. */
  readonly goals: readonly Named[];
  /** Lists the questions that statements may rest on. */
  readonly questions?: readonly SourceQuestion[];
  /** Absent for who does not read the bibliography. */
  readonly bibliography?: NamedBibliography;
}

export interface LevelChipResult {
  readonly outcome: Outcome;
  readonly level: string | null;
}

export interface KnownLevelChip extends LevelChipResult {
  readonly characteristic: string;
  readonly city: string;
}

/** Holds everything that a page needs to show the levels that its text names. */
export interface LevelChips {
  readonly names: LevelChipNames;
  /** Null for a chapter. */
  readonly city: string | null;
  /**
   * Lists the levels that this reader may know, or that the version holds; for any other cell the reader
   * knows of no level.
   */
  readonly known: readonly KnownLevelChip[];
  /** Lists the fields of cities whose values this reader may know, or that the version holds. */
  readonly facts?: readonly KnownFact[];
  /** Holds the fingerprints of the city's answers; null for a reader who may not read them. */
  readonly answerPrints?: AnswerPrints | null;
}

export function resultOf(
  { known, city }: Pick<LevelChips, 'known' | 'city'>,
  cell: LevelChipCell
): LevelChipResult | null {
  const at = cell.city ?? city;
  return known.find((one) => one.characteristic === cell.characteristic && one.city === at) ?? null;
}

/** The id of the level, or the outcome where it is no level. */
export const heldResult = ({ outcome, level }: LevelChipResult): string =>
  outcome === 'level' ? (level ?? '') : outcome;

export function resultHeld(held: string): LevelChipResult {
  const outcome = outcomes.find((one) => one !== 'level' && one === held);
  return outcome ? { outcome, level: null } : { outcome: 'level', level: held };
}

export const levelChipsFrom = (
  names: LevelChipNames,
  city: string | null,
  held: readonly HeldLevel[],
  facts: readonly KnownFact[] = []
): LevelChips => ({
  names,
  city,
  facts,
  known: held.flatMap(({ characteristic, level, city: own }) => {
    const at = own ?? city;
    return level === null || at === null ? [] : [{ characteristic, city: at, ...resultHeld(level) }];
  })
});

/** Each once; level chips without a valid cell are left out. */
export function cellsIn(sections: readonly SectionContent[]): LevelChipCell[] {
  const cells = new Map<string, LevelChipCell>();
  const walk = ({ type, attrs, content }: ContentNode): void => {
    const cell = type === 'grade' ? cellOf(attrs) : null;
    const hasNoCity = (attrs?.['city'] ?? null) === null;
    if (cell !== null && cell.characteristic !== null && (cell.city !== null || hasNoCity))
      cells.set(`${cell.city} ${cell.characteristic}`, cell);
    content?.forEach(walk);
  };
  for (const { en, zh } of sections) for (const node of [...en, ...zh]) walk(node);
  return [...cells.values()];
}

/** A text of which a version is made, with its characteristics in the framework's order. */
interface TextToHold {
  readonly kind: 'findings' | 'response' | 'chapter';
  readonly city: string | null;
  readonly sections: readonly SectionContent[];
  readonly characteristics: readonly string[];
}

/**
 * Findings hold those of their own city only, whatever cells they name: a city reads its findings, and must
 * not see another city's levels. Chapters hold the levels that they name, by city and in the framework's
 * order.
 */
export function levelsToHold(
  { kind, city, sections, characteristics }: TextToHold,
  released: readonly Pick<ReleasedLevel, 'cityId' | 'characteristic' | 'outcome' | 'level'>[]
): readonly HeldLevel[] {
  const heldOf = (characteristic: string, at: string | null): string | null => {
    const found = released.find((one) => one.cityId === at && one.characteristic === characteristic);
    return found ? heldResult(found) : null;
  };
  if (kind === 'findings')
    return characteristics.map((characteristic) => ({ characteristic, level: heldOf(characteristic, city) }));
  if (kind === 'response') return [];
  const position = (id: string): number =>
    characteristics.includes(id) ? characteristics.indexOf(id) : characteristics.length;
  return cellsIn(sections)
    .flatMap(({ characteristic, city: at }): Required<HeldLevel>[] =>
      characteristic === null || at === null
        ? []
        : [{ characteristic, city: at, level: heldOf(characteristic, at) }]
    )
    .sort(
      (a, b) =>
        byId(a.city, b.city) ||
        position(a.characteristic) - position(b.characteristic) ||
        byId(a.characteristic, b.characteristic)
    );
}

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** With its city where that is not the text's own. */
export const cellId = ({ characteristic, city }: Pick<HeldLevel, 'characteristic' | 'city'>): string =>
  city === undefined ? characteristic : `${city}/${characteristic}`;

export function cellOfId(id: string): LevelChipCell {
  const at = id.indexOf('/');
  return { city: at < 0 ? null : id.slice(0, at), characteristic: id.slice(at + 1) };
}

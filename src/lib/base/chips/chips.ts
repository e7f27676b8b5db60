/**
 * Lists the chips of a text with their rules, by the names that stored texts have for them. A new one is added here;
 * the types then ask for its other parts: `shown.ts`, `report.ts` and the editor's `dialogs/chip-dialogs.ts`.
 */
import type { ChipAttributes, ChipRules, UncheckedAttributes } from './chip.ts';
import { readAttributes } from './chip.ts';
import { fact } from './fact.ts';
import { goal } from './goal.ts';
import { levelChip } from './level-chip.ts';
import { source } from './source.ts';

const chips = { grade: levelChip, goal, fact, source } as const satisfies Readonly<Record<string, ChipRules>>;

/** Names the version of the schema of texts that this build writes. Raise it with every new node, mark or required attribute. */
export const schemaVersion = 5;

export type ChipType = keyof typeof chips;
export const chipTypes = Object.keys(chips) as readonly ChipType[];
export const isChipType = (type: string): type is ChipType => Object.hasOwn(chips, type);

export const rulesOfChip = (type: ChipType): ChipRules => chips[type];

export interface Chip {
  readonly kind: 'chip';
  readonly type: ChipType;
  readonly attrs: ChipAttributes;
}

/** Describes a chip as a text in Yjs holds it: what it names under its own type, and the attributes that it has. */
export type ChipEmbed = {
  readonly [Type in ChipType]: { readonly [Key in Type]: string } & {
    readonly [
      Key in Exclude<keyof (typeof chips)[Type]['attributes'], (typeof chips)[Type]['named']>
    ]?: string;
  };
}[ChipType];

/** Null where it names nothing. */
export function chipOf(type: ChipType, attrs: UncheckedAttributes): Chip | null {
  const { named, attributes } = rulesOfChip(type);
  const read = readAttributes(attributes, attrs);
  return read[named] === null ? null : { kind: 'chip', type, attrs: read };
}

/** Null where it names nothing. */
export const chipOfEmbed = (type: ChipType, embed: UncheckedAttributes): Chip | null =>
  chipOf(type, { ...embed, [rulesOfChip(type).named]: embed[type] });

export function embedOfChip(type: ChipType, attrs: UncheckedAttributes): ChipEmbed {
  const { named, attributes } = rulesOfChip(type);
  const others = Object.keys(attributes).filter((name) => name !== named && (attrs[name] ?? null) !== null);
  return {
    [type]: attrs[named],
    ...Object.fromEntries(others.map((name) => [name, attrs[name]]))
  } as ChipEmbed;
}

/** Returns the attributes with the city of the text where they name none, so that a copy names its city in any other text. */
export const withOwnCity = (type: ChipType, attrs: ChipAttributes, city: string | null): ChipAttributes =>
  mapCities(type, attrs, (own) => own ?? city);

/** Returns the attributes without the city of the text, so that the chip follows its text. */
export const withoutOwnCity = (
  type: ChipType,
  attrs: ChipAttributes,
  city: string | undefined | null
): ChipAttributes => mapCities(type, attrs, (own) => (own === city ? null : own));

const mapCities = (
  type: ChipType,
  attrs: ChipAttributes,
  cityOf: (own: string | null) => string | null
): ChipAttributes =>
  Object.fromEntries(
    Object.entries(attrs).map(([name, value]) => [
      name,
      rulesOfChip(type).attributes[name]?.isOwnCity ? cityOf(value) : value
    ])
  );

/** Returns the text of a chip without what its reader may know of it; null for any other node. */
export const textOfChip = (type: string, attrs: UncheckedAttributes = {}): string | null =>
  isChipType(type) ? rulesOfChip(type).text(attrs) : null;

/** Checks for a chip that is part of what its text says. */
export const isSpokenChip = (type: string): boolean =>
  isChipType(type) && rulesOfChip(type).spoken !== 'none';
/** Checks for a chip that only tags its text: a goal, or the source of a statement. */
export const isTag = (type: string): boolean => isChipType(type) && rulesOfChip(type).spoken === 'none';

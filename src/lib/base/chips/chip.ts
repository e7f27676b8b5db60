/**
 * Defines what the rules of a chip are: of a node within a line that names something and holds no words. From them
 * follow its shape in ProseMirror and Yjs, what the scanner allows, and how it is read, compared and written without
 * knowing its reader.
 */
import { isSlug } from '../ids.ts';

/** Holds the attributes of a node as a stored text has them: anything. */
export type UncheckedAttributes = Readonly<Record<string, unknown>>;
/** Holds the attributes of a chip after they were checked; null for what is missing or cannot be one. */
export type ChipAttributes = Readonly<Record<string, string | null>>;

export interface ChipAttribute {
  /** Names the kind of the value, as `document/shapes` has it. */
  readonly kind: 'string' | 'slug' | 'part';
  /** What it allows holds no character that HTML escapes. */
  readonly allows: (value: string) => boolean;
  /** Is true if the chip means the city of its text where it names none. */
  readonly isOwnCity?: true;
}

/** Says what is there for a chip whose reader is not known: its text, a sign without meaning, or nothing. */
export type ChipWords = 'text' | 'sign' | 'none';

export interface ChipRules {
  /** Names the attribute without which the chip names nothing. In Yjs its key is the type of the chip. */
  readonly named: string;
  /** Describes the attributes in the order in which they are written. */
  readonly attributes: Readonly<Record<string, ChipAttribute>>;
  /** Returns the text for output whose readers are not known: versions, plain text, Markdown, comparisons. */
  readonly text: (attrs: UncheckedAttributes) => string;
  /** Says what is searched. */
  readonly found: ChipWords;
  /** Says what is counted, checked and translated; `none` for a tag that is no part of what is said. */
  readonly spoken: ChipWords;
}

/** Returns those of the attributes that are valid. */
export const readAttributes = <Attributes extends ChipRules['attributes']>(
  attributes: Attributes,
  attrs: UncheckedAttributes
): { readonly [Name in keyof Attributes]: string | null } =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { allows }]) => {
      const value = attrs[name];
      return [name, typeof value === 'string' && allows(value) ? value : null];
    })
  ) as { [Name in keyof Attributes]: string | null };

/** Describes the attribute that names a city, where that is not the city of the text. */
export const cityAttribute = {
  kind: 'slug',
  allows: isSlug,
  isOwnCity: true
} as const satisfies ChipAttribute;

/** Returns the text of what a chip names, with the city if it names one. */
export const inBrackets = (named: string | null, city: string | null = null): string =>
  named === null ? '[?]' : city === null ? `[${named}]` : `[${city}: ${named}]`;

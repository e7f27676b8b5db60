/**
 * Defines which headings the synopses of a side's cities have: those of the nine characteristics, or those of the
 * short profile's parts with the characteristics below them. A text stays where it is written, under its
 * characteristic, so that the headings change without a change of the text.
 */
import type { Framework } from './framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const headingSchemes = ['characteristics', 'profile'] as const;
export type HeadingScheme = (typeof headingSchemes)[number];

/** A side that is not named follows the characteristics. */
export type SynopsisHeadings = Readonly<Record<string, HeadingScheme>>;

export const headingsOf = (headings: SynopsisHeadings, side: string): HeadingScheme =>
  Object.hasOwn(headings, side) ? (headings[side] ?? 'characteristics') : 'characteristics';

/** Each side is named once, and a profile can only be followed where there is one. */
export function validateHeadings(
  given: Readonly<Record<string, string>>,
  sides: readonly string[],
  hasProfile: boolean
): Result<SynopsisHeadings> {
  const headings: Record<string, HeadingScheme> = {};
  for (const side of sides) {
    const scheme = headingSchemes.find((one) => one === (Object.hasOwn(given, side) ? given[side] : null));
    if (scheme === undefined || (scheme === 'profile' && !hasProfile))
      return refuse('invalid', { field: `headings:${side}` });
    if (scheme === 'profile') headings[side] = scheme;
  }
  return ok(headings);
}

/**
 * Describes a part of the short profile as a heading, with the characteristics whose texts stand below it.
 */
export interface HeadingPart {
  readonly id: string;
  readonly name: Bilingual;
  readonly characteristics: readonly string[];
}

/**
 * Returns the parts of the profile that have texts below them. A characteristic to which several parts refer
 * belongs to the part that names it earliest among its own, and of equals to the first one.
 */
export function headingParts({
  characteristics,
  profile
}: Pick<Framework, 'characteristics' | 'profile'>): HeadingPart[] {
  const parts = profile?.parts ?? [];
  const partOf = (id: string): string | undefined =>
    parts
      .filter(({ mapsTo }) => mapsTo.includes(id))
      .toSorted((a, b) => a.mapsTo.indexOf(id) - b.mapsTo.indexOf(id))[0]?.id;
  return parts
    .map(({ id, name }) => ({
      id,
      name,
      characteristics: characteristics.filter((one) => partOf(one.id) === id).map((one) => one.id)
    }))
    .filter((part) => part.characteristics.length > 0);
}

/** Empty where it follows the characteristics. */
export const partsAbove = (
  headings: SynopsisHeadings,
  side: string,
  framework: Pick<Framework, 'characteristics' | 'profile'>
): HeadingPart[] => (headingsOf(headings, side) === 'profile' ? headingParts(framework) : []);

export interface HeadedSections<Section> {
  /** Null for sections to which no part refers, which come last. */
  readonly part: HeadingPart | null;
  readonly sections: readonly Section[];
}

/** In the order of the parts; parts without a section are left out. */
export function underHeadings<Section extends { readonly id: string }>(
  sections: readonly Section[],
  parts: readonly HeadingPart[]
): HeadedSections<Section>[] {
  const isBelow = (part: HeadingPart, { id }: Section): boolean => part.characteristics.includes(id);
  const groups = [
    ...parts.map((part) => ({ part, sections: sections.filter((one) => isBelow(part, one)) })),
    { part: null, sections: sections.filter((one) => !parts.some((part) => isBelow(part, one))) }
  ];
  return groups.filter((group) => group.sections.length > 0);
}

export type PartName = Pick<HeadingPart, 'id' | 'name'>;

/** In the order of their headings, each with the part above it; null for one to which none refers. */
export const headedSections = <Section extends { readonly id: string }>(
  sections: readonly Section[],
  parts: readonly HeadingPart[]
): (Section & { readonly part: PartName | null })[] =>
  underHeadings(sections, parts).flatMap((group) =>
    group.sections.map((section) => ({
      ...section,
      part: group.part && { id: group.part.id, name: group.part.name }
    }))
  );

/**
 * Checks whether a section of such a list is the first of its part, so that a heading stands above it; never
 * where all sections stand under the characteristics alone.
 */
export function beginsPart(sections: readonly { readonly part: PartName | null }[], at: number): boolean {
  const [here, before] = [sections[at]?.part ?? null, sections[at - 1]?.part ?? null];
  return at === 0 ? here !== null : here?.id !== before?.id;
}

/**
 * Names what a recommendation or a step rests on or is helped by: a thing of the study by its kind and id, or
 * a passage by its address within the study.
 */
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const linkKinds = ['passage', 'practice', 'theme', 'entry', 'figure', 'source', 'step'] as const;
export type LinkKind = (typeof linkKinds)[number];

/**
 * Lists the kinds of things that are found by their names. A talk with a solution provider is an internal note: trends,
 * challenges and practices may rest on it, but no recommendation and no step, which many more people read.
 */
export const thingNames = ['practice', 'theme', 'entry', 'figure', 'talk', 'source', 'step'] as const;
export type ThingName = (typeof thingNames)[number];

/** Points to a thing by its id; to a passage by its address within the study. */
export interface StatementLink {
  readonly kind: LinkKind;
  readonly id: string;
}

/** A passage is named by its address and in no list. */
export type LinkFacts = Named<LinkKind>;
/** Lists the things of each kind that can be found by their names. */
export type NamedThings = Named<ThingName>;
type Named<Kind extends string> = Readonly<
  Partial<Record<Kind, readonly { readonly id: string; readonly name: Bilingual }[]>>
>;

/**
 * Names a thing to a reader: null where the study does not have it any more, `hidden` where the reader may not know
 * it yet.
 */
export type LinkName = Bilingual | 'hidden' | null;

export const longestLink = 500;

/** Checks whether a link names a thing in words, as links did before things were chosen from lists. */
export const isInWords = (id: string): boolean => !/^[\w~-]{1,100}$/.test(id);

/** Addresses of passages: of the findings and answers of a city, of a chapter, and of a step. */
const passageAddress =
  /^\/(?:assessments\/[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}(?:\?text=(?:findings|response))?|chapters\/[a-z0-9-]{1,64}|roadmap\/[\w-]{1,64})(?:#[\w~%.-]{1,160})?$/;

/** What the statement is linked to already, in `before`, may stay, also where it is gone by now. */
export function validateLinks(
  links: readonly StatementLink[],
  facts: LinkFacts,
  before: readonly StatementLink[] = []
): Result<null> {
  const kept = new Set(before.map(keyOf));
  const seen = new Set<string>();
  for (const link of links) {
    const { kind, id } = link;
    const key = keyOf(link);
    const isKnown = kind === 'passage' || (facts[kind] ?? []).some((thing) => thing.id === id);
    if (!linkKinds.includes(kind) || id.trim() === '' || id.length > longestLink || seen.has(key))
      return refuse('invalid', { field: 'links' });
    if (kind === 'passage' && !passageAddress.test(id)) return refuse('invalid', { field: 'links' });
    if (!isKnown && !kept.has(key)) return refuse('invalid', { field: 'links' });
    seen.add(key);
  }
  return ok(null);
}

const keyOf = ({ kind, id }: StatementLink): string => `${kind} ${id}`;

export interface OfferedThing<Kind extends ThingName = ThingName> {
  readonly kind: Kind;
  readonly id: string;
  readonly name: Bilingual;
}

/** Limits the things that a search offers at once. */
export const mostOffered = 50;

/**
 * Finds things of these kinds whose name holds all words of the query, in either language; without the thing that
 * seeks them.
 */
export function searchThings<Kind extends ThingName>(
  facts: NamedThings,
  kinds: readonly Kind[],
  query: string,
  except?: { readonly kind: ThingName; readonly id: string }
): { readonly found: readonly OfferedThing<Kind>[]; readonly more: number } {
  const words = folded(query).split(/\s+/u).filter(Boolean);
  const all = kinds
    .flatMap((kind) => (facts[kind] ?? []).map((thing) => ({ ...thing, kind })))
    .filter(({ kind, id }) => kind !== except?.kind || id !== except.id);
  const matching = all.filter(({ name }) => {
    const text = folded(`${name.en}\n${name.zh}`);
    return words.every((word) => text.includes(word));
  });
  return { found: matching.slice(0, mostOffered), more: Math.max(0, matching.length - mostOffered) };
}

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** Returns the address within a study that a pasted link names, for links of this installation and study. */
export function passageIn(link: string, studySlug: string): string {
  const text = link.trim();
  const path = URL.canParse(text) ? text.slice(new URL(text).origin.length) : text;
  const prefix = `/studies/${studySlug}`;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

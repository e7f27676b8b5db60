/**
 * Names what a recommendation or a step rests on or is helped by: a thing of the study by its kind and id, or
 * a passage by its address within the study.
 */
import type { Bilingual } from './locale.ts';
import { ok, refuse, type Result } from './refusal.ts';

export const linkKinds = ['passage', 'practice', 'theme', 'entry', 'source', 'step'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** Points to a thing by its id; to a passage by its address within the study. */
export interface StatementLink {
  readonly kind: LinkKind;
  readonly id: string;
}

/**
 * Lists, for each kind whose things the study keeps in a list, those that can be named; a kind without a list
 * takes any text, which names the thing in words.
 */
export type LinkFacts = Readonly<
  Partial<Record<LinkKind, readonly { readonly id: string; readonly name: Bilingual }[]>>
>;

export const longestLink = 500;

/** Addresses of passages: of the findings and answers of a city, of a chapter, and of a step. */
const passageAddress =
  /^\/(?:assessments\/[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}(?:\?text=(?:findings|response))?|chapters\/[a-z0-9-]{1,64}|roadmap\/[\w-]{1,64})(?:#[\w~%.-]{1,160})?$/;

export function validateLinks(links: readonly StatementLink[], facts: LinkFacts): Result<null> {
  const seen = new Set<string>();
  for (const { kind, id } of links) {
    const key = `${kind} ${id}`;
    const known = facts[kind];
    if (!linkKinds.includes(kind) || id.trim() === '' || id.length > longestLink || seen.has(key))
      return refuse('invalid', { field: 'links' });
    if (kind === 'passage' && !passageAddress.test(id)) return refuse('invalid', { field: 'links' });
    if (known && !known.some((thing) => thing.id === id)) return refuse('invalid', { field: 'links' });
    seen.add(key);
  }
  return ok(null);
}

/** Returns the address within a study that a pasted link names, for links of this installation and study. */
export function passageIn(link: string, studySlug: string): string {
  const text = link.trim();
  const path = URL.canParse(text) ? text.slice(new URL(text).origin.length) : text;
  const prefix = `/studies/${studySlug}`;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

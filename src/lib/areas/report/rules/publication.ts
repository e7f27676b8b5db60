/**
 * Defines the publication of a report: the chairs of both sides sign the hash of one build, which covers its
 * manifest, its content and all its files. What follows is a numbered erratum, which both chairs confirm as well.
 */
import { isComplete, type Signed } from '#rules/approval/approval.ts';
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { ReportKind } from './report-content.ts';
import { canonicalText, type Json } from '#base/canonical.ts';

export const publicationFormat = 'meridian.publication/1';

export interface PublicationStatement {
  readonly format: typeof publicationFormat;
  readonly study: string;
  readonly report: ReportKind;
  readonly number: string;
  /** Holds the SHA-256 over manifest, content and files of the build. */
  readonly sha256: string;
  readonly user: string;
  readonly name: Bilingual;
  readonly side: string;
  readonly role: 'chair';
  readonly method: 'password';
  readonly at: string;
}

export const publicationText = (statement: PublicationStatement): string =>
  canonicalText(statement as unknown as Json);

/** Undefined where it is none. */
export function parsePublication(statement: string): PublicationStatement | undefined {
  try {
    const parsed = JSON.parse(statement) as Partial<PublicationStatement> | null;
    return parsed?.format === publicationFormat && typeof parsed.name === 'object'
      ? (parsed as PublicationStatement)
      : undefined;
  } catch {
    return undefined;
  }
}

export interface PublishingFacts {
  readonly build: {
    readonly purpose: string;
    readonly state: string;
    readonly hash: string | null;
    readonly number: string;
  };
  /** Numbers the edition that would be published now. */
  readonly next: string;
  readonly sides: readonly string[];
  readonly userId: string;
  /** Lists the sides whose chair the person is. */
  readonly chairOf: readonly string[];
  readonly signatures: readonly Signed[];
  /** Says whether a text is no longer approved as the build shows it, or something of it is held back now. */
  readonly hasChanged: boolean;
}

/**
 * Checks whether a chair can sign a build now, for which side, and whether the signature publishes it.
 * `stale` where the person has seen another build than this one.
 */
export function authorizePublication(
  facts: PublishingFacts,
  seen: { readonly hash: string }
): Result<{ readonly sideId: string; readonly completes: boolean }> {
  const { build, next, sides, userId, signatures } = facts;
  if (build.purpose !== 'edition' || build.state !== 'done' || build.hash === null || build.number !== next)
    return refuse('wrong-state');
  const chairOf = [...new Set(facts.chairOf)].filter((side) => sides.includes(side));
  const [sideId] = chairOf;
  if (sideId === undefined) return refuse('forbidden');
  if (chairOf.length > 1) return refuse('chair-of-both-sides');
  if (seen.hash !== build.hash) return refuse('stale');
  if (signatures.some((one) => one.sideId === sideId)) return refuse('already-signed');
  if (signatures.some((one) => one.userId === userId)) return refuse('chair-of-both-sides');
  if (facts.hasChanged) return refuse('content-changed');
  return ok({ sideId, completes: isComplete([...signatures, { sideId, userId }], sides) });
}

export const erratumStates = ['open', 'published', 'withdrawn'] as const;
export type ErratumState = (typeof erratumStates)[number];

/** Checks whether a chair can confirm an erratum, for which side, and whether that publishes it. */
export function authorizeErratum({
  isOpen,
  sides,
  userId,
  chairOf,
  confirmations
}: {
  readonly isOpen: boolean;
  readonly sides: readonly string[];
  readonly userId: string;
  /** Lists the sides whose chair the person is. */
  readonly chairOf: readonly string[];
  readonly confirmations: readonly Signed[];
}): Result<{ readonly sideId: string; readonly completes: boolean }> {
  if (!isOpen) return refuse('wrong-state');
  const own = [...new Set(chairOf)].filter((side) => sides.includes(side));
  const [sideId] = own;
  if (sideId === undefined) return refuse('forbidden');
  if (own.length > 1) return refuse('chair-of-both-sides');
  if (confirmations.some((one) => one.sideId === sideId)) return refuse('already-signed');
  if (confirmations.some((one) => one.userId === userId)) return refuse('chair-of-both-sides');
  return ok({ sideId, completes: isComplete([...confirmations, { sideId, userId }], sides) });
}

export const longestErratum = 5_000;
export const mostErrata = 200;

/** An erratum is written in both languages. */
export function validateErratum(text: Bilingual): Result<Bilingual> {
  const trimmed = { en: text.en.trim(), zh: text.zh.trim() };
  if (gapsOf(trimmed).length > 0) return refuse('both-languages-required', { field: 'text' });
  return trimmed.en.length > longestErratum || trimmed.zh.length > longestErratum
    ? refuse('too-large', { field: 'text' })
    : ok(trimmed);
}

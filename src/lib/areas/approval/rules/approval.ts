/**
 * Defines the signatures of chairs: what a chair signs, when a signature may be given, and how far an
 * approval has come. Two chairs, one of each side, sign the same hash; docs/approvals.md explains how to
 * verify it without this software.
 */
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { hasDuty } from '#base/role-duties.ts';
import { isSlug } from '#base/ids.ts';
import { canonicalText, type Json } from '#base/canonical.ts';

/** Names what is approved without a document: the framework, the list of pilots, and the recommendations. */
export const recordKinds = ['framework', 'pilots', 'recommendations'] as const;
export type RecordKind = (typeof recordKinds)[number];

export const isRecordKind = (text: string): text is RecordKind => recordKinds.some((kind) => kind === text);

export type Subject =
  | { readonly kind: 'findings'; readonly cityId: string }
  | { readonly kind: 'chapter'; readonly slug: string }
  | { readonly kind: RecordKind };

/** Returns the subject as rows and canonical bytes name it. */
export const subjectText = (subject: Subject): string =>
  subject.kind === 'findings'
    ? `findings:${subject.cityId}`
    : subject.kind === 'chapter'
      ? `chapter:${subject.slug}`
      : subject.kind;

export function parseSubject(text: string): Subject | undefined {
  if (isRecordKind(text)) return { kind: text };
  const [kind, name = '', ...rest] = text.split(':');
  if (rest.length > 0 || !isSlug(name)) return undefined;
  return kind === 'findings' ? { kind, cityId: name } : kind === 'chapter' ? { kind, slug: name } : undefined;
}

export const statementFormat = 'meridian.signature/1';

/**
 * Holds everything that a signature states. Its canonical text is stored with it; the SHA-256 of that text is
 * the digest of the signature and is recorded in the log.
 */
export interface Statement {
  readonly format: typeof statementFormat;
  /** Holds the slug of the study. */
  readonly study: string;
  readonly subject: string;
  /** Holds the id and number of the version. */
  readonly version: string;
  readonly number: number;
  /** Holds the SHA-256 of the version's bytes. */
  readonly sha256: string;
  readonly user: string;
  /** As it was at the time of signing. */
  readonly name: Bilingual;
  readonly side: string;
  readonly role: 'chair';
  readonly method: 'password';
  /** Holds the time of signing, ISO-8601 in UTC. */
  readonly at: string;
}

export const statementText = (statement: Statement): string => canonicalText(statement as unknown as Json);

/** Returns undefined for a text that is not a statement of this format in its canonical form. */
export function readStatement(text: string): Statement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const one = value as Record<string, unknown>;
  const texts = ['study', 'subject', 'version', 'sha256', 'user', 'side', 'at'].every(
    (key) => typeof one[key] === 'string'
  );
  const name = one['name'] as Record<string, unknown> | null;
  const isNamed =
    typeof name === 'object' && typeof name?.['en'] === 'string' && typeof name['zh'] === 'string';
  const isFixed =
    one['format'] === statementFormat &&
    hasDuty('sign-for-side', { role: one['role'] }) &&
    one['method'] === 'password' &&
    Number.isSafeInteger(one['number']);
  return texts && isNamed && isFixed && canonicalText(value as Json) === text
    ? (value as Statement)
    : undefined;
}

/** Holds one person's signature for one side, with only the fields that authorization needs. */
export interface Signed {
  readonly sideId: string;
  readonly userId: string;
}

export interface SigningFacts {
  /**
   * Is true when an approval is requested: in the state `approval`, or when a version is proposed and neither
   * signed by both sides nor sent back.
   */
  readonly isRequested: boolean;
  readonly sides: readonly string[];
  readonly userId: string;
  /** Lists the sides whose chair the person is now. */
  readonly chairOf: readonly string[];
  /** Names the version that was last put before the chairs. */
  readonly newest: { readonly id: string; readonly hash: string } | null;
  /** Holds the hash of the content that would be approved now. */
  readonly hashNow: string;
  /** Holds the valid signatures on the newest version. */
  readonly signatures: readonly Signed[];
  /** Counts the parts that are missing in a language, or whose translation is out of date. */
  readonly untranslated: number;
}

/**
 * Checks whether a chair's signature can be given now, for which side, and whether it is the last. Refusals:
 * `wrong-state`, `forbidden`, `stale` where the person has seen another version than the newest,
 * `chair-of-both-sides`, `already-signed`, `content-changed` where the version is no longer what would be
 * approved (then all signatures on it are void), and `translation-missing`.
 */
export function authorizeSignature(
  facts: SigningFacts,
  seen: { readonly versionId: string; readonly hash: string }
): Result<{ readonly sideId: string; readonly completes: boolean }> {
  const { newest, signatures, sides, userId } = facts;
  if (!facts.isRequested || !newest) return refuse('wrong-state');
  const chairOf = facts.chairOf.filter((side) => sides.includes(side));
  const [sideId] = chairOf;
  if (sideId === undefined) return refuse('forbidden');
  if (new Set(chairOf).size > 1) return refuse('chair-of-both-sides');
  if (seen.versionId !== newest.id || seen.hash !== newest.hash) return refuse('stale');
  if (signatures.some((one) => one.sideId === sideId)) return refuse('already-signed');
  // A user who has signed for one side may have become the chair of the other side since.
  if (signatures.some((one) => one.userId === userId)) return refuse('chair-of-both-sides');
  if (facts.hashNow !== newest.hash) return refuse('content-changed');
  if (facts.untranslated > 0) return refuse('translation-missing', { count: facts.untranslated });
  return ok({ sideId, completes: isComplete([...signatures, { sideId, userId }], sides) });
}

/** Checks that every side has signed, each by a different person. */
export const isComplete = (signatures: readonly Signed[], sides: readonly string[]): boolean =>
  sides.every((side) => signatures.some(({ sideId }) => sideId === side)) &&
  new Set(signatures.map(({ userId }) => userId)).size >= sides.length;

/** In the study's order. */
export const awaitedSides = (signatures: readonly Signed[], sides: readonly string[]): string[] =>
  sides.filter((side) => !signatures.some(({ sideId }) => sideId === side));

/** Holds the reason for signatures that became void without an action of a chair. */
export const changedReason: Bilingual = {
  en: 'What would be approved has changed since this version was put before the chairs.',
  zh: '自该版本提交主席批准以来，拟批准的内容已发生变化。'
};

/**
 * Counts the texts, anywhere in a record, that exist in one of the two languages only. A text that is missing
 * in both languages is no gap.
 */
export function countGaps(record: Json): number {
  if (record === null || typeof record !== 'object') return 0;
  const inner = Object.values(record).reduce<number>((sum, one: Json) => sum + countGaps(one), 0);
  if (Array.isArray(record)) return inner;
  const { en, zh } = record as { readonly [key: string]: Json };
  const isPair = typeof en === 'string' && typeof zh === 'string';
  return inner + (isPair && (en.trim() === '') !== (zh.trim() === '') ? 1 : 0);
}

/** Of four characters, to be read out over a telephone. */
export const inGroups = (hash: string): string => (hash.match(/.{1,4}/g) ?? []).join(' ');

/** Parses a hash that a user types or pastes; returns undefined for anything else. */
export function parseHash(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s:-]/g, '')
    .replace(/^sha256/i, '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain) ? plain : undefined;
}

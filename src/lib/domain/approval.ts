/**
 * Signatures of chairs: what one signs, when it may be given, and how far an approval has come. Two chairs, one of each side, sign the
 * same hash; docs/approvals.md tells how to verify it without us.
 */
import type { Bilingual } from './locale.ts';
import { ok, refuse, type Result } from './refusal.ts';
import { isSlug } from './ids.ts';
import { canonicalText, type Json } from './version.ts';

/** What can be approved. */
export type Subject =
  | { readonly kind: 'findings'; readonly cityId: string }
  | { readonly kind: 'chapter'; readonly slug: string }
  | { readonly kind: 'framework' }
  | { readonly kind: 'pilots' };

/** As rows and canonical bytes name it. */
export const subjectText = (subject: Subject): string =>
  subject.kind === 'findings'
    ? `findings:${subject.cityId}`
    : subject.kind === 'chapter'
      ? `chapter:${subject.slug}`
      : subject.kind;

export function parseSubject(text: string): Subject | undefined {
  if (text === 'framework' || text === 'pilots') return { kind: text };
  const [kind, name = '', ...rest] = text.split(':');
  if (rest.length > 0 || !isSlug(name)) return undefined;
  return kind === 'findings' ? { kind, cityId: name } : kind === 'chapter' ? { kind, slug: name } : undefined;
}

export const statementFormat = 'meridian.signature/1';

/** Everything that a signature says. Its canonical text is kept with it, its SHA-256 is the signature's digest and stands in the log. */
export interface Statement {
  readonly format: typeof statementFormat;
  /** Slug of the study. */
  readonly study: string;
  readonly subject: string;
  /** Id and number of the version. */
  readonly version: string;
  readonly number: number;
  /** Of the version's bytes. */
  readonly sha256: string;
  readonly user: string;
  /** As it stood then. */
  readonly name: Bilingual;
  readonly side: string;
  readonly role: 'chair';
  readonly method: 'password';
  /** ISO-8601 in UTC. */
  readonly at: string;
}

export const statementText = (statement: Statement): string => canonicalText(statement as unknown as Json);

/** Undefined for whatever is not a statement of this format in its canonical form. */
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
    one['role'] === 'chair' &&
    one['method'] === 'password' &&
    Number.isSafeInteger(one['number']);
  return texts && isNamed && isFixed && canonicalText(value as Json) === text
    ? (value as Statement)
    : undefined;
}

/** One person's signature for one side, as far as judgement asks. */
export interface Signed {
  readonly sideId: string;
  readonly userId: string;
}

export interface SigningFacts {
  /** Whether an approval is asked: in the state `approval`, or proposed and neither signed by both nor sent back. */
  readonly isRequested: boolean;
  readonly sides: readonly string[];
  readonly userId: string;
  /** The sides whose chair the person is now. */
  readonly chairOf: readonly string[];
  /** The version that was put before the chairs last. */
  readonly newest: { readonly id: string; readonly hash: string } | null;
  /** Of what would be approved now. */
  readonly hashNow: string;
  /** Signatures on the newest version that stand. */
  readonly signatures: readonly Signed[];
  /** Parts that are missing in a language, or whose translation is out of date. */
  readonly untranslated: number;
}

/**
 * Whether a chair's signature can be given now, for which side, and whether it is the last. Refusals: `wrong-state`, `forbidden`,
 * `stale` where the person has seen another version than the newest, `chair-of-both-sides`, `already-signed`, `content-changed` where the
 * version is no longer what would be approved (then all signatures on it are void), and `translation-missing`.
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
  // Whoever has signed for one side may by now be the chair of the other.
  if (signatures.some((one) => one.userId === userId)) return refuse('chair-of-both-sides');
  if (facts.hashNow !== newest.hash) return refuse('content-changed');
  if (facts.untranslated > 0) return refuse('translation-missing', { count: facts.untranslated });
  return ok({ sideId, completes: isComplete([...signatures, { sideId, userId }], sides) });
}

/** Every side has signed, each by somebody else. */
export const isComplete = (signatures: readonly Signed[], sides: readonly string[]): boolean =>
  sides.every((side) => signatures.some(({ sideId }) => sideId === side)) &&
  new Set(signatures.map(({ userId }) => userId)).size >= sides.length;

/** The sides that have not signed yet, in the study's order. */
export const awaitedSides = (signatures: readonly Signed[], sides: readonly string[]): string[] =>
  sides.filter((side) => !signatures.some(({ sideId }) => sideId === side));

/** Why signatures became void without a chair's word. */
export const changedReason: Bilingual = {
  en: 'What would be approved has changed since this version was put before the chairs.',
  zh: '自该版本提交主席批准以来，拟批准的内容已发生变化。'
};

/** Texts in both languages of which one is missing, anywhere in a record. What stands in neither language is no gap. */
export function countGaps(record: Json): number {
  if (record === null || typeof record !== 'object') return 0;
  const inner = Object.values(record).reduce<number>((sum, one: Json) => sum + countGaps(one), 0);
  if (Array.isArray(record)) return inner;
  const { en, zh } = record as { readonly [key: string]: Json };
  const isPair = typeof en === 'string' && typeof zh === 'string';
  return inner + (isPair && (en.trim() === '') !== (zh.trim() === '') ? 1 : 0);
}

/** A hash in groups of four, as it is read out over a telephone. */
export const inGroups = (hash: string): string => (hash.match(/.{1,4}/g) ?? []).join(' ');

/** A hash as somebody types or pastes it; undefined for what is none. */
export function parseHash(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s:-]/g, '')
    .replace(/^sha256/i, '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain) ? plain : undefined;
}

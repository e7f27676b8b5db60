/**
 * Defines threads of comments: who may read and write which, until when a comment can be recalled, and what
 * remains of a comment that was edited or withdrawn. `document/anchors` locates a thread in a text;
 * `mentions` finds the users whom a comment names.
 */
import type { Locale } from '#base/locale.ts';
import type { Role } from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { hasDuty } from '#base/role-duties.ts';
import type { DocumentKind } from '#base/states.ts';

/**
 * Lists the audiences from the narrowest on: the author's own circle first, the city and the experts together
 * last. `panel` holds what the assessors of a city and the chairs say to each other about its levels,
 * `hearing` what the city and they say about the levels that were released to it; neither is opened on a
 * text.
 */
export const audiences = ['experts', 'staff', 'shared', 'panel', 'hearing'] as const;
export type Audience = (typeof audiences)[number];

export const subjectsOfThreads = ['passage', 'question', 'record', 'score'] as const;
export type AboutThread = (typeof subjectsOfThreads)[number];

export const longestComment = 10_000;
export const longestQuote = 500;

/**
 * Stands for a chip in the text of a block that has no letters, and in the quote of a comment on it. Next to letters a
 * chip counts nothing: a comment is on the words.
 */
export const chipSign = '\uFFFC';
/**
 * Limits how long a comment can be recalled. A comment that the other side will see is held for that time.
 */
export const recallMilliseconds = 60_000;

interface Needs {
  readonly read: Ability;
  readonly write: Ability;
}

const needs: Readonly<Record<Audience, Needs>> = {
  experts: { read: 'comments.internal', write: 'comments.discuss' },
  staff: { read: 'comments.staff', write: 'comments.confer' },
  shared: { read: 'comments.shared', write: 'comments.address' },
  panel: { read: 'panel.scores', write: 'panel.discuss' },
  hearing: { read: 'levels.hear', write: 'levels.speak' }
};
const ofChapter: Needs = { read: 'chapter.comments', write: 'chapter.discuss' };

/**
 * Returns the abilities that a thread on such a document requires; undefined where there can be none for this
 * audience.
 */
export function needsOf(kind: DocumentKind, audience: Audience): Needs | undefined {
  if (kind === 'chapter') return audience === 'experts' ? ofChapter : undefined;
  // What is confidential is not discussed in threads, which others would read.
  if (kind === 'confidential') return undefined;
  // The city reads its response at all times, the findings only while they are frozen.
  if (audience === 'panel') return kind === 'findings' ? needs.panel : undefined;
  if (audience === 'hearing') return kind === 'response' ? needs.hearing : undefined;
  // Findings are internal to the experts until the consultation, and then the city responds with its own kind
  // of comment.
  return audience === 'shared' && kind !== 'response' ? undefined : needs[audience];
}

const mayAny =
  (side: keyof Needs) =>
  (kind: DocumentKind, audience: Audience, abilities: ReadonlySet<Ability>): boolean => {
    const needed = needsOf(kind, audience);
    return needed !== undefined && abilities.has(needed[side]);
  };
export const mayRead = mayAny('read');
/** Checks whether a person may open and reply to threads, edit their own comments, resolve and reopen. */
export const mayWrite = mayAny('write');

/** The narrowest first, which is the default. */
export const audiencesFor = (kind: DocumentKind, abilities: ReadonlySet<Ability>): Audience[] =>
  audiences.filter((audience) => isOnText(audience) && mayWrite(kind, audience, abilities));

export const audiencesForLevels = (kind: DocumentKind, abilities: ReadonlySet<Ability>): Audience[] =>
  audiences.filter((audience) => !isOnText(audience) && mayWrite(kind, audience, abilities));

/**
 * Checks whether a thread of this audience belongs to the text and the questions next to it, rather than to a
 * score.
 */
export const isOnText = (audience: Audience): boolean => audience !== 'panel' && audience !== 'hearing';

/**
 * Returns the ability that a reader needs to see a comment while it is held: that of the author's own circle.
 */
export const circleOf = (role: Role | (string & {})): Ability =>
  hasDuty('represent-city', { role }) ? 'comments.staff' : 'comments.internal';

/** Returns when a comment of this audience becomes visible to all of it; null where that is at once. */
export const heldUntil = (audience: Audience, at: string): string | null =>
  audience === 'shared' || audience === 'hearing'
    ? new Date(Date.parse(at) + recallMilliseconds).toISOString()
    : null;

/** Checks whether a reader can see the comment yet. */
export const isOutFor = (
  comment: { readonly heldUntil: string | null; readonly role: string },
  abilities: ReadonlySet<Ability>
): boolean => comment.heldUntil === null || abilities.has(circleOf(comment.role));

export interface CommentFacts {
  readonly userId: string;
  readonly at: string;
  readonly withdrawnAt: string | null;
}

/** By its author only, and only while it is not withdrawn. */
export function authorizeOwnComment(comment: CommentFacts, userId: string): Result<null> {
  if (comment.userId !== userId) return refuse('forbidden');
  return comment.withdrawnAt === null ? ok(null) : refuse('stale');
}

/** The refusal is `too-late` after one minute: then it can only be withdrawn, which leaves a trace. */
export function authorizeRecall(comment: CommentFacts, userId: string, now: string): Result<null> {
  const own = authorizeOwnComment(comment, userId);
  if (!own.ok) return own;
  return Date.parse(now) - Date.parse(comment.at) < recallMilliseconds ? ok(null) : refuse('too-late');
}

/** Refuses a reply to a resolved thread; it must be reopened first. */
export const validateReply = (thread: { readonly state: 'open' | 'resolved' }): Result<null> =>
  thread.state === 'open' ? ok(null) : refuse('thread-resolved');

/** Returns the text of a comment as it is stored, or refuses it. */
export function validateCommentBody(body: string): Result<string> {
  const normalized = body.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  if (normalized === '') return refuse('invalid', { field: 'body' });
  return Array.from(normalized).length > longestComment
    ? refuse('too-large', { field: 'body' })
    : ok(normalized);
}

/** Returns `otherwise` where its text gives no evidence, such as a number. */
export function languageOf(body: string, otherwise: Locale): Locale {
  const han = body.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = body.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  if (han === 0 && latin === 0) return otherwise;
  // A Chinese sentence may hold names in Latin script; an English one hardly holds more Chinese characters
  // than words.
  return han >= latin ? 'zh' : 'en';
}

export interface ThreadFilter {
  readonly mine?: boolean;
  readonly open?: boolean;
  readonly role?: string | null;
  readonly language?: Locale | null;
  readonly deleted?: boolean;
  readonly section?: string | null;
  /**
   * Limits the result to threads on a level, which are listed separately from those on the text and its
   * questions.
   */
  readonly onLevels?: boolean;
}

interface Filtered {
  readonly state: 'open' | 'resolved';
  readonly section: string | null;
  readonly language: Locale | null;
  readonly isGone: boolean;
  readonly comments: readonly { readonly userId: string; readonly role: string; readonly language: Locale }[];
}

/**
 * `mine`: the person has written in it. Role and language: someone in that role, or in that language, has
 * written in it; or the text is in that language.
 */
export const matches = (thread: Filtered, filter: ThreadFilter, userId: string): boolean =>
  (!filter.mine || thread.comments.some((comment) => comment.userId === userId)) &&
  (!filter.open || thread.state === 'open') &&
  (!filter.role || thread.comments.some((comment) => comment.role === filter.role)) &&
  (!filter.language ||
    thread.language === filter.language ||
    thread.comments.some((comment) => comment.language === filter.language)) &&
  (!filter.deleted || thread.isGone) &&
  (!filter.section || thread.section === filter.section);

interface OrderKey {
  readonly section: string | null;
  readonly about: AboutThread;
  readonly language: Locale | null;
  readonly isGone: boolean;
  /** Gives the index of the block in the passage, and the position in the passage. */
  readonly foundAnchor: { readonly row: number; readonly at: number } | null;
}

/**
 * Returns a comparator for reading order: section by section; in each, threads on questions and records
 * first, then those along the text, then those whose text is gone.
 */
export function inTextOrder(sections: readonly string[]): (a: OrderKey, b: OrderKey) => number {
  const rank = (thread: OrderKey): readonly number[] => [
    thread.section === null ? -1 : sections.indexOf(thread.section),
    thread.isGone ? 1 : 0,
    thread.about === 'passage' ? 1 : 0,
    thread.foundAnchor?.row ?? -1,
    thread.language === 'zh' ? 1 : 0,
    thread.foundAnchor?.at ?? -1
  ];
  return (a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    // The sort is stable, so the rest keep their order: the oldest first.
    return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  };
}

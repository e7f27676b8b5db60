/**
 * Threads of comments: who may read and write which, until when a comment can be called back, and what is found of it when it
 * was changed or withdrawn. Where a thread stands in a text is `document/anchors`; whom a comment names is `mentions`.
 */
import type { Locale } from './locale.ts';
import type { Ability, Role } from './permissions.ts';
import { ok, refuse, type Result } from './refusal.ts';
import type { DocumentKind } from './workflow.ts';

/**
 * From the narrowest on: one's own circle first, the city and the experts together last. `panel` is what the assessors of a city and the chairs
 * say to each other about its levels, `hearing` what the city and they say about those that were released to it; neither is opened on a text.
 */
export const audiences = ['experts', 'staff', 'shared', 'panel', 'hearing'] as const;
export type Audience = (typeof audiences)[number];

export const subjectsOfThreads = ['passage', 'question', 'record', 'score'] as const;
export type AboutThread = (typeof subjectsOfThreads)[number];

export const longestComment = 10_000;
export const longestQuote = 500;
/** How long a comment can be called back. One that the other side will see is held so long. */
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

/** The abilities that a thread on such a document asks for; undefined where there can be none for this audience. */
export function needsOf(kind: DocumentKind, audience: Audience): Needs | undefined {
  if (kind === 'chapter') return audience === 'experts' ? ofChapter : undefined;
  // The city reads its response at all times, the findings only while they are frozen.
  if (audience === 'panel') return kind === 'findings' ? needs.panel : undefined;
  if (audience === 'hearing') return kind === 'response' ? needs.hearing : undefined;
  // Findings are the experts' own until they are consulted on, and then the city answers by comments of its own kind.
  return audience === 'shared' && kind !== 'response' ? undefined : needs[audience];
}

const mayAny =
  (side: keyof Needs) =>
  (kind: DocumentKind, audience: Audience, abilities: ReadonlySet<Ability>): boolean => {
    const needed = needsOf(kind, audience);
    return needed !== undefined && abilities.has(needed[side]);
  };
export const mayRead = mayAny('read');
/** Opens, replies, edits what is one's own, resolves and reopens. */
export const mayWrite = mayAny('write');

/** Whom a person may address on a document, the narrowest first: that is what is chosen where nothing is said. */
export const audiencesFor = (kind: DocumentKind, abilities: ReadonlySet<Ability>): Audience[] =>
  audiences.filter((audience) => isOnText(audience) && mayWrite(kind, audience, abilities));

/** The same for what is said of its levels. */
export const audiencesForLevels = (kind: DocumentKind, abilities: ReadonlySet<Ability>): Audience[] =>
  audiences.filter((audience) => !isOnText(audience) && mayWrite(kind, audience, abilities));

/** Whether a thread of this audience stands on the text and what is asked beside it, rather than on a score. */
export const isOnText = (audience: Audience): boolean => audience !== 'panel' && audience !== 'hearing';

/** Those who read a comment while it is held: they who sit on its author's side of the table. */
export const circleOf = (role: Role | (string & {})): Ability =>
  role === 'city' ? 'comments.staff' : 'comments.internal';

/** When a comment of this audience goes out; null where it is out at once. */
export const heldUntil = (audience: Audience, at: string): string | null =>
  audience === 'shared' || audience === 'hearing'
    ? new Date(Date.parse(at) + recallMilliseconds).toISOString()
    : null;

/** Whether a reader has the comment yet. */
export const isOutFor = (
  comment: { readonly heldUntil: string | null; readonly role: string },
  abilities: ReadonlySet<Ability>
): boolean => comment.heldUntil === null || abilities.has(circleOf(comment.role));

export interface CommentFacts {
  readonly userId: string;
  readonly at: string;
  readonly withdrawnAt: string | null;
}

/** Only one's own, and while it stands. */
export function authorizeOwnComment(comment: CommentFacts, userId: string): Result<null> {
  if (comment.userId !== userId) return refuse('forbidden');
  return comment.withdrawnAt === null ? ok(null) : refuse('stale');
}

/** `too-late` once the minute is over: then it can be withdrawn, which leaves a trace. */
export function authorizeRecall(comment: CommentFacts, userId: string, now: string): Result<null> {
  const own = authorizeOwnComment(comment, userId);
  if (!own.ok) return own;
  return Date.parse(now) - Date.parse(comment.at) < recallMilliseconds ? ok(null) : refuse('too-late');
}

/** Nothing is added to what is resolved; it is reopened first. */
export const validateReply = (thread: { readonly state: 'open' | 'resolved' }): Result<null> =>
  thread.state === 'open' ? ok(null) : refuse('thread-resolved');

/** The words of a comment as they are kept, or why they are none. */
export function validateCommentBody(body: string): Result<string> {
  const normalized = body.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  if (normalized === '') return refuse('invalid', { field: 'body' });
  return Array.from(normalized).length > longestComment
    ? refuse('too-large', { field: 'body' })
    : ok(normalized);
}

/** The language that a comment is written in; `otherwise` where its words tell nothing, such as a number. */
export function languageOf(body: string, otherwise: Locale): Locale {
  const han = body.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = body.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  if (han === 0 && latin === 0) return otherwise;
  // A Chinese sentence may hold names in Latin letters; an English one hardly holds more Chinese than words.
  return han >= latin ? 'zh' : 'en';
}

export interface ThreadFilter {
  readonly mine?: boolean;
  readonly open?: boolean;
  readonly role?: string | null;
  readonly language?: Locale | null;
  readonly deleted?: boolean;
  readonly section?: string | null;
  /** Those on a level, which stand apart from those on the text and what is asked beside it. */
  readonly onLevels?: boolean;
}

interface Filtered {
  readonly state: 'open' | 'resolved';
  readonly section: string | null;
  readonly language: Locale | null;
  readonly isGone: boolean;
  readonly comments: readonly { readonly userId: string; readonly role: string; readonly language: Locale }[];
}

/** `mine`: the person has written in it. By role and language: somebody in that role, or in that language, has; or the text is in it. */
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
  /** The block among the passage's blocks, and the place in the passage. */
  readonly foundAnchor: { readonly row: number; readonly at: number } | null;
}

/** As one reads: section after section; its questions and records first, then along the text, then what is on no words any more. */
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
    // A stable sort keeps the order of the rest: the oldest first.
    return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  };
}

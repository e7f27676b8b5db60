/**
 * Defines what a city, and others, say about one frozen version of the city's findings, how each comment is
 * disposed of, and what the city answers. Silence at the deadline is recorded as no comment; it is never
 * consent.
 */
import { gapsOf, locales, type Bilingual, type Locale } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const stances = ['accept', 'comment', 'propose'] as const;
export type Stance = (typeof stances)[number];

/** The kinds separate a factual correction from a difference of opinion. */
export const commentKinds = ['fact', 'judgement', 'confidentiality', 'wording'] as const;
export type CommentKind = (typeof commentKinds)[number];

/**
 * `city` is what its senior representative submits here; `paper` is also the city's, but came by other means.
 * A `reader` is a person outside the study to whom the draft was given (`reading`), and whose comments come
 * through their own link.
 */
export const origins = ['city', 'paper', 'event', 'chamber', 'outside', 'reader'] as const;
export type Origin = (typeof origins)[number];
export const recordedOrigins = ['paper', 'event', 'chamber', 'outside'] as const satisfies readonly Origin[];
export type RecordedOrigin = (typeof recordedOrigins)[number];

export const dispositions = ['accepted', 'partly', 'rejected', 'noted'] as const;
export type Disposition = (typeof dispositions)[number];

export const answers = ['acknowledged', 'contested'] as const;
export type Answer = (typeof answers)[number];

export const outcomes = ['submitted', 'no-comment', 'called-off'] as const;
export type Outcome = (typeof outcomes)[number];

export const longest = {
  body: 10_000,
  proposal: 10_000,
  quote: 600,
  reason: 5_000,
  answer: 5_000,
  origin: 300
} as const;

/** Limits the drafts of a round, and the comments that are entered at once. */
export const most = { drafts: 500, rows: 200 } as const;

export interface CommentText {
  readonly stance: Stance;
  /** Null where the location is accepted as it is. */
  readonly kind: CommentKind | null;
  readonly language: Locale;
  readonly body: string;
  /** Holds the text that should replace the quoted one; only with `propose`. */
  readonly proposal: string;
}

/** Returns the comment as it is stored, or names the field at fault. */
export function validateCommentText(text: CommentText): Result<CommentText> {
  const { stance, kind } = text;
  const body = text.body.trim();
  const proposal = text.proposal.trim();
  if (!stances.includes(stance)) return refuse('invalid', { field: 'stance' });
  if (!locales.includes(text.language)) return refuse('invalid', { field: 'language' });
  if (body.length > longest.body) return refuse('too-large', { field: 'body' });
  if (proposal.length > longest.proposal) return refuse('too-large', { field: 'proposal' });
  if (stance === 'accept') return ok({ stance, kind: null, language: text.language, body, proposal: '' });
  if (kind === null || !commentKinds.includes(kind)) return refuse('invalid', { field: 'kind' });
  if (stance === 'comment' && body === '') return refuse('invalid', { field: 'body' });
  if (stance === 'propose' && proposal === '') return refuse('invalid', { field: 'proposal' });
  return ok({ stance, kind, language: text.language, body, proposal: stance === 'propose' ? proposal : '' });
}

/** Checks whether a comment corrects a fact, so that the city may be asked to correct its answer as well. */
export const isCorrection = ({ stance, kind }: Pick<CommentText, 'stance' | 'kind'>): boolean =>
  stance !== 'accept' && kind === 'fact';

/** Detects which of the two languages a text is written in: Chinese as soon as a good part of it is Han. */
export function languageOfText(text: string): Locale {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han * 4 > text.length ? 'zh' : 'en';
}

export interface SeenDraft {
  readonly id: string;
  readonly version: number;
}

export interface RoundFacts {
  readonly deadline: string;
  readonly submittedAt: string | null;
  readonly closedAt: string | null;
  readonly outcome: Outcome | null;
}

/**
 * Checks whether the city can still write; the refusal says what has happened instead. `now` is ISO-8601 in
 * UTC.
 */
export function checkRoundOpen(round: RoundFacts | null, now: string): Result<null> {
  if (round === null) return refuse('wrong-state');
  if (round.submittedAt !== null) return refuse('already-submitted');
  if (round.outcome === 'no-comment') return refuse('deadline-passed');
  if (round.closedAt !== null) return refuse('wrong-state');
  return round.deadline <= now ? refuse('deadline-passed') : ok(null);
}

/**
 * Checks that the submission holds exactly the drafts that the person saw: a draft that was added, removed or
 * changed meanwhile must be looked at first.
 */
export function validateSubmission(
  round: RoundFacts | null,
  drafts: readonly SeenDraft[],
  seen: readonly SeenDraft[],
  now: string
): Result<null> {
  const open = checkRoundOpen(round, now);
  if (!open.ok) return open;
  const versions = new Map(seen.map(({ id, version }) => [id, version]));
  const isSeen =
    versions.size === drafts.length && drafts.every(({ id, version }) => versions.get(id) === version);
  return isSeen ? ok(null) : refuse('stale');
}

/**
 * Locates a change that was made: a block that reads differently now, or is deleted, and its present text.
 */
export interface Change {
  readonly section: string;
  readonly blockId: string;
  readonly quote: string;
}

export interface DispositionInput {
  readonly disposition: Disposition;
  readonly reason: Bilingual;
  /** `none` states that nothing in the text had to change; null states nothing. */
  readonly change: Change | 'none' | null;
}

/** Checks whether a disposition must name a change, or state that there is none. */
export const namesChange = (disposition: Disposition): boolean =>
  disposition === 'accepted' || disposition === 'partly';

export function validateDisposition(
  comment: { readonly stance: Stance },
  input: DispositionInput
): Result<DispositionInput> {
  if (comment.stance === 'accept') return refuse('wrong-state');
  if (!dispositions.includes(input.disposition)) return refuse('invalid', { field: 'disposition' });
  const reason = { en: input.reason.en.trim(), zh: input.reason.zh.trim() };
  const gaps = gapsOf(reason);
  if (gaps.length === 2) return refuse('reason-required', { field: 'reason' });
  if (gaps.length === 1) return refuse('both-languages-required', { field: 'reason' });
  if (locales.some((language) => reason[language].length > longest.reason))
    return refuse('too-large', { field: 'reason' });
  if (!namesChange(input.disposition)) return ok({ ...input, reason, change: null });
  return input.change === null ? refuse('invalid', { field: 'change' }) : ok({ ...input, reason });
}

export interface Decided {
  readonly stance: Stance;
  readonly origin: Origin;
  readonly disposition: Disposition | null;
  readonly answer: Answer | null;
}

export const isUndecided = ({ stance, disposition }: Pick<Decided, 'stance' | 'disposition'>): boolean =>
  stance !== 'accept' && disposition === null;

/** Checks whether a comment is the city's own, by whichever means it came; the city answers for those. */
export const isCitys = ({ origin }: Pick<Decided, 'origin'>): boolean =>
  origin === 'city' || origin === 'paper';

export const awaitsAnswer = (comment: Decided): boolean =>
  isCitys(comment) && comment.disposition !== null && comment.answer === null;

export function validateAnswer(
  comment: Decided,
  answer: Answer,
  typed: string
): Result<{ readonly answer: Answer; readonly text: string }> {
  if (!isCitys(comment) || comment.disposition === null) return refuse('wrong-state');
  if (!answers.includes(answer)) return refuse('invalid', { field: 'answer' });
  const text = typed.trim();
  if (text.length > longest.answer) return refuse('too-large', { field: 'text' });
  if (answer === 'contested' && text === '') return refuse('reason-required', { field: 'text' });
  return ok({ answer, text });
}

/** A statement of the city is printed only for a comment that stays in dispute. */
export const validateStatement = (comment: Decided, isStatement: boolean): Result<null> =>
  !isStatement || comment.answer === 'contested' ? ok(null) : refuse('wrong-state');

/** Describes the origin of a comment that did not come through the city's own submission. */
export interface OriginFacts {
  readonly origin: RecordedOrigin;
  readonly name: string;
  readonly sideId: string | null;
  /** Holds the date, as exact as it is known. */
  readonly on: string | null;
  readonly meetingId: string | null;
}

/** `known` holds the study's sides and, where one is named, its meetings. */
export function validateOrigin(
  facts: OriginFacts,
  known: {
    readonly sides: readonly { readonly id: string }[];
    readonly meetings: readonly { readonly id: string; readonly title: Bilingual }[];
  }
): Result<OriginFacts> {
  if (!recordedOrigins.includes(facts.origin)) return refuse('invalid', { field: 'origin' });
  const meeting =
    facts.meetingId === null ? undefined : known.meetings.find(({ id }) => id === facts.meetingId);
  if (facts.meetingId !== null && !meeting) return refuse('invalid', { field: 'meetingId' });
  const name = facts.name.trim() || (meeting ? meeting.title.en.trim() || meeting.title.zh.trim() : '');
  if (name === '') return refuse('invalid', { field: 'originName' });
  if (name.length > longest.origin) return refuse('too-large', { field: 'originName' });
  if (facts.sideId !== null && !known.sides.some(({ id }) => id === facts.sideId))
    return refuse('invalid', { field: 'originSide' });
  // An author from outside the study is named with the side and the date.
  if (facts.sideId === null && facts.origin !== 'event')
    return refuse('side-required', { field: 'originSide' });
  if (facts.on !== null && !isPartialDate(facts.on)) return refuse('invalid', { field: 'originOn' });
  return ok({ ...facts, name });
}

export interface PastedRow {
  readonly section: string | null;
  readonly text: string;
}

/**
 * Splits pasted text into comments: one per line, or the rows of a table. Where the first cell of a row is
 * the number or id of a section, the comment is about that section; all other cells are its text.
 */
export function rowsOfPaste(
  text: string,
  sections: readonly { readonly id: string; readonly number: number }[]
): PastedRow[] {
  return text.split(/\r\n|\r|\n/).flatMap((line): PastedRow[] => {
    const cells = line.split('\t').map((cell) => cell.trim());
    const [first = '', ...rest] = cells;
    const section =
      rest.length > 0
        ? sections.find(({ id, number }) => id === first || String(number) === first.replace(/[.．、]$/, ''))
        : undefined;
    const text = (section ? rest : cells).filter((cell) => cell !== '').join(' ');
    return text === '' ? [] : [{ section: section?.id ?? null, text }];
  });
}

/** `not-opened` before the first. */
export const roundStatuses = ['not-opened', 'running', 'submitted', 'no-comment', 'called-off'] as const;
export type RoundStatus = (typeof roundStatuses)[number];

/** A round whose deadline has passed counts as closed, even if the scheduled job has not closed it yet. */
export function statusOf(round: RoundFacts | null, now: string): RoundStatus {
  if (round === null) return 'not-opened';
  if (round.outcome !== null) return round.outcome;
  if (round.submittedAt !== null) return 'submitted';
  return round.deadline <= now ? 'no-comment' : 'running';
}

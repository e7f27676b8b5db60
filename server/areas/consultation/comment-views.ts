/** Shows rounds of a consultation, and the drafts and comments of a city, as a person may see them. */
import {
  languageOfText,
  statusOf,
  type Answer,
  type CommentText,
  type Disposition,
  type Origin,
  type Outcome,
  type RoundStatus
} from '#rules/consultation/consultation.ts';
import type { CommentLocation } from '#rules/consultation/comment-location.ts';
import { withGoalTexts, type Goal } from '#rules/pairs/goal.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Versioned } from './store/city-comments.ts';
import type { CityCommentRow, ConsultationRow } from './store/consultations.ts';

export interface Round {
  readonly id: string;
  readonly round: number;
  readonly status: RoundStatus;
  readonly openedAt: string;
  readonly deadline: string;
  readonly deadlineZone: string;
  readonly submittedAt: string | null;
  readonly closedAt: string | null;
  readonly outcome: Outcome | null;
}

/** Describes a location with the language of its text; null where it is more than a paragraph. */
export interface CommentLocationRead extends CommentLocation {
  readonly quoteLanguage: Locale | null;
}

export interface Draft extends Versioned, CommentLocationRead, CommentText {
  readonly round: number;
  readonly author: Bilingual | null;
  readonly at: string;
}

export interface CityComment extends Versioned, CommentLocationRead, CommentText {
  readonly round: number;
  readonly number: number;
  readonly submittedAt: string;
  readonly origin: Origin;
  readonly originName: string;
  readonly originSide: string | null;
  readonly originOn: string | null;
  /** For those who read the minutes of meetings. */
  readonly meeting: { readonly id: string; readonly title: Bilingual } | null;
  /**
   * Names who wrote it in the city, for its own people, or who entered it on behalf of others, for all; null
   * for a comment of an external reader.
   */
  readonly author: Bilingual | null;
  readonly decision: {
    readonly disposition: Disposition;
    readonly reason: Bilingual;
    /**
     * Holds the change that was made; null where nothing in the text had to change. The quote is empty where
     * the block is gone.
     */
    readonly change: {
      readonly section: string;
      readonly blockId: string;
      readonly quote: string;
      readonly quoteLanguage: Locale;
    } | null;
    readonly by: Bilingual | null;
    readonly at: string;
  } | null;
  readonly answer: {
    readonly answer: Answer;
    readonly text: string;
    readonly by: Bilingual | null;
    readonly at: string;
  } | null;
  /** Holds what the city said to an earlier decision, for its own people to begin their next answer with. */
  readonly earlierAnswer: string;
  readonly isStatement: boolean;
}

export const roundFrom = (row: ConsultationRow, now: string): Round => ({
  id: row.id,
  round: row.round,
  status: statusOf(row, now),
  openedAt: row.openedAt,
  deadline: row.deadline,
  deadlineZone: row.deadlineZone,
  submittedAt: row.submittedAt,
  closedAt: row.closedAt,
  outcome: row.outcome
});

type Names = ReadonlyMap<string, Bilingual>;

const roundOf = (row: CityCommentRow, rounds: readonly ConsultationRow[]): number =>
  rounds.find(({ id }) => id === row.consultationId)?.round ?? 0;

const commentPartsOf = (row: CityCommentRow): Versioned & CommentLocationRead & CommentText => ({
  id: row.id,
  version: row.version,
  section: row.section,
  blockId: row.blockId,
  quote: row.quote,
  quoteLanguage: row.blockId === null ? null : languageOfText(row.quote),
  stance: row.stance,
  kind: row.kind,
  language: row.language ?? 'en',
  body: row.body,
  proposal: row.proposal
});

export const draftFrom = (row: CityCommentRow, rounds: readonly ConsultationRow[], names: Names): Draft => ({
  ...commentPartsOf(row),
  round: roundOf(row, rounds),
  author: names.get(row.userId) ?? null,
  at: row.at
});

interface ViewContext {
  readonly names: Names;
  readonly meetings: readonly { readonly id: string; readonly title: Bilingual }[];
  readonly isOfCity: boolean;
  /** Of all versions of the framework, the newest first. */
  readonly goals: readonly Goal[];
}

/**
 * Returns quoted text as it is shown and exported: the passage may have been tagged with a goal, of which the
 * quote holds only the id.
 */
const quoted = (quote: string, goals: readonly Goal[]): string =>
  withGoalTexts(quote, goals, languageOfText(quote));

export function commentFrom(
  row: CityCommentRow,
  rounds: readonly ConsultationRow[],
  { names, meetings, isOfCity, goals }: ViewContext
): CityComment {
  const meeting = meetings.find(({ id }) => id === row.meetingId);
  const { answer } = row;
  return {
    ...commentPartsOf(row),
    quote: quoted(row.quote, goals),
    round: roundOf(row, rounds),
    number: row.number,
    submittedAt: row.submittedAt ?? row.at,
    origin: row.origin,
    originName: row.originName,
    originSide: row.originSide,
    originOn: row.originOn,
    meeting: meeting ? { id: meeting.id, title: meeting.title } : null,
    author:
      row.origin !== 'reader' && (isOfCity || row.origin !== 'city') ? (names.get(row.userId) ?? null) : null,
    decision:
      row.disposition === null
        ? null
        : {
            disposition: row.disposition,
            reason: { en: row.reasonEn, zh: row.reasonZh },
            change:
              row.changeSection === null || row.changeBlockId === null
                ? null
                : {
                    section: row.changeSection,
                    blockId: row.changeBlockId,
                    quote: quoted(row.changeQuote, goals),
                    quoteLanguage: languageOfText(row.changeQuote)
                  },
            by: names.get(row.decidedBy ?? '') ?? null,
            at: row.decidedAt ?? ''
          },
    answer:
      answer === null
        ? null
        : {
            answer,
            text: row.answerText,
            by: names.get(row.answeredBy ?? '') ?? null,
            at: row.answeredAt ?? ''
          },
    earlierAnswer: answer === null && isOfCity ? row.answerText : '',
    isStatement: row.isStatement === 1
  };
}

/** Defines the tables of consultation. */
import { z } from 'zod';
import {
  partialDateOrNull,
  count,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores one round in which a city reads one frozen version of its findings. */
export const consultation = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    cityId: text,
    documentId: text,
    versionId: text,
    round: count,
    openedAt: time,
    deadline: time,
    /** Names the zone in which the deadline was set, such as `Europe/Brussels`. */
    deadlineZone: text,
    /** Holds the time when the city's comments were submitted, once, by its senior representative. */
    submittedAt: timeOrNull,
    submittedBy: textOrNull,
    closedAt: timeOrNull,
    /** `no-comment` is silence at the deadline; it is not consent. */
    outcome: z.enum(['submitted', 'no-comment', 'called-off']).nullable(),
    version: count
  }
);

export const cityComment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    consultationId: text,
    cityId: text,
    /**
     * Numbers the comments within the consultation, in the order of submission: 1, 2, 3 …; 0 while it is a
     * draft.
     */
    number: count,
    section: textOrNull,
    language: language.nullable(),
    blockId: textOrNull,
    quote: text,
    stance: z.enum(['accept', 'comment', 'propose']),
    /** Names the kind; null for a paragraph that is accepted. */
    kind: z.enum(['fact', 'judgement', 'confidentiality', 'wording']).nullable(),
    body: text,
    /** Holds the text that the city proposes instead. */
    proposal: text,
    /** Says where the comment came from; `city` is the city's own submission in the application. */
    origin: z.enum(['city', 'paper', 'event', 'chamber', 'outside', 'reader']),
    originName: text,
    originSide: textOrNull,
    originOn: partialDateOrNull,
    meetingId: textOrNull,
    /** Names who wrote or entered it; for a `reader`, who gave the draft to them. */
    userId: text,
    at: time,
    /** Holds the time of submission; null while only the city's staff see it. */
    submittedAt: timeOrNull,
    disposition: z.enum(['accepted', 'partly', 'rejected', 'noted']).nullable(),
    reasonEn: text,
    reasonZh: text,
    /** Locates the change that was made for the comment. */
    changeSection: textOrNull,
    changeBlockId: textOrNull,
    changeQuote: text,
    decidedBy: textOrNull,
    decidedAt: timeOrNull,
    answer: z.enum(['acknowledged', 'contested']).nullable(),
    answerText: text,
    answeredBy: textOrNull,
    answeredAt: timeOrNull,
    /** Says that it stays in dispute and is printed as the city's statement. */
    isStatement: truth,
    version: count
  }
);

/**
 * Stores a reading: a frozen version of a city's findings, given to a person outside the study to comment on.
 */
export const reading = table(
  { key: ['id'], copies: 'backup' },
  {
    id: text,
    studyId: text,
    cityId: text,
    consultationId: text,
    versionId: text,
    name: text,
    organisation: text,
    /** Names the reader's side; null for a person of neither side. */
    sideId: textOrNull,
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: text,
    deadline: time,
    /** Names the zone in which the deadline was set, such as `Europe/Brussels`. */
    deadlineZone: text,
    userId: text,
    at: time,
    revokedAt: timeOrNull,
    revokedBy: textOrNull
  }
);

/** Stores through which link a comment came. */
export const readingComment = table(
  { key: ['commentId'], copies: 'backup' },
  {
    commentId: text,
    studyId: text,
    readingId: text
  }
);

export type ConsultationTable = ColumnsOf<typeof consultation>;
export type CityCommentTable = ColumnsOf<typeof cityComment>;
export type ExternalReviewTable = ColumnsOf<typeof reading>;

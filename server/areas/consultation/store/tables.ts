import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores one round in which a city reads one frozen version of its findings. */
export const consultation = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    documentId: column.text,
    versionId: column.text,
    round: column.count,
    openedAt: column.time,
    deadline: column.time,
    /** Such as `Europe/Brussels`. */
    deadlineZone: column.text,
    /** Holds the time when the city's comments were submitted, once, by its senior representative. */
    submittedAt: column.timeOrNull,
    submittedBy: column.textOrNull,
    closedAt: column.timeOrNull,
    /** `no-comment` is silence at the deadline; it is not consent. */
    outcome: z.enum(['submitted', 'no-comment', 'called-off']).nullable(),
    version: column.count
  }
);

export const cityComment = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    consultationId: column.text,
    cityId: column.text,
    /**
     * Numbers the comments within the consultation, in the order of submission: 1, 2, 3 …; 0 while it is a
     * draft.
     */
    number: column.count,
    section: column.textOrNull,
    language: column.language.nullable(),
    blockId: column.textOrNull,
    quote: column.text,
    stance: z.enum(['accept', 'comment', 'propose']),
    /** Null for a paragraph that is accepted. */
    kind: z.enum(['fact', 'judgement', 'confidentiality', 'wording']).nullable(),
    body: column.text,
    /** Holds the text that the city proposes instead. */
    proposal: column.text,
    /** `city` is the city's own submission in the application. */
    origin: z.enum(['city', 'paper', 'event', 'chamber', 'outside', 'reader']),
    originName: column.text,
    originSide: column.textOrNull,
    originOn: column.partialDateOrNull,
    meetingId: column.textOrNull,
    /** Names who wrote or entered it; for a `reader`, who gave the draft to them. */
    userId: column.text,
    at: column.time,
    /** Null while only the city's staff see it. */
    submittedAt: column.timeOrNull,
    disposition: z.enum(['accepted', 'partly', 'rejected', 'noted']).nullable(),
    reasonEn: column.text,
    reasonZh: column.text,
    /** Locates the change that was made for the comment. */
    changeSection: column.textOrNull,
    changeBlockId: column.textOrNull,
    changeQuote: column.text,
    decidedBy: column.textOrNull,
    decidedAt: column.timeOrNull,
    answer: z.enum(['acknowledged', 'contested']).nullable(),
    answerText: column.text,
    answeredBy: column.textOrNull,
    answeredAt: column.timeOrNull,
    /** Says that it stays in dispute and is printed as the city's statement. */
    isStatement: column.truth,
    version: column.count
  }
);

/**
 * Stores a reading: a frozen version of a city's findings, given to a person outside the study to comment on.
 */
export const reading = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    studyId: column.text,
    cityId: column.text,
    consultationId: column.text,
    versionId: column.text,
    name: column.text,
    organisation: column.text,
    /** Null for a person of neither side. */
    sideId: column.textOrNull,
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: column.text,
    deadline: column.time,
    /** Such as `Europe/Brussels`. */
    deadlineZone: column.text,
    userId: column.text,
    at: column.time,
    revokedAt: column.timeOrNull,
    revokedBy: column.textOrNull
  }
);

/** Stores through which link a comment came. */
export const readingComment = table(
  { key: ['commentId'], copies: 'backup' },
  {
    commentId: column.text,
    studyId: column.text,
    readingId: column.text
  }
);

export type ConsultationTable = ColumnsOf<typeof consultation>;
export type CityCommentTable = ColumnsOf<typeof cityComment>;
export type ExternalReviewTable = ColumnsOf<typeof reading>;

/** Defines the tables of suggestions. */
import { z } from 'zod';
import { suggestionKinds, suggestionStates } from '#rules/suggestions/suggestion.ts';
import {
  count,
  json,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores a change of prose that a person proposes; `suggestions/rules/suggestion` describes its columns. */
export const suggestion = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    documentId: text,
    section: text,
    language,
    kind: z.enum(suggestionKinds),
    blockId: textOrNull,
    anchorFrom: text,
    anchorTo: text,
    quote: text,
    /** Holds the letters that it deletes, and the runs that it inserts. */
    deleted: json,
    content: json,
    target: textOrNull,
    state: z.enum(suggestionStates),
    userId: text,
    role: text,
    sideId: textOrNull,
    at: time,
    /** Names the writer who is about to accept it, and since when; what stays of one who never did is a trace. */
    claimedBy: textOrNull,
    claimedAt: timeOrNull,
    decidedBy: textOrNull,
    decidedAt: timeOrNull,
    version: count
  }
);

export type SuggestionTable = ColumnsOf<typeof suggestion>;

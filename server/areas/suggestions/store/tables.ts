import { z } from 'zod';
import { suggestionKinds, suggestionStates } from '#rules/suggestions/suggestion.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores a change of prose that a person proposes; `suggestions/rules/suggestion` describes its columns. */
export const suggestion = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    documentId: column.text,
    section: column.text,
    language: column.language,
    kind: z.enum(suggestionKinds),
    blockId: column.textOrNull,
    anchorFrom: column.text,
    anchorTo: column.text,
    quote: column.text,
    /** Holds the letters that it deletes, and the runs that it inserts. */
    deleted: column.json,
    content: column.json,
    target: column.textOrNull,
    state: z.enum(suggestionStates),
    userId: column.text,
    role: column.text,
    sideId: column.textOrNull,
    at: column.time,
    /** Names the writer who is about to accept it, and since when; what stays of one who never did is a trace. */
    claimedBy: column.textOrNull,
    claimedAt: column.timeOrNull,
    decidedBy: column.textOrNull,
    decidedAt: column.timeOrNull,
    version: column.count
  }
);

export type SuggestionTable = ColumnsOf<typeof suggestion>;

import { z } from 'zod';
import { textModels } from '#rules/documents/text-models.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

export const document = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    kind: z.enum(['response', 'confidential', 'findings', 'chapter']),
    cityId: column.textOrNull,
    /** Chapters only. */
    slug: column.textOrNull,
    position: column.count,
    titleEn: column.textOrNull,
    titleZh: column.textOrNull,
    /** Chapters only, null for a removed one; an assessment's documents follow the assessment's state. */
    state: z.enum(['drafting', 'review', 'approval', 'approved']).nullable(),
    /** Holds the current generation: the one that the API names. */
    generation: column.count,
    /** Chapters only, as the state. */
    stateSince: generated(column.timeOrNull),
    deadline: generated(column.timeOrNull),
    deadlineZone: generated(column.textOrNull),
    version: generated(column.count)
  }
);

/** Stores one run of a document between an opening and a freeze. */
export const generation = table(
  { key: ['documentId', 'n'], copies: 'document-archive' },
  {
    documentId: column.text,
    n: column.count.positive(),
    openedAt: column.time,
    endedAt: column.timeOrNull,
    /**
     * Holds the number that was given last, on PostgreSQL, where several nodes append. SQLite leaves it at 0:
     * its one writer finds the number in the log's own key, and another row in each commit would double the
     * pages that a single keystroke writes.
     */
    lastSeq: generated(column.count),
    textModel: z.enum(textModels).default('tree')
  }
);

export type DocumentTable = ColumnsOf<typeof document>;

import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores the first result of a submission of a form, for a day (commands/submissions.ts). */
export const submission = table(
  { key: ['id'], copies: 'none' },
  {
    /** Holds a hash of the person, the action, its subject, the key of the form and the input. */
    id: column.text,
    /** Holds a hash of the person's roles at that time. */
    rights: column.text,
    /** Holds ids; null where the result is not stored, and cannot be given again. */
    result: column.textOrNull,
    at: column.time
  }
);

export type SubmissionTable = ColumnsOf<typeof submission>;

import * as column from '#server/store/tables/columns.ts';
import { table, generated } from '#server/store/tables/columns.ts';

/** Stores a published framework version as one JSON text; its shape is `framework/rules/framework`. */
export const framework = table(
  { key: ['studyId', 'id', 'version'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    version: column.text,
    content: column.json,
    /** Orders the versions of a study; cities are given the last. */
    position: generated(column.count),
    /** Null for versions from before it was recorded. */
    publishedAt: generated(column.timeOrNull)
  }
);

export const frameworkDraft = table(
  { key: ['studyId'], copies: 'archive' },
  {
    studyId: column.text,
    content: column.json,
    /** Null where the study had none. */
    baseVersion: column.textOrNull,
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

/** `content` has the shape of `framework/rules/rubric`. */
export const rubric = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    content: column.json
  }
);

/** Defines the tables of framework. */
import {
  count,
  json,
  text,
  textOrNull,
  time,
  timeOrNull,
  table,
  generated
} from '#server/store/tables/columns.ts';

/** Stores a published framework version as one JSON text; its shape is `framework/rules/framework`. */
export const framework = table(
  { key: ['studyId', 'id', 'version'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    version: text,
    content: json,
    /** Orders the versions of a study; cities are given the last. */
    position: generated(count),
    /** Holds the time of publication; null for versions from before it was recorded. */
    publishedAt: generated(timeOrNull)
  }
);

/** Stores the draft of the next framework version, one per study. */
export const frameworkDraft = table(
  { key: ['studyId'], copies: 'archive' },
  {
    studyId: text,
    content: json,
    /** Names the version from which the draft was made; null where the study had none. */
    baseVersion: textOrNull,
    userId: text,
    at: time,
    version: count
  }
);

/** Stores the rubrics of a study; `content` has the shape of `framework/rules/rubric`. */
export const rubric = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    content: json
  }
);

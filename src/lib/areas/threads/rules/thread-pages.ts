/** Limits what a page of a text shows of its threads and their comments, so that it stays small. */

export const threadsOfPage = 50;
export const commentsOfPage = 50;
/** Limits the characters of all comments on a page, and of those of one thread; one comment is always shown whole. */
export const lettersOfPage = 100_000;

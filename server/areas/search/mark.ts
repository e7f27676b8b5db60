/** Names up to where a text is indexed. */
import type { Reading } from '#rules/search/search.ts';

/** Returns the mark of a text: its generation, the last number of its log, and the right that it needs. */
export const markOfText = (generation: number, seq: number, reading: Reading): string =>
  `${generation}:${seq}:${reading}`;

export const generationOfMark = (mark: string): number => Number(mark.split(':')[0]);

/** Defines the limits of a text whose passages are sequences, and of answers; `bounds` holds an update against them. */
import { answerLimits } from '#rules/answers/answer-limits.ts';
import { largestPassage } from '#document/sequence/limits.ts';

export interface Bounds {
  /** Limits the characters of one passage; an embed counts as one. */
  readonly passage: number;
  /** Per passage. */
  readonly blocks: number;
  /** Limits the cells of one table, rows times columns. */
  readonly table: number;
  /** Limits the cells, captions and notes that were ever written to, and the keys of attributes. */
  readonly parts: number;
  /** Limits the answers of a response; the usual ones where this is left out. */
  readonly answers?: AnswerBounds | undefined;
}

export interface AnswerBounds {
  /** Limits the cells that hold a value. */
  readonly cells: number;
  /** Per question. */
  readonly records: number;
  readonly cellBytes: number;
}

export const usualAnswerBounds: AnswerBounds = answerLimits;

/**
 * A passage's characters and blocks are where a letter still takes an editor a few milliseconds. A table:
 * each cell is an editor of its own on screen. Parts: each is opened by name wherever the text is.
 */
export const usualBounds: Bounds = {
  passage: largestPassage.characters,
  blocks: largestPassage.blocks,
  table: 2_500,
  parts: 50_000
};

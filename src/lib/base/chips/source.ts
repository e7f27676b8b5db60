/**
 * Defines the sign of a source: it names the question on whose answer a statement rests, with a fingerprint of the
 * answer as it was then.
 */
import { isQuestionId } from '../ids.ts';
import { inBrackets, readAttributes, type ChipRules, type UncheckedAttributes } from './chip.ts';

export interface SourceRef {
  /** Names the question; null where the text names no valid one. */
  readonly source: string | null;
  /** Holds the fingerprint of the answer; null where none was known. */
  readonly seen: string | null;
}

const isAnswerPrint = (value: string): boolean => /^[0-9a-f]{16}$/.test(value);

const attributes = {
  source: { kind: 'string', allows: isQuestionId },
  seen: { kind: 'string', allows: isAnswerPrint }
} as const;

/** Returns the source that a node names, with the parts that are valid. */
export const sourceOf = (attrs: UncheckedAttributes = {}): SourceRef => readAttributes(attributes, attrs);

export const source = {
  named: 'source',
  attributes,
  text: (attrs) => inBrackets(sourceOf(attrs).source),
  found: 'none',
  spoken: 'none'
} as const satisfies ChipRules;

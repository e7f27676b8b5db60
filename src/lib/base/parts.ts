/**
 * Defines the parts of a city's response that one person may write: all of it, or some whole characteristics
 * and some single questions. A characteristic is identified by its id, a question by the name of its text, so
 * that the two cannot be confused.
 */
export type Parts = 'all' | ReadonlySet<string>;

export const noParts: Parts = new Set<string>();

export const questionPart = (question: string): string => `answer:${question}`;

/** Identifies a question that has been reopened to the city, and the characteristic that it belongs to. */
export interface ReopenedQuestion {
  readonly question: string;
  readonly characteristic: string;
}

export const holdsAny = (parts: Parts): boolean => parts === 'all' || parts.size > 0;

/** Checks whether a person may write at least one of the candidates. */
export const holdsOneOf = (parts: Parts, candidates: readonly string[]): boolean =>
  parts === 'all' || candidates.some((candidate) => parts.has(candidate));

export const mayWriteQuestion = (parts: Parts, { question, characteristic }: ReopenedQuestion): boolean =>
  holdsOneOf(parts, [questionPart(question), characteristic]);

export const allOf = (several: readonly Parts[]): Parts =>
  several.includes('all') ? 'all' : new Set(several.flatMap((parts) => (parts === 'all' ? [] : [...parts])));

export const isSameParts = (one: Parts, other: Parts): boolean =>
  one === 'all' || other === 'all'
    ? one === other
    : one.size === other.size && [...one].every((part) => other.has(part));

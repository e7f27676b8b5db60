/**
 * Defines which answers of a city are confidential. What such an answer holds is in a document of its own,
 * which only the city and the people named for it may open; the response holds nothing of it but a mark.
 */

/** Identifies a confidential answer: a question, or one of its topics. */
export interface ConfidentialAnswer {
  readonly question: string;
  /** Null for the whole question. */
  readonly topic: string | null;
}

export const isConfidential = (
  answers: readonly ConfidentialAnswer[],
  question: string,
  topic: string | null = null
): boolean => answers.some((one) => one.question === question && (one.topic === null || one.topic === topic));

/** Checks whether any part of the question is confidential. */
export const holdsConfidential = (answers: readonly ConfidentialAnswer[], question: string): boolean =>
  answers.some((one) => one.question === question);

export const isSameAnswer = (one: ConfidentialAnswer, other: ConfidentialAnswer): boolean =>
  one.question === other.question && one.topic === other.topic;

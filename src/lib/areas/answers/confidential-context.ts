/** Describes what a page knows of the answers that a city holds back as confidential. */
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';

export interface ConfidentialContext {
  readonly answers: readonly ConfidentialAnswer[];
  /** Holds the address of the page of confidential answers. */
  readonly at: string;
  readonly mayOpen: boolean;
}

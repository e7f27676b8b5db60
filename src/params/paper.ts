/** The report of a study, and its shorter papers. */
import type { ParamMatcher } from '@sveltejs/kit';

export const match = ((param: string): param is 'report' | 'white-paper' | 'handout' =>
  param === 'report' || param === 'white-paper' || param === 'handout') satisfies ParamMatcher;

/** The records of a study that are approved without a document of their own. */
import type { ParamMatcher } from '@sveltejs/kit';

export const match = ((param: string): param is 'framework' | 'pilots' =>
  param === 'framework' || param === 'pilots') satisfies ParamMatcher;

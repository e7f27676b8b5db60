/** The formats of a glossary. */
import type { ParamMatcher } from '@sveltejs/kit';
import { isGlossaryFormat, type GlossaryFormat } from '#rules/pairs/glossary-formats.ts';

export const match = ((param: string): param is GlossaryFormat =>
  isGlossaryFormat(param)) satisfies ParamMatcher;

/** The formats of a framework. */
import type { ParamMatcher } from '@sveltejs/kit';
import { isFrameworkFormat, type FrameworkFormat } from '#rules/framework/framework-formats.ts';

export const match = ((param: string): param is FrameworkFormat =>
  isFrameworkFormat(param)) satisfies ParamMatcher;

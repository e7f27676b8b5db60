/** The formats of office files. */
import type { ParamMatcher } from '@sveltejs/kit';
import { isOfficeFormat, type OfficeFormat } from '#base/office-format.ts';

export const match = ((param: string): param is OfficeFormat => isOfficeFormat(param)) satisfies ParamMatcher;

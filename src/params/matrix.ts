/** The formats of the matrix. */
import type { ParamMatcher } from '@sveltejs/kit';
import { isMatrixFormat, type MatrixFormat } from '#rules/comparison/matrix-formats.ts';

export const match = ((param: string): param is MatrixFormat => isMatrixFormat(param)) satisfies ParamMatcher;

/** Lists the formats in which the matrix of a comparison is handed out, with their media types. */
import { officeFormats } from '#base/office-format.ts';

export const matrixFormats = { csv: 'text/csv; charset=utf-8', xlsx: officeFormats.xlsx } as const;

export type MatrixFormat = keyof typeof matrixFormats;

export const isMatrixFormat = (name: string): name is MatrixFormat => Object.hasOwn(matrixFormats, name);

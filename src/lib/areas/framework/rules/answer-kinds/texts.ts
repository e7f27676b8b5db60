/** Defines what kinds that are written as text have in common. */
import { isBilingual, type FieldValue } from '../record.ts';
import { textParts } from './file-part.ts';

const isAnyText = (value: FieldValue): boolean => typeof value === 'string' || isBilingual(value);

export const anyText = { fits: isAnyText, fileParts: textParts } as const;

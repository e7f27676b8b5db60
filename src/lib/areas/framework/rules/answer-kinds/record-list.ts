/** Defines a list of records of one type. */
import { isRecord } from './checks.ts';
import { part } from './file-part.ts';
import type { KindRules } from './kind.ts';

export const recordList = {
  held: 'records',
  fits: (value) => Array.isArray(value) && value.every(isRecord),
  needs: 'record-type',
  fileParts: () => [
    part('entries', 'entries', 'Entries, parted by a blank line', '各项之间空一行', { isWhole: true })
  ]
} as const satisfies KindRules;

/** Defines a date, as exact as it is known, or one that is not known yet. */
import type { Labelled } from '../framework.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { readDate } from '../typed-value.ts';
import { part } from './file-part.ts';
import type { KindRules } from './kind.ts';

/** Marks a date that is in the future and not known more exactly. */
export const notYet = 'not-yet';
const notYetOption: Labelled = { id: notYet, label: { en: 'not yet launched', zh: '尚未上线' } };

const isDate = (stored: string): boolean => stored === notYet || isPartialDate(stored);

export const date = {
  held: 'value',
  fits: (value) => typeof value === 'string' && isDate(value),
  typedText: { read: readDate, isReadable: isDate },
  fileParts: () => [
    part('date', 'typed', 'Date: 2013, 2013-04 or 2013-04-18', '日期：2013、2013-04 或 2013-04-18', {
      options: [notYetOption],
      isWhole: true,
      read: readDate
    })
  ]
} as const satisfies KindRules;

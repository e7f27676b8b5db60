import { isPartialDate } from '#base/partial-date.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { shownText } from './value-words.ts';
import { notYet } from '#rules/framework/answer-kinds/date.ts';

export const shownDate: ShownKind = {
  label: m.label_date,
  edited: {
    control: 'typed',
    placeholder: '2013-04',
    unreadable: m.answers_no_date,
    mark: { id: notYet, label: m.answers_not_yet }
  },
  isInRow: true,
  pieces(value) {
    if (value === notYet) return [m.answers_not_yet()];
    const text = shownText(value);
    return [isPartialDate(text) ? { date: text } : text];
  }
};

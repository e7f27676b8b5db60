import type { FieldValue } from '#rules/framework/record.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Piece, ShownKind } from './shown-kind.ts';
import { inBrackets, listSeparator, partsIn, shownNumber, shownText } from './value-words.ts';

/** Returns a share in per cent, or as an amount of the currency. */
const shareText = (share: FieldValue, currency: string): string =>
  shownText(share) !== '' && shownNumber(share) === null
    ? `${shownText(share)}${inBrackets(m.answers_unread())}`
    : figureText({
        value: shownNumber(share),
        valueTo: null,
        valueText: null,
        unit: currency ? 'currency' : 'percent',
        currency: currency || null,
        comparator: 'eq'
      });

export const shownPercentageSplit: ShownKind = {
  label: m.framework_kind_percentage_split,
  edited: { control: 'shares' },
  pieces(value) {
    const { parts = {}, currency, year } = partsIn(value);
    return [
      ...Object.entries(parts ?? {}).flatMap(([id, share], index): Piece[] => [
        index > 0 ? listSeparator() : '',
        { choice: id },
        ` ${shareText(share as FieldValue, shownText(currency))}`
      ]),
      inBrackets(shownText(year))
    ];
  }
};

/** Lists what each answer kind says to its readers and writers. */
import { shownDate } from './date.ts';
import { shownDuration } from './duration.ts';
import { shownFacetText } from './facet-text.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import { shownMoney } from './money.ts';
import { shownPartyList } from './party-list.ts';
import { shownPercentage } from './percentage.ts';
import { shownPercentageSplit } from './percentage-split.ts';
import { shownQuantity } from './quantity.ts';
import { shownRecordList } from './record-list.ts';
import { shownRichText } from './rich-text.ts';
import { shownShortText } from './short-text.ts';
import type { ShownKind } from './shown-kind.ts';
import { shownSingleChoice } from './single-choice.ts';
import { shownTags } from './tags.ts';
import { shownYesNo } from './yes-no-evidence.ts';

export const shownKinds: Readonly<Record<AnswerKind, ShownKind>> = {
  'rich-text': shownRichText,
  'facet-text': shownFacetText,
  'yes-no-evidence': shownYesNo,
  'record-list': shownRecordList,
  tags: shownTags,
  money: shownMoney,
  percentage: shownPercentage,
  'percentage-split': shownPercentageSplit,
  quantity: shownQuantity,
  duration: shownDuration,
  date: shownDate,
  'single-choice': shownSingleChoice,
  'short-text': shownShortText,
  'party-list': shownPartyList
};

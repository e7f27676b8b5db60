/**
 * Lists the answer kinds with their rules, by the names that frameworks have for them. A new one is added here; the
 * types then ask for what it says to its readers, in `lib/areas/framework/answer-kinds/shown.ts`.
 */
import { date } from './date.ts';
import { duration } from './duration.ts';
import { facetText } from './facet-text.ts';
import type { KindRules } from './kind.ts';
import { money } from './money.ts';
import { partyList } from './party-list.ts';
import { percentage } from './percentage.ts';
import { percentageSplit } from './percentage-split.ts';
import { quantity } from './quantity.ts';
import { recordList } from './record-list.ts';
import { richText } from './rich-text.ts';
import { shortText } from './short-text.ts';
import { singleChoice } from './single-choice.ts';
import { tags } from './tags.ts';
import { yesNoEvidence } from './yes-no-evidence.ts';

const kinds = {
  'rich-text': richText,
  'facet-text': facetText,
  'yes-no-evidence': yesNoEvidence,
  'record-list': recordList,
  tags,
  money,
  percentage,
  'percentage-split': percentageSplit,
  quantity,
  duration,
  date,
  'single-choice': singleChoice,
  'short-text': shortText,
  'party-list': partyList
} as const satisfies Readonly<Record<string, KindRules>>;

export type AnswerKind = keyof typeof kinds;
/** In the order in which they are offered. */
export const answerKinds = Object.keys(kinds) as [AnswerKind, ...AnswerKind[]];
export const isAnswerKind = (kind: string): kind is AnswerKind => Object.hasOwn(kinds, kind);

export const rulesOfKind = (kind: AnswerKind): KindRules => kinds[kind];

/** Names the parts that hold a number in a value of any kind. */
export const numberParts: ReadonlySet<string> = new Set(
  answerKinds.flatMap((kind) => rulesOfKind(kind).numbers ?? [])
);

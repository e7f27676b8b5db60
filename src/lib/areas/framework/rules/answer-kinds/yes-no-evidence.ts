/** Defines a yes or no, which needs evidence where it is not a no; options of the question are ticked besides. */
import type { Bilingual } from '#base/locale.ts';
import { isOneOf } from './checks.ts';
import { labelled, part } from './file-part.ts';
import type { KindRules } from './kind.ts';

export const yesNoAnswers = ['yes', 'partly', 'no', 'unknown'] as const;
export type YesNo = (typeof yesNoAnswers)[number];

export const yesNoOptions = labelled(yesNoAnswers, {
  yes: { en: 'Yes', zh: '是' },
  partly: { en: 'Partly', zh: '部分' },
  no: { en: 'No', zh: '否' },
  unknown: { en: 'Not known', zh: '不清楚' }
} satisfies Record<YesNo, Bilingual>);

export const yesNoEvidence = {
  held: 'value',
  fits: isOneOf(yesNoAnswers),
  fixedAnswers: yesNoAnswers,
  needsText: (value) => value === 'yes' || value === 'partly',
  ticked: { measure: 'kinds', kind: 'tags', label: { en: 'Which', zh: '具体选项' } },
  fileParts: () => [part('choice', 'choice', 'Answer', '答复', { options: yesNoOptions, isWhole: true })]
} as const satisfies KindRules;

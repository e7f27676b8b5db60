/** Holds the code book of the sample study, and what a second coder saw differently. */
import type { CodeInput } from '#rules/coding/code-book.ts';
import { t } from './towns/town.ts';

export interface SampleCode extends CodeInput {
  readonly key: string;
  /** Names the code above it. */
  readonly above?: string;
  /** Names the theme whose supports are tagged with it. */
  readonly theme?: string;
}

export const codes: readonly SampleCode[] = [
  {
    key: 'money',
    label: t('Money', '资金'),
    definition: t('What a passage says about who pays.', '涉及由谁出资的内容。'),
    colour: 'orange'
  },
  {
    key: 'running',
    above: 'money',
    theme: 'running-costs',
    label: t('Running costs', '运行经费'),
    definition: t('Who pays after the project has ended.', '项目结束后由谁承担经费。'),
    colour: 'orange'
  },
  {
    key: 'results',
    above: 'money',
    theme: 'money-and-results',
    label: t('Money tied to results', '资金与成效挂钩'),
    definition: t('Lenders or buyers who look at figures.', '依据数据出资或采购。'),
    colour: 'orange'
  },
  {
    key: 'sharing',
    theme: 'data-apart',
    label: t('Sharing of data', '数据共享'),
    definition: t('Whether offices see each other’s data.', '部门之间能否使用彼此数据。'),
    colour: 'blue'
  },
  {
    key: 'people',
    theme: 'people-and-machine',
    label: t('A person next to the machine', '“技术＋人”'),
    definition: t('People who help with a digital service.', '协助使用数字服务的人员。'),
    colour: 'green'
  }
];

/** Holds a second pass over one characteristic: what each of the two coders tagged, by code and town. */
export const secondPass = {
  section: 'funding',
  first: 'expert2.eu',
  second: 'expert2.cn',
  /** Both tag these; only the first tags the last of them. */
  passages: [
    { code: 'running', town: 'testburg', words: 'come from a national programme' },
    { code: 'results', town: 'jiashe', words: 'The bank reads the meters' },
    { code: 'running', town: 'mockhaven', words: 'lends against the heat bills' }
  ],
  reason: t(
    'The passage is about how money was found, not about what follows.',
    '该段讲的是资金如何筹措，而非后续经费。'
  )
} as const;

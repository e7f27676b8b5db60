/** Holds what the towns said about their findings, and what became of it. */
import type { Answer, CommentKind, Disposition, Stance } from '#rules/consultation/consultation.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { t, type Characteristic } from './towns/town.ts';

export interface SampleComment {
  readonly town: string;
  readonly section: Characteristic;
  readonly language: Locale;
  /** Holds words of the findings, in the language of the comment. */
  readonly quote: string;
  readonly stance: Stance;
  readonly kind: CommentKind;
  readonly body: string;
  readonly proposal?: string;
  readonly disposition: Disposition;
  readonly reason: Bilingual;
  /** Holds the words of the findings that were changed, and those that stand there now. */
  readonly change?: { readonly was: Bilingual; readonly now: Bilingual };
  readonly answer: Answer;
  readonly answerText: string;
  /** Says that it stays in dispute and is printed as the statement of the town. */
  readonly isStatement?: boolean;
}

export const comments: readonly SampleComment[] = [
  {
    town: 'sampleford',
    section: 'ict-infrastructure',
    language: 'en',
    quote: 'There is no second site if the control room itself is under water.',
    stance: 'propose',
    kind: 'fact',
    body: 'Since spring the fire station can take over the control room. It has been tried once.',
    proposal: 'Since this spring the fire station can take over; this has been tried once.',
    disposition: 'accepted',
    reason: t('The town has shown the record of the exercise.', '该镇已提供演练记录。'),
    change: {
      was: t(
        'There is no second site if the control room itself is under water.',
        '若控制室自身进水，目前没有备用场所。'
      ),
      now: t(
        'Since this spring the fire station can take over if the control room itself is under water; this has been tried once.',
        '自今年春季起，若控制室自身进水，可由消防站接管，已演练一次。'
      )
    },
    answer: 'acknowledged',
    answerText: 'Thank you.'
  },
  {
    town: 'sampleford',
    section: 'stakeholders',
    language: 'en',
    quote: 'Small firms are heard late.',
    stance: 'comment',
    kind: 'judgement',
    body: 'We agree. A round table with small firms begins in autumn.',
    disposition: 'noted',
    reason: t('This will be looked at in the next round.', '将在下一轮评估中关注。'),
    answer: 'acknowledged',
    answerText: ''
  },
  {
    town: 'mockhaven',
    section: 'governance',
    language: 'en',
    quote: 'it also let two decisions wait for a year',
    stance: 'comment',
    kind: 'judgement',
    body: 'One of the two waited for a court, not for consensus.',
    disposition: 'partly',
    reason: t(
      'The sentence now speaks of one decision; the other one did wait for consensus.',
      '表述改为一项；另一项确因协商未果而搁置。'
    ),
    change: {
      was: t('it also let two decisions wait for a year', '但也曾使两项决定搁置一年'),
      now: t('it also let one decision wait for a year', '但也曾使一项决定搁置一年')
    },
    answer: 'acknowledged',
    answerText: 'This is right.'
  },
  {
    town: 'testburg',
    section: 'smart-city-strategy',
    language: 'en',
    quote: 'A plan that leads there does not exist yet.',
    stance: 'comment',
    kind: 'judgement',
    body: 'The council has adopted the aim. We see in this more than a vision.',
    disposition: 'rejected',
    reason: t(
      'An adopted aim is not a plan: it has no measures, sums or years.',
      '目标获得通过不等于规划：尚无措施、资金和年限。'
    ),
    answer: 'contested',
    answerText: 'The town maintains that the resolution of the council is the first part of a plan.',
    isStatement: true
  },
  {
    town: 'yangli',
    section: 'stakeholders',
    language: 'zh',
    quote: '参与服务设计的机会较少',
    stance: 'propose',
    kind: 'fact',
    body: '今年起设立“市民体验官”，已参与三项服务改版。',
    proposal: '今年起设“市民体验官”，参与服务设计的机会开始增加',
    disposition: 'accepted',
    reason: t('The appointment was shown to the experts.', '已向专家出示聘任文件。'),
    change: {
      was: t('they seldom take part in the design of services', '参与服务设计的机会较少'),
      now: t(
        'since this year some of them take part in the design of services as testers',
        '今年起设“市民体验官”，参与服务设计的机会开始增加'
      )
    },
    answer: 'acknowledged',
    answerText: '同意。'
  },
  {
    town: 'xuni',
    section: 'funding',
    language: 'zh',
    quote: '正在寻求稳定的资金来源',
    stance: 'comment',
    kind: 'wording',
    body: '建议补充：模型使用费制度已列入明年预算安排。',
    disposition: 'noted',
    reason: t(
      'The budget of next year is outside the period of this study.',
      '明年预算不在本研究的时间范围内。'
    ),
    answer: 'acknowledged',
    answerText: '知悉。'
  },
  {
    town: 'nizao',
    section: 'ict-infrastructure',
    language: 'zh',
    quote: '市级无法汇聚',
    stance: 'comment',
    kind: 'judgement',
    body: '与三家运营商的数据协议正在协商，预计年内签署。',
    disposition: 'noted',
    reason: t('To be followed up in the next round.', '下一轮评估跟进。'),
    answer: 'acknowledged',
    answerText: ''
  }
];

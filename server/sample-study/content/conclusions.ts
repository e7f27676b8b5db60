/** Holds the recommendations and next steps of the sample study, and what people decide about steps of its roadmap. */
import type { Addressee, NextStepState } from '#domain/next-step.ts';
import type { Horizon } from '#domain/roadmap.ts';
import type { Bilingual } from '#domain/locale.ts';
import { t, type Characteristic } from './town.ts';

export const recommendations: readonly {
  readonly addressee: Addressee;
  readonly action: Bilingual;
  readonly theme: string;
  readonly towns: readonly string[];
  readonly characteristics: readonly Characteristic[];
  readonly state: NextStepState;
}[] = [
  {
    addressee: 'both',
    action: t(
      'Whoever pays for building a service says who pays for its fifth year.',
      '凡资助服务建设的，应明确第五年由谁承担经费。'
    ),
    theme: 'running-costs',
    towns: [],
    characteristics: ['funding'],
    state: 'open'
  },
  {
    addressee: 'cities',
    action: t(
      'Offices share what is in the catalogue, and give reasons in public where they do not.',
      '目录内数据以共享为原则，不共享的公开说明理由。'
    ),
    theme: 'data-apart',
    towns: ['testburg', 'exemplia', 'nizao'],
    characteristics: ['ict-infrastructure', 'legal-regulatory'],
    state: 'under-way'
  },
  {
    addressee: 'cities',
    action: t(
      'Each digital service for everybody has a person who helps with it, and the budget says what this costs.',
      '面向公众的数字服务应配备辅导人员，并在预算中列明费用。'
    ),
    theme: 'people-and-machine',
    towns: [],
    characteristics: ['smart-city-services'],
    state: 'open'
  }
];

export const nextSteps: readonly {
  readonly addressee: Addressee;
  readonly action: Bilingual;
  readonly body: string;
  readonly before: number;
  readonly state: NextStepState;
  readonly report: Bilingual;
}[] = [
  {
    addressee: 'both',
    action: t('Publish the contract of Mockhaven in both languages', '以双语公布模拟港贷款合同文本'),
    body: 'secretariat',
    before: 10,
    state: 'done',
    report: t('Published with the report.', '已随报告公布。')
  },
  {
    addressee: 'cn',
    action: t('Invite two European towns to the hotline of Yangli', '邀请两个欧方城镇考察样例市热线'),
    body: 'technical-expert-group',
    before: -60,
    state: 'under-way',
    report: t('Sampleford and Testburg have accepted.', '样例渡、测试堡已应邀。')
  },
  {
    addressee: 'eu',
    action: t('Test the register of sensors in Sampleford', '在样例渡试行感知设备公示'),
    body: 'technical-expert-group',
    before: -120,
    state: 'open',
    report: t('', '')
  }
];

/** Says who answers for the first step of a characteristic, and by when. */
export const steps: Readonly<
  Partial<Record<Characteristic, { readonly responsible: Bilingual; readonly horizon: Horizon; readonly practice?: string }>>
> = {
  'smart-city-strategy': { responsible: t('Mayor’s office', '市长办公室'), horizon: 'short' },
  stakeholders: { responsible: t('Street offices', '街道办事处'), horizon: 'short', practice: 'doctor' },
  governance: { responsible: t('Council', '议会／人大'), horizon: 'medium' },
  funding: { responsible: t('Treasurer', '财政部门'), horizon: 'medium', practice: 'heat-account' },
  'value-assessment': { responsible: t('University', '高校'), horizon: 'medium' },
  'business-models': { responsible: t('Treasurer', '财政部门'), horizon: 'long' },
  'ict-infrastructure': { responsible: t('Digital office', '数字化部门'), horizon: 'medium' },
  'smart-city-services': { responsible: t('Digital office', '数字化部门'), horizon: 'short', practice: 'one-line' },
  'legal-regulatory': { responsible: t('Legal office', '法制部门'), horizon: 'long' }
};

export const roadmapLead = t(
  'A town enters at its own step in each characteristic and goes on as far as it wishes. Nobody has to reach the last step, and no step is worth more than another.',
  '各城镇在每项特征上从自身所处的步骤进入，走到何处由其自定。不要求到达最后一步，步骤之间亦无高下之分。'
);

/** Holds the recommendations and next steps of the sample study, and what people decide about steps of its roadmap. */
import type { Addressee, NextStepState } from '#rules/meetings/next-step.ts';
import type { Horizon } from '#rules/roadmap/roadmap.ts';
import type { Bilingual } from '#base/locale.ts';
import { t, type Characteristic } from './towns/town.ts';

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

export interface SampleStep {
  readonly responsible: Bilingual;
  readonly horizon: Horizon;
  /** Names the practice that helps with the second step. */
  readonly practice?: string;
  /** Holds for the first and the second step the actions, and what shows that it is done. */
  readonly texts: readonly [readonly [Bilingual, Bilingual], readonly [Bilingual, Bilingual]];
}

/** Holds what is decided about the first two steps of each characteristic. */
export const steps: Readonly<Record<Characteristic, SampleStep>> = {
  'smart-city-strategy': {
    responsible: t('Mayor’s office', '市长办公室'),
    horizon: 'short',
    texts: [
      [
        t(
          'Write down one aim that everybody can repeat, with an office for it.',
          '写下一项人人能复述的目标，并明确牵头部门。'
        ),
        t('Three people in the street can say it.', '随机询问三位市民均能说出。')
      ],
      [
        t(
          'Give each aim a figure, a year and a sum, and report in public once a year.',
          '为每项目标设定数值、年限和资金，每年公开通报。'
        ),
        t('Two public reports in a row.', '连续两年公开通报。')
      ]
    ]
  },
  stakeholders: {
    responsible: t('Street offices', '街道办事处'),
    horizon: 'short',
    practice: 'doctor',
    texts: [
      [
        t('Ask before building, and answer in writing.', '建设之前征求意见，并书面答复。'),
        t('A list of remarks with answers.', '意见及答复清单。')
      ],
      [
        t('Let residents test each service and change it.', '让居民试用每项服务并参与改进。'),
        t('One service was changed after a test.', '至少一项服务因试用意见而改进。')
      ]
    ]
  },
  governance: {
    responsible: t('Council', '议会／人大'),
    horizon: 'medium',
    texts: [
      [
        t('Name one office that may decide on purchases.', '明确一个有采购决定权的部门。'),
        t('A resolution of the council.', '议会或人大决议。')
      ],
      [
        t('Meet every month and follow up what was decided.', '每月调度，逐项督办。'),
        t('Minutes with dates and owners.', '载明时限和责任人的会议纪要。')
      ]
    ]
  },
  funding: {
    responsible: t('Treasurer', '财政部门'),
    horizon: 'medium',
    practice: 'heat-account',
    texts: [
      [
        t('Put the running costs of each service into the budget.', '将每项服务的运行经费列入预算。'),
        t('A line in the budget.', '预算科目。')
      ],
      [
        t('Find lenders who look at results.', '引入看重成效的出资方。'),
        t('A contract that names figures.', '载明考核数据的合同。')
      ]
    ]
  },
  'value-assessment': {
    responsible: t('University', '高校'),
    horizon: 'medium',
    texts: [
      [
        t('Measure one service before it begins.', '在服务开始前对其中一项进行基线测量。'),
        t('A figure with a date.', '带日期的数据。')
      ],
      [
        t('Compare with those who do not have the service.', '与未使用该服务者进行比较。'),
        t('A published comparison.', '公开发布的对照结果。')
      ]
    ]
  },
  'business-models': {
    responsible: t('Treasurer', '财政部门'),
    horizon: 'long',
    texts: [
      [
        t('Write down who bears which risk.', '明确各方承担的风险。'),
        t('One page that both partners signed.', '双方签署的一页文件。')
      ],
      [
        t('Make the supplier replaceable.', '确保供应商可更换。'),
        t('A supplier was changed.', '已有更换供应商的先例。')
      ]
    ]
  },
  'ict-infrastructure': {
    responsible: t('Digital office', '数字化部门'),
    horizon: 'medium',
    texts: [
      [
        t('List all data and who holds them.', '编制数据目录，明确持有部门。'),
        t('A catalogue that is open.', '公开的目录。')
      ],
      [
        t(
          'Share what is in the catalogue and exercise the second site.',
          '共享目录内数据，开展备用中心演练。'
        ),
        t('The record of an exercise.', '演练记录。')
      ]
    ]
  },
  'smart-city-services': {
    responsible: t('Digital office', '数字化部门'),
    horizon: 'short',
    practice: 'one-line',
    texts: [
      [
        t('Open two services with names that people understand.', '上线两项名称通俗易懂的服务。'),
        t('Use is counted every month.', '按月统计使用量。')
      ],
      [
        t('Put a person next to each service.', '为每项服务配备辅导人员。'),
        t('Use by people above 65.', '65岁以上人群使用率。')
      ]
    ]
  },
  'legal-regulatory': {
    responsible: t('Legal office', '法制部门'),
    horizon: 'long',
    texts: [
      [
        t('Collect the rules that stand in the way.', '梳理存在障碍的规定。'),
        t('A list that was sent to the legislator.', '已提交立法机关的清单。')
      ],
      [
        t('Oblige offices to share, with reasons for exceptions.', '规定数据应共享，例外须说明理由。'),
        t('Published reasons.', '公开的理由。')
      ]
    ]
  }
};

export const roadmapLead = t(
  'A town enters at its own step in each characteristic and goes on as far as it wishes. Nobody has to reach the last step, and no step is worth more than another.',
  '各城镇在每项特征上从自身所处的步骤进入，走到何处由其自定。不要求到达最后一步，步骤之间亦无高下之分。'
);

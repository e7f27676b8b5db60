/** Holds what the sample study is: its texts, sides, plan, criteria, terms and meetings. */
import type { CriterionGroup } from '#rules/cities/city.ts';
import type { TermGroup } from '#rules/pairs/glossary.ts';
import type { Bilingual } from '#base/locale.ts';
import type { MeetingKind } from '#rules/meetings/meeting.ts';
import { t } from './towns/town.ts';

export const studyTexts = {
  title: t(
    'Sample study: eight invented towns, from the questionnaire to the report',
    '样例研究：八个虚构城镇，从问卷到报告'
  ),
  shortTitle: t('Sample study', '样例研究'),
  programme: t('For learning; nothing in it is real', '供学习使用，内容均属虚构'),
  purpose: t(
    'This study shows everything that Meridian can do, carried out to the end by invented people in invented towns. Open any page, change what you like; nobody is waiting for it.',
    '本研究由虚构人物在虚构城镇完成全部流程，用以展示子午的各项功能。可随意打开页面、修改内容，不影响任何真实工作。'
  ),
  scope: t(
    'Four towns of each side answered the framework between last year and this one. Experts of both sides wrote findings, judged levels, consulted the towns, and drew conclusions that both chairs published.',
    '双方各四个城镇填报了评估框架。双方专家撰写评估意见、评定等级、征求城镇意见并形成结论，由双方主席共同发布。'
  )
};

export const sides = [
  {
    code: 'EU',
    name: t('European side', '欧方'),
    counterpart: t('Invented directorate', '虚构总司'),
    pilotTarget: 4
  },
  {
    code: 'CN',
    name: t('Chinese side', '中方'),
    counterpart: t('Invented ministry', '虚构部委'),
    pilotTarget: 4
  }
] as const;

/** Says where the towns of a side would be, if they existed. */
export const countries: Readonly<Record<'eu' | 'cn', { readonly name: Bilingual; readonly iso: string }>> = {
  eu: { name: t('Europe (invented)', '欧洲（虚构）'), iso: 'QM' },
  cn: { name: t('China (invented)', '中国（虚构）'), iso: 'QN' }
};

/** Each with the days before today between which it lay. */
export const phases: readonly {
  readonly name: Bilingual;
  readonly description: Bilingual;
  readonly from: number;
  readonly to: number;
}[] = [
  {
    name: t('Preparation', '准备'),
    description: t('Framework, criteria and choice of the pilots', '制定框架和标准，遴选试点'),
    from: 330,
    to: 270
  },
  {
    name: t('Responses of the towns', '城镇填报'),
    description: t('Answers, figures and evidence', '答复、数据与佐证材料'),
    from: 270,
    to: 200
  },
  {
    name: t('Assessment', '评估'),
    description: t('Findings, panels and internal review', '撰写评估意见、小组评分与内部评审'),
    from: 200,
    to: 120
  },
  {
    name: t('Consultation and approval', '征求意见与批准'),
    description: t('Comments of the towns, dispositions, signatures', '城镇意见、处理情况与签署'),
    from: 120,
    to: 50
  },
  {
    name: t('Conclusions and publication', '结论与发布'),
    description: t('Practices, trends, roadmap, report', '良好实践、趋势、路线图与报告'),
    from: 60,
    to: 0
  }
];

export const deliverables: readonly {
  readonly title: Bilingual;
  readonly body: string;
  readonly before: number;
}[] = [
  { title: t('Approved list of pilots', '经批准的试点名单'), body: 'steering-committee', before: 275 },
  { title: t('Eight synopses', '八份评估综述'), body: 'technical-expert-group', before: 60 },
  { title: t('Report and White Paper', '报告与白皮书'), body: 'secretariat', before: 0 }
];

export const criteria: readonly { readonly group: CriterionGroup; readonly text: Bilingual }[] = [
  {
    group: 'general',
    text: t('The town is invented, and everybody can see that.', '城镇为虚构，且一目了然。')
  },
  {
    group: 'organisation',
    text: t('One office answers for the work.', '有一个部门对工作负责。')
  },
  {
    group: 'information',
    text: t('At least two services are running.', '至少有两项服务正在运行。')
  }
];

export const terms: readonly {
  readonly term: Bilingual;
  readonly definition: Bilingual;
  readonly group: TermGroup;
}[] = [
  {
    term: t('waste heat', '余热'),
    definition: t(
      'Heat that a process gives off and does not need itself.',
      '生产过程中产生而自身不再需要的热量。'
    ),
    group: 'concepts'
  },
  {
    term: t('register of sensors', '感知设备公示'),
    definition: t(
      'A public list that names each sensor with its purpose, its owner and how long data are kept.',
      '公开列明每个感知设备的用途、所有者和数据保存期限的目录。'
    ),
    group: 'data and platforms'
  },
  {
    term: t('digital helper', '数字辅导员'),
    definition: t(
      'A person chosen by neighbours who explains digital services and reports what does not work.',
      '由邻里推选、负责讲解数字服务并反馈问题的人员。'
    ),
    group: 'services'
  },
  {
    term: t('panel of residents', '居民评议组'),
    definition: t(
      'Households drawn by lot that test services before they open.',
      '由抽签产生、在服务上线前参与试用的住户。'
    ),
    group: 'governance'
  },
  {
    term: t('running costs', '运行经费'),
    definition: t('What a service costs each year after it has been built.', '服务建成后每年所需的费用。'),
    group: 'funding and business'
  }
];

export const meetings: readonly {
  readonly kind: MeetingKind;
  readonly title: Bilingual;
  readonly place: Bilingual;
  readonly before: number;
  readonly agenda: Bilingual;
  readonly decisions: Bilingual;
  readonly towns: readonly string[];
  readonly learned: Bilingual;
}[] = [
  {
    kind: 'meeting',
    title: t('Opening meeting', '启动会'),
    place: t('Sampleford', '样例渡'),
    before: 320,
    agenda: t('Framework, criteria, pilots', '框架、标准、试点'),
    decisions: t(
      'The framework is adopted as it is. Four towns of each side take part.',
      '原文采用评估框架，双方各四个城镇参与。'
    ),
    towns: [],
    learned: t('', '')
  },
  {
    kind: 'visit',
    title: t('Study visit to Yangli and Jiashe', '赴样例市、假设区考察'),
    place: t('Yangli', '样例'),
    before: 185,
    agenda: t('The hotline, the energy exchange, a street office', '热线中心、余能交易平台、街道办事处'),
    decisions: t(
      'The hotline and the exchange are to be described as good practices.',
      '热线与余能交易拟列为良好实践。'
    ),
    towns: ['yangli', 'jiashe'],
    learned: t(
      'What is asked often is solved for all. A bank that reads the meters asks better questions than a form.',
      '高频问题集中治理；直接读取表计的银行，比任何表格都更会提问。'
    )
  },
  {
    kind: 'meeting',
    title: t('Panel meeting', '评分小组会议'),
    place: t('By video', '视频会议'),
    before: 150,
    agenda: t('Reveal, discussion, results', '揭示评分、讨论、形成结论'),
    decisions: t('Seventy-one levels agreed, one divided.', '七十一项达成一致，一项意见分歧。'),
    towns: [],
    learned: t('', '')
  },
  {
    kind: 'forum',
    title: t('Forum of the eight towns', '八城论坛'),
    place: t('Xuni', '虚拟新区'),
    before: 20,
    agenda: t('Trends, roadmap, recommendations', '趋势、路线图、建议'),
    decisions: t('The recommendations go to the chairs.', '建议提交双方主席。'),
    towns: ['sampleford', 'mockhaven', 'testburg', 'exemplia', 'yangli', 'jiashe', 'xuni', 'nizao'],
    learned: t(
      'Towns ask each other other questions than experts ask them.',
      '城镇之间互相提出的问题，与专家所问不同。'
    )
  }
];

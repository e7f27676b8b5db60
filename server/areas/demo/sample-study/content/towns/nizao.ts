/** Holds the invented city of Nizao: a county-level city that connects its farms first. */
import { t, type Town } from './town.ts';

export const nizao: Town = {
  id: 'nizao',
  sideId: 'cn',
  kind: 'county-level city',
  name: t('Nizao City', '拟造市'),
  shortName: t('Nizao', '拟造'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 38.6,
  longitude: 104.6,
  people: [t('Ni Daotian', '倪稻田'), t('Gu Mai', '谷麦')],
  reason: t(
    'A county-level city with many villages that begins in the fields.',
    '县级市，村庄众多，从田间地头起步。'
  ),
  currency: 'CNY',
  figures: { people: 470_000, area: 2_150, gdp: 23_000 },
  vision: t(
    'Nizao wants its villages to have what its town has: the same doctor, the same school, the same price for what they grow.',
    '拟造市的愿景是城乡同质：看同样的医生、上同样的课、农产品卖同样的好价钱。'
  ),
  kpi: {
    name: t('Villages with a doctor by video', '远程医疗覆盖村'),
    objective: t('Equal services in town and country', '城乡服务均等'),
    unit: '%',
    latest: 71,
    target: 100
  },
  partner: {
    name: t('Federation of village cooperatives', '村级合作社联合会'),
    type: 'industry-body',
    role: t('Chooses a digital helper in each village', '在各村推选数字辅导员')
  },
  engagement: t(
    'Each village chooses one digital helper, who explains services at the door and brings back what does not work.',
    '每村推选一名数字辅导员，上门讲解服务并反馈问题。'
  ),
  structure: t(
    'A small office in the government of the city, with one person in each township.',
    '市政府设小型办公室，各乡镇配备一名专员。'
  ),
  funding: [
    { source: 'national', sector: 'public', funder: t('Rural programme', '乡村振兴专项'), amount: 48 },
    { source: 'municipal', sector: 'public', funder: t('City budget', '市级财政'), amount: 22 },
    { source: 'operator', sector: 'private', funder: t('Telecom operator', '通信运营商'), amount: 15 }
  ],
  raised: t(
    'The rural programme pays for networks and not for people; helpers are paid by the cooperatives.',
    '专项资金只能用于网络建设，不能用于人员，辅导员报酬由合作社承担。'
  ),
  outcome: {
    dimension: 'social',
    what: t('Journeys to a hospital that were not needed', '减少的不必要就医出行'),
    value: 26_000,
    unit: '',
    how: t(
      'Visits by video after which no journey followed within a month.',
      '远程问诊后一个月内未再前往医院的人次。'
    )
  },
  model: {
    name: t('Harvest first', '先收后付'),
    kind: 'risk-sharing',
    revenue: t(
      'Farmers pay for sensors after the harvest, as a share of what they earn more.',
      '农户在收获后按增收部分的一定比例支付感知设备费用。'
    )
  },
  asset: {
    kind: 'broadband-wireless',
    description: t('Mobile network in 312 of 328 villages.', '328个村中312个实现移动网络覆盖。'),
    amount: 36
  },
  services: [
    {
      name: t('Doctor by video', '云上问诊'),
      category: 'health',
      since: '2021-05',
      overview: t(
        'A nurse in the village measures, a doctor in the city sees and prescribes.',
        '村医现场检测，市级医生远程诊断开方。'
      ),
      benefits: t('26,000 journeys saved in a year.', '一年减少出行2.6万人次。'),
      best: t('The helper of the village sits next to older patients.', '辅导员全程陪同老年患者。')
    },
    {
      name: t('Field diary', '田间日记'),
      category: 'food-safety',
      since: '2022-04',
      overview: t(
        'Records water, fertiliser and weather of each field, and prints it on the label.',
        '记录地块灌溉、施肥和气象信息，并随标签公开。'
      ),
      benefits: t('Prices rose by 9 per cent.', '售价提高9%。')
    }
  ],
  bestPractice: t(
    'Doctor by video, because a person sits next to those who cannot use it alone.',
    '云上问诊。对无法独立使用的群众，有人陪同服务。'
  ),
  law: {
    title: t('National rules on telemedicine', '国家远程医疗管理规范'),
    area: 'other',
    level: 'national',
    effect: 'mixed',
    explanation: t(
      'They allow prescriptions by video after a first visit; a first visit must still be in person.',
      '允许复诊远程开方，首诊仍须当面进行。'
    )
  },
  evidence: {
    title: t('Report on the doctor by video', '云上问诊运行报告'),
    text: t(
      'Villages: 233. Visits by video: 71,500. Journeys saved: 26,000. Patients above 65: 58 per cent.',
      '覆盖233个村，问诊7.15万人次，减少出行2.6万人次，65岁以上患者占58%。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'One sentence carries the strategy: villages shall have what the town has. It names three services and a year for each. Industry and administration will follow later.',
        '战略一句话概括：城乡同质。明确三项服务及各自年限，产业和政务领域待后续展开。'
      )
    ],
    stakeholders: [
      t(
        'Every village chooses a helper who explains services at the door and brings back what does not work. This reaches people whom no portal reaches. Young people who have left are missing.',
        '每村推选辅导员，上门讲解并带回问题，触达了线上平台覆盖不到的人群。外出青年的意见有所缺失。'
      )
    ],
    governance: [
      t(
        'A small office has one person in each township. It is close to people and far from decisions: departments of the city agree with each other without it.',
        '办公室规模小，各乡镇有一名专员，贴近群众但远离决策，市级部门协商时往往未纳入该办公室。'
      )
    ],
    funding: [
      t(
        'The rural programme pays for networks and not for people. Helpers are therefore paid by cooperatives, and where these are poor, there is no helper. Of 85 million yuan more than half is spent.',
        '专项资金用于网络、不用于人员，辅导员报酬由合作社承担，经济薄弱村因此无人可用。总投入8500万元，已支出过半。'
      )
    ],
    'value-assessment': [
      t(
        'Journeys saved are counted with a rule that is written down. Incomes are told by farmers and not checked. Nobody measures what helpers change.',
        '减少的出行按明文规则统计；增收情况由农户自述，未经核验；辅导员的作用尚未测算。'
      )
    ],
    'business-models': [
      t(
        'Farmers pay for sensors after the harvest, from what they earn more. The model spreads risk fairly, and it needs figures on incomes that are not yet reliable.',
        '农户收获后按增收比例付费，风险分担合理，但所需的收入数据尚不可靠。'
      )
    ],
    'ict-infrastructure': [
      t(
        'Of 328 villages 312 have a mobile network. Data lie at three operators, and the city cannot bring them together.',
        '328个村中312个有移动网络。数据分散在三家运营商，市级无法汇聚。'
      )
    ],
    'smart-city-services': [
      t(
        'The doctor by video saved 26,000 journeys in a year, and more than half of its patients are above 65. A helper sits next to them: technology and a person together make the service.',
        '云上问诊一年减少出行2.6万人次，65岁以上患者过半。辅导员陪同就诊，“技术＋人”共同构成服务。'
      )
    ],
    'legal-regulatory': [
      t(
        'National rules allow prescriptions by video after a first visit in person. For villages without a road in winter this is a high bar. The city has no rules of its own for data.',
        '国家规范允许复诊远程开方，首诊须当面进行，对冬季道路不通的村庄门槛偏高。该市尚无自己的数据管理规定。'
      )
    ]
  },
  levels: 'bmbbbbbmb'
};

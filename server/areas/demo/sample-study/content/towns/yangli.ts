/** Holds the invented city of Yangli: it takes all requests in one place and learns from them. */
import { t, type Town } from './town.ts';

export const yangli: Town = {
  id: 'yangli',
  sideId: 'cn',
  kind: 'prefecture-level city',
  name: t('Yangli City', '样例市'),
  shortName: t('Yangli', '样例'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 39.2,
  longitude: 83.4,
  people: [t('Ji Mofan', '纪模范'), t('Bai Yangben', '白样本')],
  reason: t(
    'A prefecture-level city whose hotline has become the steering wheel of its administration.',
    '地级市，政务热线已成为城市治理的“方向盘”。'
  ),
  currency: 'CNY',
  figures: { people: 2_380_000, area: 9_400, gdp: 168_000 },
  vision: t(
    'Yangli wants to answer every request of its people at once, and to solve what many ask for before the next person has to ask.',
    '样例市的愿景是“接诉即办、未诉先办”：群众诉求即时响应，共性问题主动解决。'
  ),
  kpi: {
    name: t('Requests settled within five days', '五日内办结率'),
    objective: t('Responsive administration', '响应式治理'),
    unit: '%',
    latest: 93,
    target: 97
  },
  partner: {
    name: t('Yangli Data Administration', '样例市数据管理局'),
    type: 'gov-municipal',
    role: t('Owns the catalogue of data and settles disputes over it', '负责数据目录管理和争议协调')
  },
  engagement: t(
    'Everybody can call, write or speak to the street office; after each case they are asked whether it was solved, and their answer counts in the yearly review of the office.',
    '群众可通过电话、网络或街道窗口反映诉求，办结后逐件回访，满意度纳入部门年度考核。'
  ),
  structure: t(
    'A leading group under the mayor meets every month. The data administration carries its decisions out; each department has a chief data officer.',
    '成立市长任组长的领导小组，每月调度；市数据管理局牵头落实，各部门设首席数据官。'
  ),
  funding: [
    { source: 'municipal', sector: 'public', funder: t('Municipal budget', '市级财政'), amount: 320 },
    { source: 'national', sector: 'public', funder: t('Special bond', '专项债券'), amount: 180 },
    { source: 'operator', sector: 'private', funder: t('Telecom operators', '通信运营商'), amount: 90 }
  ],
  raised: t(
    'Projects are reviewed together once a year; what duplicates an existing system gets no money.',
    '项目每年集中评审，与既有系统重复建设的一律不予立项。'
  ),
  outcome: {
    dimension: 'social',
    what: t('Requests that come back', '重复诉求'),
    value: -41,
    unit: '%',
    how: t(
      'Requests of the same person on the same matter within a year.',
      '同一诉求人同一事项一年内重复提交的数量。'
    )
  },
  model: {
    name: t('Purchase of services', '政府购买服务'),
    kind: 'gov-purchase',
    revenue: t(
      'The city pays by the year for a service that works, and owns the data and the interfaces.',
      '按年购买可用服务，数据和接口归政府所有。'
    )
  },
  asset: {
    kind: 'cloud-private',
    description: t(
      'One government cloud for all 46 departments, with 1,900 shared data sets.',
      '全市46个部门统一上政务云，共享数据1900类。'
    ),
    amount: 210
  },
  services: [
    {
      name: t('One line for all requests', '一号响应'),
      category: 'public-services',
      since: '2020-07',
      overview: t(
        'Takes requests by telephone, web and street office, sends them to one responsible office and calls back.',
        '统一受理电话、网络和街道诉求，派单至唯一责任部门并逐件回访。'
      ),
      benefits: t('Nobody is sent on.', '避免推诿扯皮。'),
      best: t(
        'What is asked often is solved for all, without being asked again.',
        '对高频诉求开展专项治理，实现“未诉先办”。'
      )
    },
    {
      name: t('Pipes that report', '管网自报'),
      category: 'water',
      since: '2021-08',
      overview: t(
        'Sensors on 3,200 km of pipes report leaks before streets sink.',
        '3200公里管网布设感知设备，渗漏早发现，防止路面塌陷。'
      ),
      benefits: t('Water losses fell from 17 to 11 per cent.', '管网漏损率由17%降至11%。')
    },
    {
      name: t('Meal for one', '一人食堂'),
      category: 'community-development',
      since: '2022-10',
      overview: t(
        'Brings meals to older people who live alone and notices when nobody opens.',
        '为独居老人送餐，无人应门自动预警。'
      ),
      benefits: t('Help arrives within an hour.', '一小时内上门查看。')
    }
  ],
  bestPractice: t(
    'One line for all requests: it changes what departments do and not only how fast they answer.',
    '一号响应。该服务改变的不只是响应速度，更是部门的工作方式。'
  ),
  law: {
    title: t('Yangli regulation on public data', '样例市公共数据管理办法'),
    area: 'security-privacy',
    level: 'city',
    effect: 'positive',
    explanation: t(
      'Departments must share what is in the catalogue, and have to give reasons where they do not.',
      '目录内数据以共享为原则，不予共享的须说明理由。'
    )
  },
  evidence: {
    title: t('Statistics of the hotline', '热线年度统计公报'),
    text: t(
      'Requests: 1.86 million. Settled within five days: 93 per cent. Satisfied: 95 per cent. Special campaigns: 12.',
      '受理诉求186万件，五日内办结率93%，满意率95%，开展专项治理12项。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'Requests of the people are the measure of the whole strategy. It names what has to be settled and by when, and it is adjusted each year to what people asked for most.',
        '战略以群众诉求为标尺，明确办理事项和时限，并按年度高频诉求动态调整。'
      )
    ],
    stakeholders: [
      t(
        'Everybody can speak, and is asked afterwards whether it helped. Citizens report problems; they seldom take part in the design of services. Street offices are heard every week.',
        '群众诉求渠道畅通，办结后逐件回访。群众多以反映问题的方式参与，参与服务设计的机会较少。街道每周参与会商。'
      )
    ],
    governance: [
      t(
        'The leading group meets every month and follows up what it decided. Each department has a chief data officer. Since satisfaction counts in the yearly review, departments work together without being told.',
        '领导小组每月调度、逐项督办，各部门设首席数据官。满意度纳入年度考核，部门协同由“要我做”变为“我要做”。'
      )
    ],
    funding: [
      t(
        'Projects are reviewed together once a year, and what duplicates a system gets no money. Of 590 million yuan five sixths are public. Running costs are in the budget of each department.',
        '项目每年集中评审，重复建设不予立项。总投入5.9亿元，公共资金约占六分之五，运行经费列入各部门预算。'
      )
    ],
    'value-assessment': [
      t(
        'Satisfaction and settled cases are published every month. What that saves the city, and what it costs the street offices in time, is not measured.',
        '满意率和办结率每月公布，但对财政节约额以及街道投入的人力成本尚未测算。'
      )
    ],
    'business-models': [
      t(
        'The city buys services by the year and owns data and interfaces. Suppliers can be changed, and one has been. Income from data is planned and not yet regulated.',
        '按年购买服务，数据和接口归政府所有，供应商可更换，且已有先例。数据收益虽有规划，但尚无制度安排。'
      )
    ],
    'ict-infrastructure': [
      t(
        'All 46 departments use one government cloud and share 1,900 data sets. A second site in another county takes over within a quarter of an hour.',
        '46个部门统一上云，共享数据1900类。异地备份中心15分钟内可接管。'
      ),
      t(
        'Counties below the city have old systems; about a third of their data is entered twice.',
        '所辖县区系统老旧，约三分之一的数据仍需重复录入。'
      )
    ],
    'smart-city-services': [
      t(
        'One line takes every request and names one responsible office. What is asked often is solved for all: twelve campaigns last year. The service is known by nine in ten people.',
        '一个号码受理全部诉求，每件落实唯一责任部门。高频问题集中治理，上年开展专项治理12项。知晓率达九成。'
      )
    ],
    'legal-regulatory': [
      t(
        'A regulation obliges departments to share what is in the catalogue. Exceptions need reasons and are reviewed twice a year. Rules for firms that work with the data are being drafted.',
        '管理办法要求目录内数据应共享尽共享，例外须说明理由，每半年复核。企业使用数据的规则正在起草。'
      )
    ]
  },
  levels: 'mbmmbbmmm'
};

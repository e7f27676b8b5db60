/** Holds the invented town of Mockhaven: an old industrial town that heats with waste heat. */
import { t, type Town } from './town.ts';

export const mockhaven: Town = {
  id: 'mockhaven',
  sideId: 'eu',
  kind: 'city',
  name: t('City of Mockhaven', '模拟港市'),
  shortName: t('Mockhaven', '模拟港'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 45.2,
  longitude: -6.1,
  people: [t('Tilda Attrappe', '蒂尔达·阿特拉佩'), t('Bruno Faux', '布鲁诺·福')],
  reason: t(
    'A former steel town that has turned its heat network into a data platform.',
    '昔日钢铁城市，将供热管网建成数据平台。'
  ),
  currency: 'EUR',
  figures: { people: 241_000, area: 118, gdp: 8_900 },
  vision: t(
    'Mockhaven wants to heat every second home with what its factories and data centres waste today, and to show each household what that saves.',
    '模拟港的愿景是用工厂和数据中心的余热为一半住户供暖，并让每户看到由此节约的费用。'
  ),
  kpi: {
    name: t('Homes heated with waste heat', '余热供暖住户比例'),
    objective: t('Climate-neutral heat', '供暖碳中和'),
    unit: '%',
    latest: 34,
    target: 50
  },
  partner: {
    name: t('Mockhaven Heat Company', '模拟港供热公司'),
    type: 'utility',
    role: t('Owns the network and publishes its load every hour', '管网所有者，每小时公布负荷数据')
  },
  engagement: t(
    'Tenants’ associations sit on the supervisory board of the heat company. A monthly evening in each quarter explains bills and takes complaints.',
    '租户协会进入供热公司监事会。各街区每月举办“供热夜谈”，解读账单并受理投诉。'
  ),
  structure: t(
    'A board of the town, the heat company and the university decides on projects by consensus. It has a secretariat of four people and a budget of its own.',
    '由市政府、供热公司和大学组成的理事会以协商一致方式决定项目，下设四人秘书处，并有独立预算。'
  ),
  funding: [
    { source: 'municipal', sector: 'public', funder: t('City budget', '市财政'), amount: 9 },
    { source: 'bank-loan', sector: 'private', funder: t('Development bank', '开发银行贷款'), amount: 22 },
    { source: 'operator', sector: 'private', funder: t('Heat company', '供热公司'), amount: 14 }
  ],
  raised: t(
    'The loan is secured by the heat bills of public buildings. Talks took eighteen months, since the bank had not lent against data before.',
    '贷款以公共建筑的供热费收入作担保。由于银行此前没有以数据收益为依据放贷的先例，谈判历时十八个月。'
  ),
  outcome: {
    dimension: 'environmental',
    what: t('CO2 from heating', '供暖二氧化碳排放'),
    value: -27,
    unit: '%',
    how: t(
      'Measured at the heat exchangers, against 2018, corrected for the weather.',
      '以2018年为基准，在换热站实测并作气象修正。'
    )
  },
  model: {
    name: t('Heat that pays for the network', '以热养网'),
    kind: 'performance-contract',
    revenue: t(
      'Factories are paid for the heat that arrives, not for the heat they send. What is saved above the contract is shared in halves.',
      '按实际送达热量而非输出热量向企业付费，超出合同约定的节约部分由双方平分。'
    )
  },
  asset: {
    kind: 'data-centre',
    description: t(
      'A municipal data centre of 1.2 MW whose waste heat is fed into the network.',
      '1.2兆瓦市级数据中心，余热并入供热管网。'
    ),
    amount: 11
  },
  services: [
    {
      name: t('Heat account', '供热账户'),
      category: 'energy-utilities',
      since: '2021-10',
      overview: t(
        'Shows each household its heat by the hour, its source and its price, and warns of leaks.',
        '按小时向住户展示用热量、热源和价格，并提示泄漏。'
      ),
      benefits: t('Households lower their use by a tenth on average.', '住户平均节热一成。'),
      best: t(
        'It explains a bill in the words of the tenants who helped to write it.',
        '账单说明由租户参与撰写，通俗易懂。'
      )
    },
    {
      name: t('Open load', '负荷开放'),
      category: 'open-data',
      since: '2022-01',
      overview: t(
        'Publishes the load of the heat network every hour under an open licence.',
        '以开放许可每小时发布管网负荷。'
      ),
      benefits: t('Three firms sell forecasts that rest on it.', '三家企业据此提供预测服务。')
    },
    {
      name: t('School air', '校园空气'),
      category: 'education',
      since: '2023-02',
      overview: t(
        'Measures the air in 60 classrooms; pupils read and discuss the values.',
        '监测60间教室的空气质量，学生读取数据并开展讨论。'
      ),
      benefits: t('Windows are opened when it helps.', '需要时及时开窗通风。')
    }
  ],
  bestPractice: t(
    'The heat account, since tenants wrote its texts and use it: two thirds look at it at least once a month.',
    '供热账户。文案由租户参与撰写，三分之二的用户每月至少查看一次。'
  ),
  law: {
    title: t('Regional heat planning act', '大区供热规划法'),
    area: 'other',
    level: 'regional',
    effect: 'positive',
    explanation: t(
      'It obliges firms to report their waste heat and allows the town to use the figures for planning.',
      '该法要求企业申报余热，并允许城市将其用于规划。'
    )
  },
  evidence: {
    title: t('Heat balance of the city', '城市热平衡报告'),
    text: t(
      'Heat delivered: 612 GWh. From waste heat: 208 GWh. Homes connected: 41,300. Losses in the network: 9 per cent.',
      '供热量612吉瓦时，其中余热208吉瓦时；接入住户4.13万户；管网损失9%。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'Heat is the thread of the whole strategy: jobs, climate and housing are argued from it. Targets carry years and owners. What lies outside heat, such as transport, is mentioned but has no measure.',
        '供热贯穿整个战略，就业、气候和住房均由此展开。各项目标有年限、有责任主体。供热之外的领域（如交通）虽有提及，但缺乏措施。'
      )
    ],
    stakeholders: [
      t(
        'Tenants sit on the board that decides about their bills. The university measures and publishes. Factories take part since they are paid for heat that arrives. Migrant households, a fifth of the tenants, are not represented.',
        '租户进入理事会，参与决定供热费用；大学负责监测并发布结果；企业因按送达热量获得报酬而积极参与。约占租户五分之一的外来家庭尚无代表。'
      )
    ],
    governance: [
      t(
        'A board of town, company and university decides by consensus and publishes its minutes. It has money and staff of its own. Consensus protects the weaker members; it also let two decisions wait for a year.',
        '市政府、企业和大学组成理事会，协商一致作出决定并公开会议纪要，有独立经费和人员。协商一致保护了弱势方，但也曾使两项决定搁置一年。'
      )
    ],
    funding: [
      t(
        'A development bank lends against the heat bills of public buildings, so that private money carries four fifths of 45 million euros. The talks took eighteen months; the contract is now a pattern that other towns may copy.',
        '开发银行以公共建筑供热费收入为依据放贷，4500万欧元投资中约八成为社会资金。谈判历时十八个月，合同文本现已成为可供其他城市借鉴的范本。'
      ),
      t(
        'Interest rises with the market. A reserve for that has been agreed, and it is not yet filled.',
        '贷款利率随行就市。风险准备金虽已约定，但尚未足额到位。'
      )
    ],
    'value-assessment': [
      t(
        'Emissions, jobs and bills are measured yearly and checked by the university. The method is public and corrected for the weather. Social effects are told in stories and not yet counted.',
        '排放、就业和费用每年测算，并由大学核验；方法公开，并作气象修正。社会效益目前以案例叙述为主，尚未量化。'
      )
    ],
    'business-models': [
      t(
        'Whoever delivers heat is paid for what arrives, and savings above the contract are shared in halves. Risk lies where it can be influenced. Small suppliers find the contract of 70 pages hard to sign.',
        '按送达热量付费，超额节约平分，风险由能够控制的一方承担。70页的合同对小型供热企业而言门槛较高。'
      )
    ],
    'ict-infrastructure': [
      t(
        'Meters, valves and the data centre are one system that is run by the heat company. Load data are open. Other offices still buy platforms of their own, and the exchange between them is done by hand.',
        '计量表、阀门和数据中心构成统一系统，由供热公司运行，负荷数据对外开放。其他部门仍各自采购平台，部门间数据交换依靠人工。'
      )
    ],
    'smart-city-services': [
      t(
        'The heat account is used by two thirds of its households every month. Its texts were written with tenants. Services outside energy are few and young.',
        '供热账户每月使用率达三分之二，文案由租户参与撰写。能源以外的服务数量少、起步晚。'
      )
    ],
    'legal-regulatory': [
      t(
        'A regional act obliges firms to report waste heat, which made planning possible. Data protection for meters that are read by the hour is settled in each contract anew.',
        '大区法律要求企业申报余热，为规划奠定了基础。按小时抄表涉及的数据保护问题仍需在每份合同中逐一约定。'
      )
    ]
  },
  levels: 'bmmmmmbbb'
};

/** Holds the invented town of Testburg: a university town that begins with its buses. */
import { t, type Town } from './town.ts';

export const testburg: Town = {
  id: 'testburg',
  sideId: 'eu',
  kind: 'city',
  name: t('Testburg', '测试堡市'),
  shortName: t('Testburg', '测试堡'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 58.6,
  longitude: 19.6,
  people: [t('Signe Prøve', '西格内·普罗沃'), t('Kaspar Dummy', '卡斯帕·达米')],
  reason: t(
    'A university town at the beginning, with one good project and many plans.',
    '处于起步阶段的大学城，一个项目成效突出，其余多在规划中。'
  ),
  currency: 'EUR',
  figures: { people: 54_000, area: 41, gdp: 1_700 },
  vision: t(
    'Testburg wants nobody to need a car of their own by 2032. It starts with buses that come when people need them.',
    '测试堡的愿景是到2032年市民无须自备小汽车，先从“随需而至”的公交做起。'
  ),
  kpi: {
    name: t('Trips by bus, bicycle or on foot', '公交、自行车和步行出行比例'),
    objective: t('Mobility without a car', '无车出行'),
    unit: '%',
    latest: 57,
    target: 75
  },
  partner: {
    name: t('Testburg University', '测试堡大学'),
    type: 'academia',
    role: t('Evaluates the services and trains the staff', '负责服务评估和人员培训')
  },
  engagement: t(
    'Students and older people draw the routes of the night bus together on a map, twice a year.',
    '学生与老年人每年两次在地图上共同规划夜间公交线路。'
  ),
  structure: t(
    'One project leader in the transport office coordinates the work next to other duties. There is no steering group.',
    '由交通部门一名项目负责人兼职协调，未设领导小组。'
  ),
  funding: [
    { source: 'municipal', sector: 'public', funder: t('Town budget', '市财政'), amount: 1.9 },
    { source: 'national', sector: 'public', funder: t('National programme', '国家专项'), amount: 2.6 }
  ],
  raised: t(
    'The national programme pays for three years. What follows is not decided.',
    '国家专项支持三年，此后资金尚未确定。'
  ),
  outcome: {
    dimension: 'social',
    what: t('Passengers of the night bus', '夜间公交乘客'),
    value: 44,
    unit: '%',
    how: t('Counted at the doors, first year against second.', '车门计数，第二年与第一年比较。')
  },
  model: {
    name: t('One ticket for all', '一票通行'),
    kind: 'pay-as-you-go',
    revenue: t(
      'Each ride is charged by distance, and never more than a monthly ticket. The operator bears the risk of empty buses.',
      '按里程计费，月度封顶。空驶风险由运营商承担。'
    )
  },
  asset: {
    kind: 'broadband-wireless',
    description: t(
      'Wireless network in all 38 buses and at 120 stops.',
      '38辆公交车和120个站点无线网络全覆盖。'
    ),
    amount: 0.8
  },
  services: [
    {
      name: t('Night bus on call', '夜间呼叫公交'),
      category: 'transportation',
      since: '2022-11',
      overview: t(
        'Collects passengers where they are between 21:00 and 05:00 and finds the shortest common way.',
        '21时至次日5时按需接客，自动规划最短共乘路线。'
      ),
      benefits: t('Nobody waits longer than 18 minutes.', '候车时间不超过18分钟。'),
      best: t('Its routes are drawn by those who ride.', '线路由乘客自己规划。')
    },
    {
      name: t('Library locker', '图书自取柜'),
      category: 'community-development',
      since: '2023-04',
      overview: t(
        'Hands out ordered books at bus stops around the clock.',
        '在公交站24小时提供预约图书自取。'
      ),
      benefits: t('People who work in shifts borrow more books.', '倒班职工借阅量上升。')
    }
  ],
  bestPractice: t(
    'The night bus on call, for its routes and its cost of 4.10 euros for each ride.',
    '夜间呼叫公交。线路合理，每次出行成本4.10欧元。'
  ),
  law: {
    title: t('National passenger transport act', '国家客运法'),
    area: 'other',
    level: 'national',
    effect: 'negative',
    explanation: t(
      'It knows lines with fixed stops only, so that the night bus runs under an exemption of two years.',
      '该法仅规定固定站点线路，夜间呼叫公交只能依据两年期豁免运行。'
    )
  },
  evidence: {
    title: t('Report on the night bus', '夜间公交运行报告'),
    text: t(
      'Rides: 61,400. Mean waiting time: 11 minutes. Cost for each ride: 4.10 euros. Satisfied passengers: 88 per cent.',
      '乘客6.14万人次，平均候车11分钟，每次出行成本4.10欧元，满意率88%。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'The vision is bold and clear: nobody shall need a car of their own. A plan that leads there does not exist yet. Energy, housing and administration are outside it.',
        '愿景大胆而明确：让市民无须自备小汽车。但尚无通往这一目标的规划，能源、住房和政务均未纳入。'
      )
    ],
    stakeholders: [
      t(
        'Students and older people draw the routes of the night bus together. This is more than being asked. Employers outside the university are not involved.',
        '学生与老年人共同规划夜间公交线路，参与程度超出一般的征求意见。大学之外的用人单位尚未参与。'
      )
    ],
    governance: [
      t(
        'One person coordinates everything next to other duties. That works in a small town, and it would end with that person. Departments meet when something is late.',
        '协调工作由一人兼职承担，在小城市尚可运转，但也难以离开此人。部门之间只有在进度滞后时才会商。'
      )
    ],
    funding: [
      t(
        'Three fifths of 4.5 million euros come from a national programme that ends after three years. What follows is open, and the operator has said that it will not go on without it.',
        '总投入450万欧元，其中约六成来自为期三年的国家专项。后续资金尚无着落，运营商已表示若无支持将不再继续。'
      )
    ],
    'value-assessment': [
      t(
        'The university counts passengers, waiting times and costs, and publishes them. What the service means for those without a car is not examined.',
        '大学对乘客量、候车时间和成本进行统计并公布，但未研究该服务对无车人群的意义。'
      )
    ],
    'business-models': [
      t(
        'The operator is paid by distance and bears the risk of empty buses, within a cap. The model is simple enough to be explained on the ticket.',
        '运营商按里程获得收入，并在约定上限内承担空驶风险。模式简明，车票上即可说明。'
      )
    ],
    'ict-infrastructure': [
      t(
        'Buses and stops are connected. There is no common platform, and the town’s offices keep their data in tables of their own.',
        '公交车和站点已联网，但没有统一平台，各部门数据仍保存在各自的表格中。'
      )
    ],
    'smart-city-services': [
      t(
        'The night bus comes within 18 minutes and costs 4.10 euros for each ride. It is the best documented service of the study. A single service does not make a smart city; the town says so itself.',
        '夜间公交18分钟内到达，每次出行成本4.10欧元，是本研究中记录最完整的服务。单一服务不足以构成智慧城市，该市对此亦有认识。'
      )
    ],
    'legal-regulatory': [
      t(
        'National law knows fixed stops only, and the service runs under an exemption that ends in two years. The town has asked for a change of the law together with three others.',
        '国家法律仅承认固定站点，该服务依据两年期豁免运行。该市已联合另外三个城市建议修法。'
      )
    ]
  },
  levels: 'bmbbbbbmn'
};

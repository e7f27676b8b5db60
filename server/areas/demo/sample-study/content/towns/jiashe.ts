/** Holds the invented district of Jiashe: an industrial district that shares one energy platform. */
import { t, type Town } from './town.ts';

export const jiashe: Town = {
  id: 'jiashe',
  sideId: 'cn',
  kind: 'district',
  name: t('Jiashe District', '假设区'),
  shortName: t('Jiashe', '假设'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 40.6,
  longitude: 102.3,
  people: [t('Jia Dingli', '贾定理'), t('Tui Lunwen', '隋论文')],
  reason: t(
    'An industrial district whose firms trade heat and electricity on one platform.',
    '工业强区，企业在统一平台上开展热电余能交易。'
  ),
  currency: 'CNY',
  figures: { people: 640_000, area: 380, gdp: 94_000 },
  vision: t(
    'Jiashe wants to produce more with less: what one factory does not need shall heat, cool or drive the next.',
    '假设区的愿景是“以少产多”：让一家企业的余能成为另一家企业的热源、冷源和动力。'
  ),
  kpi: {
    name: t('Energy for each 10,000 yuan of output', '万元产值能耗'),
    objective: t('Low-carbon industry', '低碳产业'),
    unit: 'tce',
    latest: 0.38,
    target: 0.3
  },
  partner: {
    name: t('Jiashe Industrial Park Company', '假设区产业园公司'),
    type: 'developer',
    role: t('Operates the platform and bills the trades', '负责平台运营和交易结算')
  },
  engagement: t(
    'Firms elect a council of eleven that decides on the rules of trade. Residents receive reports.',
    '企业推选11人理事会，议定交易规则；居民以接收通报为主。'
  ),
  structure: t(
    'The park company leads, under a contract with the district. A joint office of five departments gives permits.',
    '由园区公司依据与区政府的协议牵头，五部门联合办公室负责审批。'
  ),
  funding: [
    {
      source: 'private-investor',
      sector: 'private',
      funder: t('Firms of the park', '园区企业'),
      amount: 260
    },
    { source: 'bank-loan', sector: 'private', funder: t('Green loan', '绿色信贷'), amount: 140 },
    { source: 'municipal', sector: 'public', funder: t('District budget', '区级财政'), amount: 60 }
  ],
  raised: t(
    'The bank lowers the rate when the indicator of energy falls, and reads the meters itself.',
    '贷款利率与能耗指标挂钩，银行直接读取计量数据。'
  ),
  outcome: {
    dimension: 'economic',
    what: t('Energy costs of the firms', '企业用能成本'),
    value: -14,
    unit: '%',
    how: t(
      'Sum of all bills at equal output, second year of the platform.',
      '平台运行第二年，同等产值下企业用能支出合计。'
    )
  },
  model: {
    name: t('Fee on each trade', '交易服务费'),
    kind: 'data-value',
    revenue: t(
      'The platform takes one per cent of each trade. Forecasts are sold to firms outside the park.',
      '平台按交易额收取1%服务费，并向园区外企业提供预测服务。'
    )
  },
  asset: {
    kind: 'sensor-intelligent',
    description: t(
      '12,000 meters in 214 firms, read every minute.',
      '214家企业1.2万只智能表计，每分钟采集一次。'
    ),
    amount: 150
  },
  services: [
    {
      name: t('Energy exchange', '余能交易'),
      category: 'energy-utilities',
      since: '2021-06',
      overview: t(
        'Firms offer and buy heat, cold and electricity for the next day.',
        '企业按日前市场挂牌买卖热、冷、电。'
      ),
      benefits: t('Costs fell by 14 per cent.', '用能成本下降14%。'),
      best: t('The bank reads the same meters and lowers its rate.', '银行直接读取表计数据并据此下调利率。')
    },
    {
      name: t('Skill passport', '技能护照'),
      category: 'education',
      since: '2022-09',
      overview: t(
        'Keeps what workers have learnt, in a form that every firm of the park accepts.',
        '记录职工技能，园区企业互认。'
      ),
      benefits: t('Vacancies are filled in 19 instead of 34 days.', '招聘周期由34天缩短至19天。')
    }
  ],
  bestPractice: t(
    'The energy exchange, because all 214 firms take part without being obliged to.',
    '余能交易。214家企业全部自愿参与。'
  ),
  law: {
    title: t('Provincial pilot rules for energy trade', '省级余能交易试点办法'),
    area: 'other',
    level: 'regional',
    effect: 'positive',
    explanation: t(
      'They allow trade between neighbours without a licence of a grid company, for five years.',
      '允许相邻企业在五年试点期内直接交易，无须取得电网企业许可。'
    )
  },
  evidence: {
    title: t('Statement of the energy exchange', '余能交易运行报告'),
    text: t(
      'Firms: 214. Trades: 38,900. Energy traded: 411 GWh. Energy costs at equal output: minus 14 per cent.',
      '参与企业214家，成交3.89万笔，交易电热量折合411吉瓦时，同等产值用能成本下降14%。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'The strategy is one of industry: produce more with less. It has figures for each branch. People who live in the district appear in it as workers only.',
        '战略以产业为主线，强调“以少产多”，分行业设定指标；辖区居民在其中仅以职工身份出现。'
      )
    ],
    stakeholders: [
      t(
        'An elected council of firms decides on the rules of the exchange, and small firms have a third of its seats. Residents are informed and not asked.',
        '企业推选的理事会议定交易规则，小企业占三分之一席位。居民以接收通报为主，意见征询不足。'
      )
    ],
    governance: [
      t(
        'A company leads under contract, and a joint office of five departments gives permits within ten days. It is clear who decides. What the company may do with the data is written in three documents that differ.',
        '由园区公司依约牵头，五部门联合办公室十日内完成审批，决策主体清晰。但公司的数据使用权限散见于三份文件，规定不一。'
      )
    ],
    funding: [
      t(
        'Firms and a green loan carry 87 per cent of 460 million yuan. The bank reads the meters and lowers its rate when energy falls. This ties money to effect more closely than any grant in this study.',
        '总投入4.6亿元，企业和绿色信贷占87%。银行直接读取表计，能耗下降则利率下调，资金与成效的挂钩程度为本研究各类资助所不及。'
      )
    ],
    'value-assessment': [
      t(
        'Costs and energy are measured every minute and audited once a year. Effects on air and noise, which residents ask about, are measured at one point only.',
        '成本和能耗按分钟计量、按年审计。居民关心的空气和噪声影响仅设一个监测点。'
      )
    ],
    'business-models': [
      t(
        'The platform lives on a fee of one per cent and on forecasts. It has covered its costs since its second year, without public money. Fees were agreed by those who pay them.',
        '平台靠1%服务费和预测服务运营，自第二年起无须财政补贴即可收支平衡，费率由付费企业共同议定。'
      )
    ],
    'ict-infrastructure': [
      t(
        'Twelve thousand meters are read every minute, and firms can fetch their own data at once. The platform runs at one supplier in one building.',
        '1.2万只表计按分钟采集，企业可即时调取自身数据。平台由单一供应商运行，且集中于一处机房。'
      )
    ],
    'smart-city-services': [
      t(
        'Both services are for firms and workers and are used daily. Services for residents are left to the city above the district.',
        '两项服务面向企业和职工，使用频次高。面向居民的服务由上级市统筹提供。'
      )
    ],
    'legal-regulatory': [
      t(
        'Pilot rules of the province allow trade between neighbours for five years. All investments are planned for a longer time; what follows the pilot is open.',
        '省级试点办法允许相邻企业交易，期限五年。而各项投资回收期更长，试点期满后的安排尚不明确。'
      )
    ]
  },
  levels: 'bbbmbmbbb'
};

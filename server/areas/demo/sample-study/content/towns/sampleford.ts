/** Holds the invented town of Sampleford: a harbour town that is to live with high water. */
import { t, type Town } from './town.ts';

export const sampleford: Town = {
  id: 'sampleford',
  sideId: 'eu',
  kind: 'city',
  name: t('Town of Sampleford', '样例渡市'),
  shortName: t('Sampleford', '样例渡'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 56.4,
  longitude: 3.2,
  people: [t('Agnes Probe', '阿格内丝·普罗贝'), t('Jonas Muster', '约纳斯·穆斯特')],
  reason: t(
    'A small harbour town with one sensor network for water, traffic and lighting.',
    '小型港口城市，水务、交通和照明共用一张感知网络。'
  ),
  currency: 'EUR',
  figures: { people: 86_000, area: 64, gdp: 3_100 },
  vision: t(
    'Sampleford wants to stay dry and stay connected: every household shall know six hours ahead whether its street will be under water, and every office shall work from the same map.',
    '样例渡的愿景是“不受淹、不断网”：每户居民提前六小时获知所在街道是否积水，各部门使用同一张地图开展工作。'
  ),
  kpi: {
    name: t('Households warned in time', '及时收到预警的家庭比例'),
    objective: t('Safety at high water', '汛期安全'),
    unit: '%',
    latest: 91,
    target: 98
  },
  partner: {
    name: t('Harbour Cooperative of Sampleford', '样例渡港口合作社'),
    type: 'industry-body',
    role: t('Runs the gauges on the quays and shares their data', '负责码头水位计的运行并共享数据')
  },
  engagement: t(
    'A panel of 120 households drawn by lot meets four times a year. It tests each new service before it is opened, and the council must answer its remarks in writing within eight weeks.',
    '由抽签产生的120户居民组成评议组，每季度开会一次。新服务上线前均由其试用，市议会须在八周内对其意见作出书面答复。'
  ),
  structure: t(
    'A digital office of nine people reports to the mayor. Water, transport and social services each lend it one person, and the office alone may buy sensors and software.',
    '设九人数字办公室，直接对市长负责；水务、交通和社会服务部门各派一人常驻，感知设备和软件的采购统一由该办公室负责。'
  ),
  funding: [
    { source: 'municipal', sector: 'public', funder: t('Town budget', '市财政'), amount: 6.2 },
    { source: 'eu-grant', sector: 'public', funder: t('Structural fund', '结构基金'), amount: 4.8 },
    { source: 'operator', sector: 'private', funder: t('Energy supplier', '能源供应商'), amount: 1.5 }
  ],
  raised: t(
    'The town applied twice for the grant. The first application failed because running costs after the fifth year were not covered; the second names them in the budget.',
    '该市两次申请资助。首次因未落实第五年之后的运行经费而未获批准，第二次将其列入预算后获批。'
  ),
  outcome: {
    dimension: 'social',
    what: t('Cars damaged in flooded streets', '因街道积水受损的车辆'),
    value: -68,
    unit: '%',
    how: t(
      'Compared with the mean of the five years before the warning service, at similar water levels.',
      '与预警服务上线前五年、水位相近情况下的均值相比。'
    )
  },
  model: {
    name: t('Lamp posts as carriers', '灯杆共用'),
    kind: 'risk-sharing',
    revenue: t(
      'The energy supplier renews the lamp posts and is paid from the electricity that is saved; the town owns the sensors on them.',
      '能源供应商负责更换灯杆，以节约的电费获得回报；灯杆上的感知设备归市政府所有。'
    )
  },
  asset: {
    kind: 'sensor-intelligent',
    description: t(
      'A radio network with 2,400 sensors for water, air, traffic and light.',
      '覆盖水位、空气、交通和照明的无线感知网络，接入2400个感知点。'
    ),
    amount: 3.4
  },
  services: [
    {
      name: t('High-water notice', '高水位预警'),
      category: 'prevention',
      since: '2021-09',
      overview: t(
        'Warns each household by street, from gauges, weather forecasts and the state of the pumps.',
        '综合水位、气象预报和泵站工况，按街道向居民发布预警。'
      ),
      benefits: t('People move cars and stocks in time.', '居民可提前转移车辆和货物。'),
      best: t(
        'It names streets, not districts, and says when the warning ends.',
        '预警精确到街道而非片区，并告知解除时间。'
      )
    },
    {
      name: t('Quiet quay', '静静码头'),
      category: 'logistics',
      since: '2022-05',
      overview: t(
        'Gives lorries a time slot at the quay, so that they do not wait with running engines.',
        '为货车预约靠泊时段，避免怠速等候。'
      ),
      benefits: t('Shorter waiting, less noise at night.', '等候时间缩短，夜间噪声减少。')
    },
    {
      name: t('One desk', '一个窗口'),
      category: 'public-services',
      since: '2020-03',
      overview: t(
        'One counter and one web page take every request; offices exchange what they already know.',
        '一个窗口、一个网页受理全部事项，部门间共享已有信息。'
      ),
      benefits: t('Most requests need one visit or none.', '多数事项“最多跑一次”或无须到场。')
    }
  ],
  bestPractice: t(
    'The high-water notice, because people act on it: nine in ten households say that they have moved something after a warning.',
    '高水位预警。该服务切实改变了居民行为：九成家庭表示收到预警后采取过转移措施。'
  ),
  law: {
    title: t('Sampleford by-law on sensor data', '样例渡感知数据管理条例'),
    area: 'security-privacy',
    level: 'city',
    effect: 'positive',
    explanation: t(
      'It says which sensor data are open, which are kept for offices, and who decides. Disputes fell from monthly to rare.',
      '条例明确了感知数据的开放范围、内部使用范围和决定主体，相关争议由每月发生降为偶发。'
    )
  },
  evidence: {
    title: t('Yearbook of the warning service', '预警服务年报'),
    text: t(
      'Warnings sent: 41. Streets concerned: 312. Households warned in time: 91 per cent. False alarms: 3.',
      '发布预警41次，涉及街道312条次，91%的家庭及时收到预警，误报3次。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'Sampleford has one aim that everybody in the town can repeat: to know six hours ahead which street will be under water. The strategy is short, names an office for each measure and is reviewed every year in public.',
        '样例渡的战略目标明确、市民耳熟能详：提前六小时获知哪条街道将会积水。战略文本简短，每项措施均明确牵头部门，并每年公开评估。'
      ),
      t(
        'Indicators exist for the warning service. For traffic and lighting the strategy still speaks of improvement without saying by how much.',
        '预警服务已设定指标；交通和照明方面仍只提“改善”，未明确改善幅度。'
      )
    ],
    stakeholders: [
      t(
        'Residents are part of the work from the first test on: a panel of 120 households drawn by lot tries every service before it opens, and the council answers its remarks in writing. The harbour cooperative shares its gauges. Small firms are heard late.',
        '居民从测试阶段即参与其中：抽签产生的120户居民在服务上线前试用，市议会书面答复其意见。港口合作社共享水位计数据。小微企业参与偏晚。'
      )
    ],
    governance: [
      t(
        'One office decides on sensors and software for the whole town. Since departments lend it staff, decisions are carried out without long agreements. The arrangement rests on the mayor and is not yet fixed in a by-law.',
        '全市感知设备和软件由一个办公室统筹。各部门派员入驻，决策执行无需冗长协商。该机制主要依靠市长推动，尚未以条例形式固化。'
      )
    ],
    funding: [
      t(
        'Of 12.5 million euros, half comes from the town, two fifths from a grant and the rest from the energy supplier. Running costs after the grant ends are in the budget, which made the second application succeed.',
        '总投入1250万欧元，约一半来自市财政，约五分之二来自资助资金，其余来自能源供应商。资助结束后的运行经费已列入预算，这也是第二次申请获批的原因。'
      )
    ],
    'value-assessment': [
      t(
        'The effect of the warning service is measured against five years before it, at similar water levels, and published. Other services are counted by use alone; nobody measures what they change.',
        '预警服务的成效以上线前五年、相近水位为基准进行测算并公开发布。其他服务仅统计使用量，未测算其带来的变化。'
      )
    ],
    'business-models': [
      t(
        'Lamp posts are renewed by the energy supplier, which is paid from saved electricity, while sensors remain with the town. The town keeps the data and can change the supplier after eight years.',
        '灯杆由能源供应商更换，以节约的电费获得回报，感知设备仍归市政府所有。数据由市政府掌握，八年后可更换供应商。'
      )
    ],
    'ict-infrastructure': [
      t(
        'One radio network serves water, air, traffic and light. Interfaces are open and written down, so that a new sensor costs a day of work. There is no second site if the control room itself is under water.',
        '水务、空气、交通和照明共用一张无线网络，接口开放且有文档，新增感知点仅需一天。若控制室自身进水，目前没有备用场所。'
      )
    ],
    'smart-city-services': [
      t(
        'Three services run, and each is known to residents by a plain name. The high-water notice speaks of streets and says when it ends; other towns have asked for it. Services for older people who have no telephone with them are missing.',
        '已运行的三项服务均有通俗易懂的名称。高水位预警精确到街道并告知解除时间，已有其他城市前来了解。面向未随身携带手机的老年人的服务仍属空白。'
      )
    ],
    'legal-regulatory': [
      t(
        'A by-law says which sensor data are open, and who decides in doubt. It was written with the residents’ panel. Rules for cameras are older and do not fit it.',
        '条例明确了感知数据的开放范围及存疑时的决定主体，起草过程吸收了居民评议组的意见。摄像头管理规定出台较早，与该条例尚不衔接。'
      )
    ]
  },
  levels: 'mmbmbbmmm'
};

/** Holds the invented town of Exemplia: a regional capital with much technology and little trust. */
import { t, type Town } from './town.ts';

export const exemplia: Town = {
  id: 'exemplia',
  sideId: 'eu',
  kind: 'city',
  name: t('City of Exemplia', '示例亚市'),
  shortName: t('Exemplia', '示例亚'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 35.6,
  longitude: 19.2,
  people: [t('Costanza Esempio', '科斯坦扎·埃森皮奥'), t('Rui Modelo', '鲁伊·莫德洛')],
  reason: t(
    'A regional capital with modern infrastructure that was built before anybody asked for services.',
    '大区首府，基础设施先进，但建设先于服务需求。'
  ),
  currency: 'EUR',
  figures: { people: 612_000, area: 203, gdp: 24_600 },
  vision: t(
    'Exemplia wants to be the most connected city of its region and to win back the trust of its citizens with data that they can check.',
    '示例亚的愿景是成为本大区联通程度最高的城市，并以市民可查证的数据重建信任。'
  ),
  kpi: {
    name: t('Open data sets that are used', '被实际使用的开放数据集'),
    objective: t('Trust through openness', '以开放促信任'),
    unit: '',
    latest: 212,
    target: 400
  },
  partner: {
    name: t('Exemplia Telecom', '示例亚电信'),
    type: 'ict-provider',
    role: t('Built the fibre network and operates it for twenty years', '建设光纤网络并负责二十年运营')
  },
  engagement: t(
    'A web page lists every camera and sensor with its purpose; citizens may object, and an ombudsman decides within thirty days.',
    '网站公布每个摄像头和感知设备及其用途，市民可提出异议，由监察专员在三十日内裁定。'
  ),
  structure: t(
    'A department of 140 people with a deputy mayor at its head. Districts have advisory votes.',
    '设140人的职能部门，由副市长主管，各区有咨询性表决权。'
  ),
  funding: [
    { source: 'eu-grant', sector: 'public', funder: t('Recovery fund', '复苏基金'), amount: 85 },
    { source: 'municipal', sector: 'public', funder: t('City budget', '市财政'), amount: 40 },
    { source: 'private-investor', sector: 'private', funder: t('Telecom operator', '电信运营商'), amount: 60 }
  ],
  raised: t(
    'Grants had to be spent within three years, which favoured hardware over services.',
    '资助须在三年内用完，客观上导致重硬件、轻服务。'
  ),
  outcome: {
    dimension: 'economic',
    what: t('Firms founded on open data', '基于开放数据创办的企业'),
    value: 31,
    unit: '',
    how: t('From the register of companies and a survey.', '根据企业登记和问卷调查。')
  },
  model: {
    name: t('Fibre concession', '光纤特许经营'),
    kind: 'value-added-telecom',
    revenue: t(
      'The operator pays the city for ducts and sells connections; the city receives a share once the network covers its costs.',
      '运营商向市政府支付管道使用费并销售接入服务，网络收回成本后市政府参与分成。'
    )
  },
  asset: {
    kind: 'broadband-fixed',
    description: t(
      'Fibre to 97 per cent of all buildings and a hybrid cloud.',
      '光纤覆盖97%的建筑物，并建有混合云。'
    ),
    amount: 118
  },
  services: [
    {
      name: t('Register of sensors', '感知设备公示'),
      category: 'open-data',
      since: '2022-06',
      overview: t(
        'Names every camera and sensor with purpose, owner and time of storage, on a map.',
        '在地图上公示每个摄像头和感知设备的用途、所有者和保存期限。'
      ),
      benefits: t('Objections are decided within thirty days.', '异议三十日内裁定。'),
      best: t(
        'Citizens can switch a sensor off by a decision of the ombudsman.',
        '市民可通过监察专员裁定关停设备。'
      )
    },
    {
      name: t('Waiting time', '候诊时间'),
      category: 'health',
      since: '2021-12',
      overview: t(
        'Shows waiting times of all clinics and books appointments.',
        '显示各医疗机构候诊时间并提供预约。'
      ),
      benefits: t('Median waiting time fell from 19 to 12 days.', '候诊时间中位数由19天降至12天。')
    },
    {
      name: t('Bin by weight', '按重计费'),
      category: 'waste-management',
      since: '2023-01',
      overview: t('Weighs household waste and bills by kilogram.', '对生活垃圾称重，按公斤计费。'),
      benefits: t('A fifth less residual waste.', '其他垃圾减少五分之一。')
    }
  ],
  bestPractice: t(
    'The register of sensors, because it shows what the city watches and lets people object.',
    '感知设备公示。市民可了解城市在监测什么，并可提出异议。'
  ),
  law: {
    title: t('General data protection rules', '通用数据保护规定'),
    area: 'security-privacy',
    level: 'supranational',
    effect: 'mixed',
    explanation: t(
      'They gave the register its legal ground; they also delayed the sharing of data between offices.',
      '该规定为公示制度提供了法律依据，但也推迟了部门间的数据共享。'
    )
  },
  evidence: {
    title: t('Annual report of the ombudsman', '监察专员年度报告'),
    text: t(
      'Sensors in the register: 3,118. Objections: 96. Sensors switched off: 14. Mean time of a decision: 22 days.',
      '公示设备3118个，异议96件，关停14个，平均裁定用时22天。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'The strategy covers all fields and names owners, years and sums. It was written after the fibre network was built, and explains it rather than leads it.',
        '战略覆盖各领域，明确责任主体、年限和资金。但其制定晚于光纤网络建设，更多是对既有工程的说明，而非引领。'
      )
    ],
    stakeholders: [
      t(
        'Citizens can object to any sensor, and objections are decided within thirty days. They come in only after things are built. Districts may advise and do not decide.',
        '市民可对任何感知设备提出异议，三十日内裁定，但介入多在建成之后。各区只能建议，不能决定。'
      )
    ],
    governance: [
      t(
        'A department of 140 people plans, buys and operates. Responsibilities are clear within it. Other departments see it as a supplier and not as a partner.',
        '设140人的部门，统一规划、采购和运营，内部职责清晰。其他部门视其为供应商而非合作伙伴。'
      )
    ],
    funding: [
      t(
        'Of 185 million euros almost half is a grant that had to be spent within three years. This favoured hardware; services got what was left. Running costs are covered by the concession.',
        '总投入1.85亿欧元，近半为须在三年内用完的资助资金，导致偏重硬件，服务仅得剩余部分。运行费用由特许经营收入覆盖。'
      )
    ],
    'value-assessment': [
      t(
        'Waiting times, waste and new firms are measured before and after, with a control group for two services. The social return is computed with a published tool.',
        '候诊时间、垃圾量和新设企业均作前后对比测算，其中两项服务设有对照组，并采用公开工具测算社会投资回报。'
      )
    ],
    'business-models': [
      t(
        'The concession leaves ducts with the city and risk with the operator. The city will share the income once the network covers its costs; the operator’s books decide when that is.',
        '特许经营模式下管道归城市、风险归运营商。网络收回成本后城市参与分成，但何时达到该节点取决于运营商的账目。'
      )
    ],
    'ict-infrastructure': [
      t(
        'Fibre reaches 97 per cent of all buildings, and a hybrid cloud serves every office. Interfaces follow open standards. A second site takes over within minutes and is tested twice a year.',
        '光纤覆盖97%的建筑物，混合云服务全部部门，接口遵循开放标准。备用中心数分钟内可接管，每年演练两次。'
      )
    ],
    'smart-city-services': [
      t(
        'Three services run city-wide. The register of sensors lets people see and object, which no other town of this study offers. Use by people above 65 is low, and the city measures that.',
        '三项服务已覆盖全市。感知设备公示让市民可知可异议，为本研究其他城市所无。65岁以上人群使用率偏低，该市已对此进行统计。'
      )
    ],
    'legal-regulatory': [
      t(
        'The register rests on data protection law and has made it visible. The same law, read narrowly by lawyers of each office, has kept data apart for two years.',
        '公示制度以数据保护法为依据，并使之可感可见。但各部门法务对同一法律从严解读，致使数据两年未能打通。'
      )
    ]
  },
  levels: 'mbbbmmmmm'
};

/** Holds the invented new area of Xuni: planned on a model before a street was built. */
import { t, type Town } from './town.ts';

export const xuni: Town = {
  id: 'xuni',
  sideId: 'cn',
  kind: 'new area',
  name: t('Xuni New Area', '虚拟新区'),
  shortName: t('Xuni', '虚拟'),
  parent: t('', ''),
  parentLevel: null,
  latitude: 37.4,
  longitude: 94.2,
  people: [t('Luan Sheng', '栾生'), t('Ying Zi', '应紫')],
  reason: t(
    'A new area that builds each street twice: first as a model, then in stone.',
    '新区建设坚持“先数字、后实体”，每条街道先建模型再施工。'
  ),
  currency: 'CNY',
  figures: { people: 310_000, area: 270, gdp: 41_000 },
  vision: t(
    'Xuni wants to know what a building does to light, wind and water before it stands, and to let everybody look at that model.',
    '虚拟新区的愿景是在建筑落成之前掌握其对日照、通风和排水的影响，并向公众开放模型。'
  ),
  kpi: {
    name: t('Building permits checked on the model', '模型审查覆盖率'),
    objective: t('Planning with evidence', '循证规划'),
    unit: '%',
    latest: 100,
    target: 100
  },
  partner: {
    name: t('Xuni Model Institute', '虚拟新区模型研究院'),
    type: 'academia',
    role: t(
      'Maintains the model and answers questions of planners within two days',
      '维护城市模型，两日内答复规划问题'
    )
  },
  engagement: t(
    'In a hall in the centre, and on the web, everybody walks through planned streets and leaves remarks, which planners must answer before a permit.',
    '公众可在展厅和网上漫游规划街区并留言，规划部门须在许可前逐条答复。'
  ),
  structure: t(
    'The administrative committee plans, builds and operates. A chief engineer signs each change of the model.',
    '由管委会统一规划、建设和运营，模型变更须经总工程师签字。'
  ),
  funding: [
    {
      source: 'land-sales',
      sector: 'public',
      funder: t('Sale of land use rights', '土地出让收入'),
      amount: 900
    },
    { source: 'municipal', sector: 'public', funder: t('Budget of the new area', '新区财政'), amount: 240 },
    { source: 'private-investor', sector: 'private', funder: t('Builders', '建设单位'), amount: 110 }
  ],
  raised: t(
    'A fixed share of land income goes into the model and the sensors. When land income fell, so did the work.',
    '土地出让收入按固定比例投入模型和感知设施建设；土地收入下降时，建设进度随之放缓。'
  ),
  outcome: {
    dimension: 'economic',
    what: t('Changes after building has begun', '开工后设计变更'),
    value: -52,
    unit: '%',
    how: t('Compared with two neighbouring areas of the same years.', '与同期相邻两个片区比较。')
  },
  model: {
    name: t('Model fee', '模型使用费'),
    kind: 'pay-as-you-go',
    revenue: t(
      'Builders pay for each check on the model; residents and schools use it free of charge.',
      '建设单位按审查次数付费，居民和学校免费使用。'
    )
  },
  asset: {
    kind: 'gis',
    description: t(
      'A model of the whole area, exact to five centimetres above and below ground.',
      '全域三维模型，地上地下精度五厘米。'
    ),
    amount: 480
  },
  services: [
    {
      name: t('Street before the street', '未建先见'),
      category: 'intelligent-buildings',
      since: '2021-03',
      overview: t(
        'Shows planned buildings with light, wind and rain at every hour of the year.',
        '模拟规划建筑全年逐时日照、通风和降雨。'
      ),
      benefits: t('Half of all changes after the start of building are avoided.', '开工后变更减少一半以上。'),
      best: t('Remarks of residents must be answered before a permit is given.', '许可前须逐条答复居民意见。')
    },
    {
      name: t('Empty chair', '空座'),
      category: 'transportation',
      since: '2022-12',
      overview: t('Shows free seats in buses and free places at the kerb.', '显示公交空座和路侧空位。'),
      benefits: t('Less driving in search of a place.', '减少寻位绕行。')
    },
    {
      name: t('Rain garden', '雨水花园'),
      category: 'environment',
      since: '2023-05',
      overview: t('Steers 160 rain gardens by the forecast.', '依据气象预报调控160处雨水花园。'),
      benefits: t('No flooded street in two summers.', '连续两个汛期道路无积水。')
    }
  ],
  bestPractice: t(
    'Street before the street, because planners have to answer what people saw in it.',
    '未建先见。居民所见所问，规划部门必须答复。'
  ),
  law: {
    title: t('Xuni rules on building permits', '虚拟新区建设工程许可规定'),
    area: 'building',
    level: 'city',
    effect: 'positive',
    explanation: t(
      'No permit without a check on the model, and no check without answers to all remarks.',
      '未经模型审查不予许可，意见未答复完毕不予审查。'
    )
  },
  evidence: {
    title: t('Report of the chief engineer', '总工程师年度报告'),
    text: t(
      'Permits: 188, all checked on the model. Remarks answered: 2,740. Changes after the start of building: minus 52 per cent.',
      '核发许可188件，模型审查率100%；答复意见2740条；开工后设计变更下降52%。'
    )
  },
  findings: {
    'smart-city-strategy': [
      t(
        'Plan, model and building are one chain, and the strategy says for each link who answers for it. It is a strategy of building; what happens in the houses later is hardly in it.',
        '规划、模型、建设环环相扣，战略明确了每一环节的责任主体。但其重在“建”，对入住之后的内容着墨不多。'
      )
    ],
    stakeholders: [
      t(
        'Everybody can walk through planned streets and leave remarks; 2,740 were answered before a permit was given. Those who will live there later cannot speak yet, and nobody speaks for them.',
        '公众可漫游规划街区并留言，许可前答复意见2740条。未来入住者尚无从发声，也无人代言。'
      )
    ],
    governance: [
      t(
        'Planning, building and operation are in one hand, and each change of the model is signed. This is quick and traceable. There is no body outside the committee that checks it.',
        '规划、建设、运营一体化，模型变更留痕可溯，效率较高。但缺少管委会之外的监督机构。'
      )
    ],
    funding: [
      t(
        'Seven tenths of 1.25 billion yuan come from the sale of land use rights. When that income fell, sensors and staff were cut in the same year. A source that lasts is being sought.',
        '总投入12.5亿元，约七成来自土地出让收入。收入下降当年，感知设施和人员随即压减，正在寻求稳定的资金来源。'
      )
    ],
    'value-assessment': [
      t(
        'Changes after the start of building are compared with two neighbouring areas. It is one of the few comparisons in this study. The use of the model after the building stands is not examined.',
        '开工后设计变更与相邻两个片区进行比较，是本研究中为数不多的对照测算。但未考察建成后模型的使用情况。'
      )
    ],
    'business-models': [
      t(
        'Builders pay for each check. The fee covers a quarter of the costs of the model, and falls when less is built. Other customers have not been found.',
        '建设单位按次付费，仅能覆盖模型成本的四分之一，且随建设量减少而下降，尚未找到其他付费用户。'
      )
    ],
    'ict-infrastructure': [
      t(
        'The model is exact to five centimetres above and below ground and is updated with each permit. Every office works on it. Interfaces follow national standards and are tested with each release.',
        '模型地上地下精度五厘米，随许可同步更新，各部门共用。接口符合国家标准，每次发布均经测试。'
      )
    ],
    'smart-city-services': [
      t(
        'Residents see planned buildings with light and wind and must be answered. Rain gardens have kept streets dry for two summers. Services for daily life, such as health, are only planned.',
        '居民可查看规划建筑的日照和通风，意见必须答复。雨水花园连续两个汛期未发生道路积水。医疗等日常服务尚在规划。'
      )
    ],
    'legal-regulatory': [
      t(
        'No permit is given without a check on the model, and no check without answers. The rule is short, known and kept. Liability for errors of the model is not regulated.',
        '未经模型审查不予许可，未答复意见不予审查，规定简明、知晓度高、执行到位。模型出错的责任承担尚无规定。'
      )
    ]
  },
  levels: 'mmbbmbmbm'
};

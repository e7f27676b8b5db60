/** Holds the desk research of the sample study: sources, topics, entries, figures, a table and a talk. All of it is invented. */
import type { EntryInput } from '#rules/context/context.ts';
import type { FigureInput } from '#rules/context/context-figure.ts';
import type { SourceInput } from '#rules/bibliography/bibliography.ts';
import type { Bilingual } from '#base/locale.ts';
import { t } from './towns/town.ts';

export const sources: Readonly<Record<string, SourceInput>> = {
  barometer: {
    kind: 'report',
    title: t('Barometer of invented towns', '虚构城镇晴雨表'),
    author: 'Institute of Samples',
    publisher: t('Institute of Samples', '样例研究所'),
    date: '2024-05',
    address: ''
  },
  almanac: {
    kind: 'statistics',
    title: t('Almanac of places that do not exist', '乌有之乡年鉴'),
    author: 'Office of Invented Statistics',
    publisher: t('Office of Invented Statistics', '虚构统计局'),
    date: '2024',
    address: ''
  },
  act: {
    kind: 'policy',
    title: t('Act on public sensors (invented)', '公共感知设备法（虚构）'),
    author: '',
    publisher: t('Invented parliament', '虚构议会'),
    date: '2022-03',
    address: ''
  }
};

export const topics: Readonly<Record<string, Bilingual>> = {
  sharing: t('Sharing of data between offices', '部门间数据共享'),
  running: t('Running costs of digital services', '数字服务运行经费'),
  ageing: t('Services for older people', '面向老年人的服务')
};

type OfTopic<Input> = Omit<Input, 'topicId' | 'citations'> & {
  readonly topic: string;
  readonly source: string;
  readonly place: string;
};

export const entries: readonly OfTopic<EntryInput>[] = [
  {
    topic: 'sharing',
    source: 'act',
    place: 'Art. 4',
    register: 'policy',
    area: null,
    title: t('Act on public sensors', '公共感知设备法'),
    summary: t(
      'Whoever sets up a sensor in public enters it in a register with purpose, owner and time of storage.',
      '在公共场所设置感知设备的，应登记其用途、所有者和数据保存期限。'
    ),
    issuer: t('Invented parliament', '虚构议会'),
    date: '2022-03',
    cities: ['exemplia', 'sampleford'],
    caution: null,
    pins: [{ characteristic: 'legal-regulatory', question: null, city: null }]
  },
  {
    topic: 'running',
    source: 'barometer',
    place: 'p. 31',
    register: 'trend',
    area: 'financing',
    title: t('Money that follows results', '资金与成效挂钩'),
    summary: t(
      'Banks begin to tie the rate of a loan to figures that they read themselves.',
      '银行开始将贷款利率与其自行读取的数据挂钩。'
    ),
    issuer: t('Institute of Samples', '样例研究所'),
    date: '2024-05',
    cities: ['jiashe', 'mockhaven'],
    caution: null,
    pins: [{ characteristic: 'funding', question: null, city: null }]
  },
  {
    topic: 'running',
    source: 'barometer',
    place: 'p. 40',
    register: 'financing',
    area: null,
    title: t('Fund for the fifth year', '第五年基金'),
    summary: t(
      'Pays half of the running costs of a service in its fifth to seventh year, if residents use it.',
      '居民实际使用的服务，第五至第七年运行经费由该基金承担一半。'
    ),
    issuer: t('Invented development bank', '虚构开发银行'),
    date: '2023',
    cities: [],
    caution: t('The fund is invented and takes no applications.', '该基金为虚构，不受理申请。'),
    pins: []
  },
  {
    topic: 'ageing',
    source: 'barometer',
    place: 'p. 12',
    register: 'concept',
    area: null,
    title: t('A person next to the machine', '“技术＋人”'),
    summary: t(
      'A digital service is complete only with a person who helps those who cannot use it alone.',
      '数字服务须配有人员，协助无法独立使用者，方为完整。'
    ),
    issuer: t('Institute of Samples', '样例研究所'),
    date: '2024-05',
    cities: ['nizao', 'yangli'],
    caution: null,
    pins: [{ characteristic: 'smart-city-services', question: null, city: null }]
  }
];

const percent = {
  measure: 'percent' as const,
  currency: null,
  unit: t('', ''),
  valueTo: null,
  valueText: ''
};

export const figures: readonly OfTopic<FigureInput>[] = [
  {
    ...percent,
    topic: 'sharing',
    source: 'barometer',
    place: 'p. 8',
    label: t('Offices that share data', '实现数据共享的部门比例'),
    value: 38,
    comparator: 'eq',
    period: '2023',
    nature: 'observed',
    scope: t('60 invented towns', '60个虚构城镇'),
    method: t('Survey', '问卷调查'),
    caution: null,
    pins: []
  },
  {
    ...percent,
    topic: 'sharing',
    source: 'almanac',
    place: 'Table 4',
    label: t('Offices that share data', '实现数据共享的部门比例'),
    value: 55,
    comparator: 'eq',
    period: '2023',
    nature: 'observed',
    scope: t('All offices that answered', '全部填报部门'),
    method: t('Reports of the offices about themselves', '部门自报'),
    caution: t('Offices report about themselves.', '数据由部门自行填报。'),
    pins: []
  },
  {
    ...percent,
    topic: 'running',
    source: 'barometer',
    place: 'p. 33',
    label: t('Services still running after seven years', '运行满七年的服务比例'),
    value: 60,
    comparator: 'gte',
    period: '2030',
    nature: 'planned',
    scope: t('60 invented towns', '60个虚构城镇'),
    method: t('Target of the towns', '城镇目标值'),
    caution: null,
    pins: []
  }
];

export const table = {
  topic: 'ageing',
  source: 'almanac',
  place: 'Table 9',
  title: t('Use of digital services by age', '分年龄数字服务使用率'),
  columns: [t('2022', '2022年'), t('2023', '2023年')],
  rows: [
    { label: t('Under 40', '40岁以下'), values: [81, 84] },
    { label: t('40 to 64', '40—64岁'), values: [66, 71] },
    { label: t('65 and above', '65岁及以上'), values: [24, 33] }
  ]
};

export const talk = {
  party: t('Invented Sensors Ltd', '虚构传感有限公司'),
  summary: t(
    'The company showed a sensor that reports its own purpose to passers-by. It asked which standard towns will demand.',
    '该公司演示了可向路人告知用途的感知设备，并询问城镇将采用何种标准。'
  )
};

/** Holds the trends and challenges of the sample study, with what bears them out. */
import type { ThemeInput } from '#rules/practices/theme.ts';
import { t, type Characteristic } from './towns/town.ts';

/** Names words of the findings on a town. */
interface Words {
  readonly town: string;
  readonly section: Characteristic;
  readonly words: string;
}

export interface SampleTheme extends ThemeInput {
  readonly key: string;
  readonly supports: readonly Words[];
  readonly counters: readonly Words[];
  /** Names the entries of the research that bear it out, by their English title. */
  readonly entries: readonly string[];
  /** Names the good practices that answer it. */
  readonly practices: readonly string[];
}

export const themes: readonly SampleTheme[] = [
  {
    key: 'running-costs',
    kind: 'challenge',
    scope: 'common',
    origin: 'both',
    answer: 'partly',
    statement: t(
      'Money is found for building and not for running: services end with the project that paid for them.',
      '有钱建、无钱养：项目资金一停，服务随之中断。'
    ),
    explanation: t(
      'Grants pay for networks and hardware within a few years. Where running costs are in the budget from the start, as in Sampleford, services stay.',
      '资助资金须在数年内用于网络和硬件。凡如样例渡般在起步阶段即将运行经费列入预算的，服务均得以延续。'
    ),
    characteristics: ['funding'],
    supports: [
      { town: 'testburg', section: 'funding', words: 'come from a national programme' },
      { town: 'exemplia', section: 'funding', words: 'a grant that had to be spent within three years' },
      { town: 'nizao', section: 'funding', words: 'pays for networks and not for people' },
      { town: 'xuni', section: 'funding', words: 'sensors and staff were cut in the same year' }
    ],
    counters: [
      {
        town: 'sampleford',
        section: 'funding',
        words: 'Running costs after the grant ends are in the budget'
      }
    ],
    entries: ['Fund for the fifth year'],
    practices: ['heat-account']
  },
  {
    key: 'data-apart',
    kind: 'challenge',
    scope: 'common',
    origin: 'cities',
    answer: 'partly',
    statement: t(
      'Offices keep their data apart, out of habit, for lack of a platform or because they read the law narrowly.',
      '或因惯例、或因缺少平台、或因从严解读法律，部门数据各自为政。'
    ),
    explanation: t(
      'A duty to share with reasons for exceptions has changed this in Yangli within two years.',
      '样例市规定“共享为原则、不共享须说明理由”，两年内局面得以改变。'
    ),
    characteristics: ['ict-infrastructure', 'legal-regulatory', 'governance'],
    supports: [
      { town: 'testburg', section: 'ict-infrastructure', words: 'keep their data in tables of their own' },
      { town: 'exemplia', section: 'legal-regulatory', words: 'has kept data apart for two years' },
      {
        town: 'mockhaven',
        section: 'ict-infrastructure',
        words: 'the exchange between them is done by hand'
      },
      { town: 'nizao', section: 'ict-infrastructure', words: 'Data lie at three operators' }
    ],
    counters: [
      { town: 'yangli', section: 'legal-regulatory', words: 'A regulation obliges departments to share' }
    ],
    entries: [],
    practices: ['one-line']
  },
  {
    key: 'people-and-machine',
    kind: 'trend',
    scope: 'common',
    origin: 'both',
    answer: 'answered',
    statement: t(
      'Digital services are joined with people: towns pay for somebody who sits next to those who cannot use them alone.',
      '数字服务与人工相结合：城镇为无法独立使用者配备陪同人员。'
    ),
    explanation: t(
      'What older people need is not another application but a person whom they know.',
      '老年人需要的不是又一个应用，而是一位熟悉的人。'
    ),
    characteristics: ['stakeholders', 'smart-city-services'],
    supports: [
      {
        town: 'nizao',
        section: 'smart-city-services',
        words: 'technology and a person together make the service'
      },
      { town: 'yangli', section: 'stakeholders', words: 'Everybody can speak, and is asked afterwards' },
      { town: 'mockhaven', section: 'smart-city-services', words: 'Its texts were written with tenants' }
    ],
    counters: [{ town: 'exemplia', section: 'smart-city-services', words: 'Use by people above 65 is low' }],
    entries: ['A person next to the machine'],
    practices: ['doctor']
  },
  {
    key: 'money-and-results',
    kind: 'trend',
    scope: 'common',
    origin: 'both',
    answer: 'answered',
    statement: t(
      'Lenders read meters themselves and tie the price of money to what happens.',
      '出资方自行读取计量数据，资金价格与实际成效挂钩。'
    ),
    explanation: t(
      'In Mockhaven and Jiashe private money carries more than four fifths of the work.',
      '在模拟港和假设区，社会资金承担了八成以上的投入。'
    ),
    characteristics: ['funding', 'business-models'],
    supports: [
      { town: 'mockhaven', section: 'funding', words: 'lends against the heat bills' },
      { town: 'jiashe', section: 'funding', words: 'The bank reads the meters and lowers its rate' }
    ],
    counters: [],
    entries: ['Money that follows results'],
    practices: ['heat-account']
  },
  {
    key: 'asked-late',
    kind: 'challenge',
    scope: 'first',
    origin: 'cities',
    answer: 'open',
    statement: t(
      'On the European side firms and districts are heard after the decision.',
      '欧方企业和城区往往在决策之后才被征询。'
    ),
    explanation: t('', ''),
    characteristics: ['stakeholders'],
    supports: [
      { town: 'sampleford', section: 'stakeholders', words: 'Small firms are heard late' },
      { town: 'exemplia', section: 'stakeholders', words: 'They come in only after things are built' }
    ],
    counters: [
      { town: 'testburg', section: 'stakeholders', words: 'draw the routes of the night bus together' }
    ],
    entries: [],
    practices: []
  }
];

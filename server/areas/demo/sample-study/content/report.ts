/** Holds the chapters of the sample study’s report, the passages of its shorter papers, and its erratum. */
import type { Bilingual } from '#base/locale.ts';
import { t } from './towns/town.ts';
import type { Written } from '../texts.ts';

/** Describes a paragraph in which words cite a source of the research, by its key there. */
export interface Citing {
  readonly cites: string;
  readonly words: Bilingual;
  readonly before: Bilingual;
  readonly after: Bilingual;
}

export interface SampleChapter {
  readonly title: Bilingual;
  readonly text: readonly (Written | Citing)[];
}

export const chapters: readonly SampleChapter[] = [
  {
    title: t('Summary', '摘要'),
    text: [
      t(
        'Eight towns that do not exist answered one framework of nine characteristics. Experts of both sides wrote about each of them together, in two languages, and judged levels without seeing each other’s scores.',
        '八个并不存在的城镇填报了包含九项特征的同一评估框架。双方专家以两种语言共同撰写评估意见，并在互不知晓评分的情况下独立评级。'
      ),
      t(
        'Three things are common to both sides. Money is found for building and not for running. Offices keep their data apart. And the services that people use most are those with a person next to the machine.',
        '双方有三点共性：有钱建、无钱养；部门数据各自为政；最受欢迎的服务往往是“技术＋人”。'
      ),
      t(
        'The levels in this report rank nobody. Each says how far a town has come in one characteristic, and what its own next step is.',
        '本报告所列等级不用于排名，仅说明各城镇在单项特征上的进展及其自身的下一步。'
      )
    ]
  },
  {
    title: t('Introduction', '引言'),
    text: [
      t(
        'This is the report of a sample study. Its towns, people, figures and sources are invented, so that everybody can learn from it how a study is carried out and what comes out of it.',
        '本文为样例研究的报告。其中的城镇、人物、数据和资料来源均为虚构，旨在帮助使用者了解研究的开展过程与成果形态。'
      ),
      { heading: t('How the towns were chosen', '城镇遴选') },
      t(
        'Each side chose four towns of different size. All of them fulfil three criteria: they are invented, one office answers for the work, and at least two services are running.',
        '双方各选取四个规模不同的城镇。入选城镇均满足三项标准：属于虚构、有部门负责、至少两项服务在运行。'
      ),
      { heading: t('How they were assessed', '评估方式') },
      t(
        'Towns answered in their own language; experts of the other side read the answers in translation. A panel of experts of both sides judged every characteristic, and nobody judged a town about which they write.',
        '各城镇以本国语言填报，对方专家阅读译文。每项特征由双方专家组成的小组评定，撰稿专家不参与所撰城镇的评级。'
      ),
      t(
        'Each town was shown what was written about it before it was approved. Seven comments came in, and the report says what became of them.',
        '评估意见批准前均征求了城镇意见，共收到意见七条，处理情况见附件。'
      )
    ]
  },
  {
    title: t('Synopses of the towns', '城镇综述'),
    text: [
      t(
        'The following synopses are in the order of the list of pilots. What is said in them was approved by both chairs as it stands here.',
        '以下综述按试点名单顺序排列，内容均经双方主席按现有文本批准。'
      )
    ]
  },
  {
    title: t('Levels of the towns', '城镇等级'),
    text: [
      t(
        'Of seventy-two panels, one remained divided and two recorded a dissent. Where the answer was too thin, no level was given; this is not a low level.',
        '七十二个评分小组中，一个意见分歧，两个记录了少数意见。答复信息不足的不予评级，不等于低水平。'
      )
    ]
  },
  {
    title: t('Trends, challenges and good practice', '趋势、挑战与良好实践'),
    text: [
      { heading: t('Running costs', '运行经费') },
      t(
        'Testburg, Exemplia, Nizao and Xuni have built with money that ends. Sampleford put the running costs into its budget before it asked for the grant, and Mockhaven and Jiashe found lenders who read the meters. These are three ways out, and none of them needs a richer town.',
        '测试堡、示例亚、拟造和虚拟新区均以有期限的资金建设。样例渡在申请资助之前即将运行经费列入预算，模拟港与假设区则引入了直接读取计量数据的出资方。三条出路均不以财力雄厚为前提。'
      ),
      {
        cites: 'barometer',
        before: t('The ', '《'),
        words: t('Barometer of invented towns', '虚构城镇晴雨表'),
        after: t(
          ' finds the same in towns that take no part in this study.',
          '》对未参与本研究的城镇亦有同样发现。'
        )
      },
      { heading: t('Data between offices', '部门间数据') },
      t(
        'Where a rule obliges offices to share and to give reasons for exceptions, as in Yangli, the catalogue grows by itself. Where each lawyer reads the law alone, as in Exemplia, two years pass.',
        '凡如样例市以规定要求共享、例外须说明理由的，数据目录自行增长；凡如示例亚由各部门法务各自解读的，两年光阴流逝。'
      ),
      { heading: t('A person next to the machine', '“技术＋人”') },
      t(
        'Nizao shows that a helper whom people know brings older patients to a doctor by video. Exemplia counts how many people above 65 do not use its services; no other town does that.',
        '拟造表明，一位熟悉的辅导员能让老年患者用上远程问诊。示例亚统计了65岁以上未使用服务的人数，为其他城镇所无。'
      )
    ]
  },
  {
    title: t('Next steps', '后续工作'),
    text: [
      t(
        'The recommendations were approved by both chairs. The towns meet again in a year and report what they have done with them.',
        '各项建议经双方主席批准。各城镇将于一年后再次会面，通报落实情况。'
      )
    ]
  }
];

/** Holds the passages of the White Paper by its parts; each rests on words of a chapter. */
export const whitePaper: Readonly<
  Record<'message' | 'found' | 'advice', readonly { readonly text: Bilingual; readonly restsOn: string }[]>
> = {
  message: [
    {
      text: t(
        'Plan for the fifth year before you build: money for running is what smart towns lack most.',
        '先谋第五年，再谋建设：智慧城镇最缺的是运行经费。'
      ),
      restsOn: 'Three things are common to both sides'
    }
  ],
  found: [
    {
      text: t(
        'Four of eight towns run services on money that ends. Those that last have budgets or lenders who look at results.',
        '八个城镇中有四个以有期限的资金维持服务；能够延续的，或有预算保障，或有看重成效的出资方。'
      ),
      restsOn: 'have built with money that ends'
    },
    {
      text: t(
        'A duty to share, with reasons for exceptions, moves data faster than any platform.',
        '“应共享尽共享、例外说明理由”，比任何平台都更能促进数据流动。'
      ),
      restsOn: 'Where a rule obliges offices to share'
    }
  ],
  advice: [
    {
      text: t(
        'Pay for a person next to each digital service, and say in the budget what this costs.',
        '为每项数字服务配备人员，并在预算中列明费用。'
      ),
      restsOn: 'a helper whom people know'
    }
  ]
};

export const erratum = t(
  'In the introduction, the number of comments is seven; an earlier draft said eight.',
  '引言中的意见数量应为七条，早前草稿误作八条。'
);

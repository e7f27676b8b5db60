import type { PracticeInput } from '#rules/practices/practice.ts';
import { t, type Characteristic } from './towns/town.ts';

export interface SamplePractice extends Omit<PracticeInput, 'characteristic'> {
  readonly key: string;
  readonly characteristic: Characteristic;
  /** Holds English words of the findings on which the card rests, and the question that it cites. */
  readonly words: string;
  readonly question: string;
  /** A withdrawn one was published first. */
  readonly stage: 'draft' | 'asked' | 'published' | 'withdrawn';
}

export const practices: readonly SamplePractice[] = [
  {
    key: 'one-line',
    cityId: 'yangli',
    characteristic: 'smart-city-services',
    categories: ['public-services'],
    contact: 'Ji Mofan, hotline@yangli.example',
    title: t('One line for all requests', '一号响应'),
    problem: t(
      'People were sent from office to office, and the same complaint came back each month.',
      '群众办事来回跑，同类投诉月月重复。'
    ),
    solution: t(
      'One number takes every request and names one responsible office. Matters that are often asked become a campaign that solves them for all. Everybody is called back, and the answer counts in the review of the office.',
      '一个号码统一受理，每件落实唯一责任部门；高频事项开展专项治理；逐件回访，结果纳入部门考核。'
    ),
    results: t(
      'In the last year 93 per cent of 1.86 million requests were settled within five days; requests that come back fell by 41 per cent.',
      '上年受理186万件，五日内办结率93%；重复诉求下降41%。'
    ),
    conditions: t(
      'The mayor chairs the monthly meeting, and satisfaction counts in the yearly review.',
      '市长每月调度，满意度纳入年度考核。'
    ),
    transferability: t(
      'Any town with one number and the courage to publish what it does not settle. Begin with three offices.',
      '凡具备统一号码、敢于公开未办结事项的城镇均可借鉴，建议从三个部门起步。'
    ),
    resources: t('120 people at the telephones, 9 million yuan a year.', '话务人员120名，年经费900万元。'),
    words: 'One line takes every request',
    question: 'services.register',
    stage: 'published'
  },
  {
    key: 'heat-account',
    cityId: 'mockhaven',
    characteristic: 'funding',
    categories: ['energy-utilities'],
    contact: 'Tilda Attrappe, heat@mockhaven.example',
    title: t('A loan that reads the bills of public buildings', '以公共建筑供热费为依据的贷款'),
    problem: t(
      'The network needed 45 million euros, and the city could lend no more.',
      '管网建设需4500万欧元，而市政府举债空间已尽。'
    ),
    solution: t(
      'A development bank lends against the heat bills of public buildings. The contract of 18 months of talks is open to all.',
      '开发银行以公共建筑供热费收入为依据放贷。历时十八个月谈成的合同文本向社会公开。'
    ),
    results: t(
      'Four fifths of the money are private, and emissions from heating fell by 27 per cent.',
      '八成资金来自社会资本，供暖碳排放下降27%。'
    ),
    conditions: t('Meters that both sides trust.', '双方认可的计量设备。'),
    transferability: t(
      'Towns with public buildings on one network can take over the contract within half a year.',
      '公共建筑接入同一管网的城镇，半年内即可套用该合同。'
    ),
    resources: t('One lawyer and one engineer for a year and a half.', '一名法务、一名工程师，为期一年半。'),
    words: 'A development bank lends against the heat bills',
    question: 'funding.sources',
    stage: 'published'
  },
  {
    key: 'doctor',
    cityId: 'nizao',
    characteristic: 'stakeholders',
    categories: ['health', 'community-development'],
    contact: 'Ni Daotian, doctor@nizao.example',
    title: t('A helper next to the doctor by video', '云上问诊辅导员'),
    problem: t(
      'Older people in the villages could not use services that run on a telephone.',
      '村里老年人无法使用手机端服务。'
    ),
    solution: t(
      'Each village chooses a digital helper who sits next to patients, explains services at the door and reports what does not work.',
      '每村推选数字辅导员，陪同患者问诊、上门讲解、反馈问题。'
    ),
    results: t(
      'More than half of the patients are above 65; 26,000 journeys were saved in a year.',
      '患者过半为65岁以上，一年减少出行2.6万人次。'
    ),
    conditions: t('Somebody pays the helpers.', '辅导员报酬有保障。'),
    transferability: t(
      'Villages and quarters everywhere. What has to be solved first is who pays after the project.',
      '各地村庄和社区均可借鉴，须先解决项目结束后的报酬来源。'
    ),
    resources: t('233 helpers for four hours a week.', '辅导员233名，每周四小时。'),
    words: 'Every village chooses a helper',
    question: 'stakeholders.citizen-engagement',
    stage: 'published'
  },
  {
    key: 'register',
    cityId: 'exemplia',
    characteristic: 'smart-city-services',
    categories: ['open-data'],
    contact: 'Costanza Esempio, register@exemplia.example',
    title: t('A register of sensors that people can object to', '可提异议的感知设备公示'),
    problem: t(
      'Nobody knew which cameras the city runs, and for what.',
      '无人知晓城市设有哪些摄像头、作何用途。'
    ),
    solution: t(
      'A map names each sensor with purpose, owner and time of storage. An ombudsman decides on objections within thirty days.',
      '地图公示每个设备的用途、所有者和保存期限，监察专员三十日内裁定异议。'
    ),
    results: t('96 objections, 14 sensors switched off.', '受理异议96件，关停设备14个。'),
    conditions: t('An office that may decide against the city.', '有权作出不利于市政府裁定的机构。'),
    transferability: t(
      'The software is open; the ombudsman is the difficult part.',
      '软件已开源，难点在于监察专员制度。'
    ),
    resources: t('Two people and the ombudsman.', '两名工作人员及一名监察专员。'),
    words: 'The register of sensors lets people see and object',
    question: 'services.register',
    stage: 'withdrawn'
  },
  {
    key: 'high-water',
    cityId: 'sampleford',
    characteristic: 'smart-city-services',
    categories: ['prevention'],
    contact: 'Agnes Probe, water@sampleford.example',
    title: t('Warnings by street', '精确到街道的预警'),
    problem: t(
      'Warnings spoke of districts, and people ignored them.',
      '以往预警以片区为单位，居民不予理会。'
    ),
    solution: t(
      'Each household is told whether its own street will be under water, six hours ahead, and when it is over.',
      '提前六小时告知每户所在街道是否积水以及解除时间。'
    ),
    results: t('68 per cent fewer cars were damaged.', '车辆受损减少68%。'),
    conditions: t('Gauges that report every ten minutes.', '水位计每十分钟上报。'),
    transferability: t('Towns at rivers and coasts with a map of heights.', '具备高程数据的沿江沿海城镇。'),
    resources: t('3.4 million euros for sensors, two people.', '感知设备340万欧元，两名工作人员。'),
    words: 'The high-water notice speaks of streets',
    question: 'services.register',
    stage: 'asked'
  },
  {
    key: 'night-bus',
    cityId: 'testburg',
    characteristic: 'smart-city-services',
    categories: ['transportation'],
    contact: '',
    title: t('Routes drawn by those who ride', '乘客自己画的线路'),
    problem: t('After nine in the evening no bus ran.', '晚九点后没有公交。'),
    solution: t('Students and older people draw the routes together.', '学生与老年人共同规划线路。'),
    results: t('Nobody waits longer than 18 minutes.', '候车不超过18分钟。'),
    conditions: t('', ''),
    transferability: t('', ''),
    resources: t('', ''),
    words: 'The night bus comes within 18 minutes',
    question: 'services.register',
    stage: 'draft'
  }
];

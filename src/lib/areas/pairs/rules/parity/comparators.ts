/** Reads what a number is said to be: about, over, at least, 超过, 以上, 左右 and their like. */
import { PhraseTable } from './phrases.ts';
import { comparators } from './quantity.ts';

const { exact, about, over, under, nearly } = comparators;
type Rows = readonly (readonly [meaning: number, phrases: string])[];

const englishBefore: Rows = [
  [
    over,
    'more than|over|above|in excess of|exceed(?:s|ing|ed)?|surpass(?:es|ing|ed)?|upwards? of|beyond|greater than'
  ],
  [
    over,
    'at least|(?:no|not) (?:less|fewer) than|(?:no|not) (?:below|under)|a minimum of|minimum|not lower than'
  ],
  [under | nearly, 'less than|fewer than|under|below|lower than|smaller than'],
  [
    under,
    'at most|(?:no|not) (?:more|higher|greater) than|not (?:above|over|exceeding|exceed)|a maximum of|maximum'
  ],
  [under | exact, 'up to|within|as much as|as many as|as high as'],
  [about, 'about|approximately|approx\\.?|around|roughly|some|circa|ca\\.?|an estimated|in the order of'],
  [nearly | about | under, 'nearly|almost|close to|just under|just below|approaching|not quite']
];
const englishAfter: Rows = [
  [over, 'or more|or above|or over|and over|and above|and more|and older'],
  [under, 'or less|or fewer|or below|or under|and under|and below|at most|at the most'],
  [about, 'or so|or thereabouts']
];
const chineseBefore: Rows = [
  [over, '超过|超出|超|逾|多于|高于|大于|突破|已过'],
  [over, '不少于|不低于|不小于|不下于|不下|至少|最少|最低|起码|下限为?'],
  [under | nearly, '不到|不足|未满|低于|少于|小于|未达'],
  [under, '不超过|未超过|不高于|不多于|不大于|至多|最多|上限为?'],
  [under | exact, '最高|最长|高达|可达|多达'],
  // 节约, 条约, 附近 and 最近 are no comparators.
  [about, '大约|约合|约为|约占|约有|约计|约需|(?<![节条合签契公预违邀履特])约|大概|大致|估计'],
  [nearly | about | under, '将近|接近|(?<![附最临就靠新])近']
];
const chineseAfter: Rows = [
  [over, '及?以上|或以上|之上|有余'],
  [under, '及?以下|或以下|之下'],
  [under | exact, '以内|之内'],
  [about, '左右|上下']
];

/** These run over a short part of the text only, so that their cost does not depend on its length. */
const before = {
  en: new PhraseTable(englishBefore, {
    before: '(?<![a-z])',
    after: '\\s+(?:an? |the |the age of |total of |a total of |one |rmb |cny )?$',
    flags: 'i'
  }),
  zh: new PhraseTable(chineseBefore, {
    before: '(?<![不未])',
    after: '(?:为|达到?|有|占|需|了|到)?[ ]?$',
    flags: ''
  })
};
const after = {
  en: new PhraseTable(englishAfter, {
    before: '^(?:,? ?[a-z]+){0,3}?,?\\s+',
    after: '(?![a-z])',
    flags: 'i'
  }),
  zh: new PhraseTable(chineseAfter, { before: '^', flags: '' }),
  // With a noun between: 30个城市以上. In 提出以上要求 it is something else.
  zhNoun: new PhraseTable(chineseAfter, {
    before: '^[\\p{Script=Han}]{1,6}?',
    after:
      '(?!要求|内容|措施|问题|情况|意见|方案|建议|目标|任务|原则|条件|数据|指标|工作|[各几两三四五六七八九十])',
    flags: 'u'
  })
};
/** The last words of the comparators, and of what may follow them. */
const lastWords = new Set(
  englishBefore
    .flatMap(([, phrases]) => phrases.split(/[^a-z]+/))
    .concat('exceeds exceeding exceeded surpasses surpassing surpassed an the of one rmb cny'.split(' '))
);
const during = /^(?:over|within|近|under)\s*$/i;
const preposition = /^(?:over|above|under|below|beyond|around|about|within|some|近|超)\s*$/i;
const lastWord = /([a-z]+)\.?\s+$/i;
const reach = { en: 36, zh: 8, noun: 12 };

export interface ReadComparator {
  readonly meaning: number;
  readonly from: number;
  readonly to: number;
}

/**
 * `isTime` is true where the number counts years or days, and `isWord` for a small number in words: “under
 * three headings” compares nothing.
 */
export function readComparator(
  language: 'en' | 'zh',
  text: string,
  { from, to, isTime, isWord }: { from: number; to: number; isTime: boolean; isWord: boolean }
): ReadComparator {
  const left = text.slice(Math.max(0, from - reach[language]), from);
  const isPossible =
    language === 'zh' || lastWords.has(lastWord.exec(left.slice(-14))?.[1]?.toLowerCase() ?? '');
  const said = isPossible ? before[language].read(left, 0) : null;
  if (said !== null) {
    // “over ten years” is during them, and 近三年 are the last three.
    const isDuring = (isTime && during.test(said.text)) || (isWord && preposition.test(said.text));
    return { meaning: isDuring ? said.meaning | exact : said.meaning, from: from - said.text.length, to };
  }
  if (text[to] === '+') return { meaning: over, from, to: to + 1 };
  const right = text.slice(to, to + reach.en);
  const follows =
    language === 'en'
      ? after.en.read(right, 0)
      : (after.zh.read(right, 0) ?? after.zhNoun.read(right.slice(0, reach.noun), 0));
  return follows === null
    ? { meaning: exact, from, to }
    : { meaning: follows.meaning, from, to: to + follows.text.length };
}

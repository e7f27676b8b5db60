/**
 * Orders names as a reader looks them up: by the alphabet in English, accents aside, and by pinyin in Chinese. A
 * collator knows one reading of a character; in names of places and families some are read otherwise, and are compared
 * as a character of the same sound that has no other.
 */
import { textFor, type Bilingual, type Locale } from './locale.ts';

/** Names of places whose first characters are read otherwise than by themselves, and characters of that sound. */
const placeReadings: ReadonlyMap<string, string> = new Map([
  ['厦门', '下门'],
  ['长沙', '常沙'],
  ['长春', '常春'],
  ['长治', '常治'],
  ['长江', '常江'],
  ['长三角', '常三角'],
  ['长兴', '常兴'],
  ['长宁', '常宁'],
  ['长安', '常安'],
  ['重庆', '虫庆'],
  ['六安', '路安'],
  ['六合', '路合'],
  ['台州', '胎州'],
  ['蚌埠', '甭布'],
  ['丽水', '离水'],
  ['番禺', '潘鱼'],
  ['乐清', '月清'],
  ['单县', '善县'],
  ['荥阳', '行阳'],
  ['曾都', '增都']
]);

/** Family names that are read otherwise than the word, and characters of that sound. */
const familyReadings: ReadonlyMap<string, string> = new Map([
  ['尉迟', '玉迟'],
  ['万俟', '末奇'],
  ['长孙', '掌孙'],
  ['单', '善'],
  ['曾', '增'],
  ['解', '谢'],
  ['仇', '求'],
  ['查', '扎'],
  ['任', '人'],
  ['朴', '瓢'],
  ['区', '欧'],
  ['盖', '葛'],
  ['翟', '宅'],
  ['乐', '月'],
  ['缪', '妙'],
  ['种', '虫'],
  ['覃', '秦'],
  ['华', '化'],
  ['宁', '佞'],
  ['燕', '烟']
]);

function replacedStart(text: string, readings: ReadonlyMap<string, string>): string {
  for (const length of [3, 2, 1]) {
    const reading = readings.get(text.slice(0, length));
    if (reading !== undefined) return reading + text.slice(length);
  }
  return text;
}

const byReading =
  (readings: ReadonlyMap<string, string>) =>
  <T>(name: (item: T) => Bilingual, locale: Locale): ((a: T, b: T) => number) => {
    const collator = new Intl.Collator(locale === 'zh' ? 'zh-Hans-u-co-pinyin' : 'en', { numeric: true });
    const keyOf = (item: T): string => {
      const { text } = textFor(name(item), locale);
      return locale === 'zh' ? replacedStart(text.trim(), readings) : text.trim();
    };
    return (a, b) => collator.compare(keyOf(a), keyOf(b));
  };

/** Returns a comparator by the name of a city, a body, a term or the like in the reader's language. */
export const byName = byReading(placeReadings);

/** Returns a comparator by the name of a person, the family name first in Chinese. */
export const byPerson = byReading(familyReadings);

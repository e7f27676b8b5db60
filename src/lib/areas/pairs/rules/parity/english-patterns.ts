/** Holds the patterns by which quantities and what follows them are found in an English passage. */
import { firstWords, ordinals } from './english-number.ts';
import { digitsPattern } from './quantity.ts';

const months =
  'January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec';
export const monthNumbers: ReadonlyMap<string, number> = new Map(
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].map((name, index) => [
    name,
    index + 1
  ])
);
const startWords = [
  ...firstWords,
  ...ordinals.keys(),
  'half',
  'twice',
  'double[ds]?',
  'doubling',
  'tripled?',
  'triples',
  'quarters?',
  'a (?:third|quarter|fifth|tenth|hundred|thousand|million|billion|dozen|decade|century|year|month|week)',
  'decade',
  'all',
  'twofold',
  'threefold',
  'fourfold',
  'fivefold',
  'tenfold',
  'hundreds?'
];
export const start = new RegExp(
  `\\d|(?<![A-Za-z])(?:(?:[Bb]y|[Tt]o|[Aa]n?)?)(?:${startWords.map((word) => `[${word[0]?.toUpperCase() ?? ''}${word[0] ?? ''}]${word.slice(1)}`).join('|')})(?![A-Za-z])|(?<![A-Za-z])(?:${months})(?![a-z])`,
  'g'
);
export const digits = new RegExp(digitsPattern, 'y');
export const longestRun = 24;
export const suffix = /(?:st|nd|rd|th)(?![A-Za-z])/y;
export const multiplier = /[\s\u00a0-]*(hundred|thousand|million|billion|trillion|bn|mn|tn)(?![A-Za-z])/iy;
export const shortMultiplier = /(m|k)(?![A-Za-z\d²³])/y;
export const percent = /\s*%|[\s-]+per[\s-]?cent(?![A-Za-z])|\s+pct(?![A-Za-z])/iy;
export const permille = /\s*‰|\s+per mille/iy;
export const points =
  /(?:\s*%)?[\s-]+(?:percentage|per cent|percent)[\s-]+points?(?![A-Za-z])|\s*(?:pp|p\.p\.)(?![A-Za-z])/iy;
export const fractionWord =
  /[\s-]+(half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)(?![A-Za-z])/iy;
export const andHalf = /[\s-]+and[\s-]+a[\s-]+half(?![A-Za-z])/iy;
export const oneInMany = /\s+(?:in|out of|of every)\s+/iy;
export const times = /[\s-]*(?:times|fold|x)(?![A-Za-z])/iy;
export const monthName = new RegExp(`^(?:${months})$`);
export const monthBehind = new RegExp(`\\s*(?:of\\s+)?(?:${months})(?![a-z])`, 'y');
export const monthBefore = new RegExp(`(?<![A-Za-z])(?:${months})\\.?\\s*(?:the\\s+)?$`);
export const dateContext =
  /(?:\b(?:in|of|by|since|until|till|from|to|and|between|early|late|mid|end|after|before|during|last|next|this|each|every|through|on|for)|\d|[-–—,(]|(?:st|nd|rd|th))[\s-]*$/i;
export const plan =
  /\s+(?:national\s+|chinese\s+)?(?:five[\s-]year(?:\s+(?:plan|programme|period))?|FYPs?|plan(?:ning)?(?![A-Za-z]))(?:\s+period)?/iy;
export const century = /[\s-]+century(?![A-Za-z])/iy;
export const link = {
  range:
    /^(?:\s*%|\s+per\s?cent)?\s*(?:[-–—~]|to|until|through|till)\s*(?:the\s+)?(?:CNY|RMB|EUR|USD|GBP|[€$£¥])?\s*$/i,
  between: {
    before: /\bbetween\s*(?:CNY|RMB|EUR|USD|GBP|[€$£¥])?\s*$/i,
    gap: /^(?:\s*%)?\s+and\s+(?:CNY|RMB|EUR|USD|GBP|[€$£¥])?\s*$/i
  },
  series: /^\s*(?:and|or|,|&)\s*$/i
};

/** Lists units and currencies as both languages write them. */
import { PhraseTable } from './phrases.ts';
import type { Dimension, Unit } from './quantity.ts';

/** Holds a unit with its patterns; a space stands for any white space or a hyphen. */
type Row = readonly [dimension: Dimension, factor: number, symbol: string, english: string, chinese: string];

const rows: readonly Row[] = [
  ['area', 1e6, 'km²', 'km²|km2|sq\\.? ?km|square (?:kilometres?|kilometers?)', '平方公里|平方千米|km²|km2'],
  ['area', 1e4, 'ha', 'ha|hectares?', '公顷|ha'],
  ['area', 1e4 / 15, 'mu', 'mu|mou', '亩'],
  ['area', 1, 'm²', 'm²|m2|sq\\.? ?m|sqm|square (?:metres?|meters?)', '平方米|平米|㎡|m²|m2'],
  ['area', 4046.8564224, 'acre', 'acres?', '英亩'],
  ['length', 1000, 'km', 'km|kms|kilomet(?:re|er)s?', '公里|千米|km'],
  ['length', 1852, 'nmi', '(?:nautical|sea) miles?|nmi', '海里'],
  ['length', 1609.344, 'mi', 'miles?', '英里'],
  ['length', 1, 'm', 'm|met(?:re|er)s?', '米'],
  ['length', 0.01, 'cm', 'cm|centimet(?:re|er)s?', '厘米|公分'],
  ['length', 0.001, 'mm', 'mm|millimet(?:re|er)s?', '毫米'],
  ['mass', 1e6, 't', 't|tonnes?|tons?|metric tons?', '吨'],
  ['mass', 1000, 'kg', 'kg|kgs|kilos?|kilogram(?:me)?s?', '公斤|千克|kg'],
  ['mass', 1, 'g', 'g|grams?|grammes?', '克'],
  ['mass', 0.001, 'mg', 'mg|milligrams?', '毫克'],
  ['volume', 1, 'm³', 'm³|m3|cubic (?:metres?|meters?)', '立方米|m³|m3|方水'],
  ['volume', 0.001, 'l', 'lit(?:re|er)s?', '升'],
  ['power', 1e9, 'GW', 'GW|gigawatts?', '吉瓦|GW'],
  ['power', 1e6, 'MW', 'MW|megawatts?', '兆瓦|MW'],
  ['power', 1e3, 'kW', 'kW|kilowatts?', '千瓦|kW'],
  ['power', 1, 'W', 'W|watts?', '瓦'],
  ['energy', 1e9, 'TWh', 'TWh|terawatt hours?', '太瓦时|TWh'],
  ['energy', 1e6, 'GWh', 'GWh|gigawatt hours?', '吉瓦时|GWh'],
  ['energy', 1e3, 'MWh', 'MWh|megawatt hours?', '兆瓦时|MWh'],
  ['energy', 1, 'kWh', 'kWh|kilowatt hours?', '千瓦时|千瓦小时|度电?(?![假过量])|kWh'],
  ['data', 1e15, 'PB', 'PB|petabytes?', 'PB|拍字节'],
  ['data', 1e12, 'TB', 'TB|terabytes?', 'TB|太字节'],
  ['data', 1e9, 'GB', 'GB|gigabytes?', 'GB|吉字节'],
  ['data', 1e6, 'MB', 'MB|megabytes?', 'MB|兆字节'],
  ['data rate', 1e9, 'Gbit/s', 'Gbps|Gb/s|Gbit/s|gigabits? per second|gigabit', 'Gbps|Gb/s|Gbit/s|千兆'],
  [
    'data rate',
    1e6,
    'Mbit/s',
    'Mbps|Mb/s|Mbit/s|megabits? per second|megabit',
    'Mbps|Mb/s|Mbit/s|兆比特每秒|兆(?![瓦字比])'
  ],
  ['months', 1200, 'century', 'centur(?:y|ies)', '个世纪'],
  ['months', 120, 'decade', 'decades?', ''],
  ['months', 12, 'year', 'years?|yrs?', '年|周年|周岁|岁'],
  ['months', 1, 'month', 'months?', '个月'],
  ['hours', 168, 'week', 'weeks?', '周(?!年|[一二三四五六日边围])|个?星期'],
  ['working days', 1, 'working day', '(?:working|business) days?', '个?工作日'],
  ['hours', 24, 'day', 'days?', '天'],
  ['hours', 1, 'hour', 'hours?|hrs?|h', '个?小时|个钟头'],
  ['hours', 1 / 60, 'minute', 'minutes?|mins?', '分钟'],
  ['hours', 1 / 3600, 'second', 'seconds?|secs?', '秒钟?'],
  ['speed', 1, 'km/h', 'km/h|kph|kilomet(?:re|er)s? (?:per|an) hour', '公里/小时|公里每小时|千米/小时|km/h'],
  ['temperature', 1, '°C', '°C|℃|degrees (?:Celsius|centigrade)', '摄氏度|℃|°C'],
  [
    'concentration',
    1,
    'µg/m³',
    '[µμ]g/m³|[µμ]g/m3|micrograms? per cubic (?:metre|meter)|micrograms? a cubic (?:metre|meter)',
    '微克/立方米|微克每立方米|[µμ]g/m³|[µμ]g/m3'
  ],
  [
    'concentration',
    1000,
    'mg/m³',
    'mg/m³|mg/m3|milligrams? per cubic (?:metre|meter)',
    '毫克/立方米|毫克每立方米|mg/m³|mg/m3'
  ],
  ['people', 1, 'person', 'people|persons?|inhabitants|residents', '人(?![均次工才大民力为文口])|人口'],
  ['households', 1, 'household', 'households?|families', '户(?!外|籍|型)']
];

const unitsOf = (column: 3 | 4): [Unit, string][] =>
  rows.map((row) => [{ dimension: row[0], factor: row[1], symbol: row[2] }, row[column]]);
const english = new PhraseTable(unitsOf(3), { after: '(?![\\p{L}\\d²³])', flags: 'yu' });
const chinese = new PhraseTable(unitsOf(4), { flags: 'yu' });

function readUnit(table: PhraseTable<Unit>, text: string, at: number): { unit: Unit; to: number } | null {
  const found = table.read(text, at);
  return found && { unit: found.meaning, to: at + found.text.length };
}

export const readEnglishUnit = (text: string, at: number): { unit: Unit; to: number } | null =>
  readUnit(english, text, at);
export const readChineseUnit = (text: string, at: number): { unit: Unit; to: number } | null =>
  readUnit(chinese, text, at);

/** By their ISO 4217 codes: words and signs before a number, words after it. */
const currencyRows: readonly (readonly [code: string, before: string, english: string, chinese: string])[] = [
  ['CNY', 'CNY|RMB|¥|人民币', 'CNY|RMB|yuan|renminbi', '元人民币|元|人民币'],
  ['EUR', 'EUR|€', 'EUR|€|euros?', '欧元'],
  ['USD', 'USD|US\\$|\\$', 'USD|(?:US )?dollars?', '美元'],
  ['GBP', 'GBP|£', 'GBP|pounds? sterling|pounds?', '英镑'],
  ['JPY', 'JPY', 'JPY|yen', '日元'],
  ['KRW', 'KRW', 'KRW|won', '韩元'],
  ['HKD', 'HKD|HK\\$', 'HKD|Hong Kong dollars?', '港元|港币'],
  ['SGD', 'SGD|S\\$', 'SGD|Singapore dollars?', '新元|新加坡元'],
  ['AUD', 'AUD|A\\$', 'AUD|Australian dollars?', '澳元|澳大利亚元'],
  ['CHF', 'CHF', 'CHF|Swiss francs?', '瑞士法郎|瑞郎'],
  ['DKK', 'DKK', 'DKK|Danish kroner', '丹麦克朗'],
  ['SEK', 'SEK', 'SEK|Swedish kronor', '瑞典克朗']
];

const codesOf = (column: 1 | 2 | 3): [string, string][] => currencyRows.map((row) => [row[0], row[column]]);
const beforeNumber = new PhraseTable(codesOf(1), {
  before: '(?<![A-Za-z])',
  after: '[ \\u00a0]?$',
  flags: ''
});
const afterNumber = {
  en: new PhraseTable(codesOf(2), { after: '(?![A-Za-z])', flags: 'y' }),
  zh: new PhraseTable(codesOf(3), { flags: 'y' })
};

/** Reads the currency that is written directly before a position, in either language. */
export function readCurrencyBefore(text: string, at: number): { code: string; from: number } | null {
  if (!/[A-Z$€£¥币][ \u00a0]?$/.test(text.slice(Math.max(0, at - 2), at))) return null;
  const found = beforeNumber.read(text.slice(Math.max(0, at - 6), at), 0);
  return found && { code: found.meaning, from: at - found.text.length };
}
export function readCurrencyAfter(
  language: 'en' | 'zh',
  text: string,
  at: number
): { code: string; to: number } | null {
  const found = afterNumber[language].read(text, at);
  return found && { code: found.meaning, to: at + found.text.length };
}

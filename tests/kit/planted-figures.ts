/**
 * Makes pairs of an English and a Chinese passage that agree, and the same pairs with one fault of a known kind
 * on one side. The sentences are not those on which the parity checks were written: only the figures of
 * docs/two-languages.md are measured with them.
 */
import { chanceOf, type Chance } from '#base/chance.ts';
import { findingKinds, type FindingKind } from '#rules/pairs/parity/finding.ts';

export type PlantedKind = Exclude<FindingKind, 'chip'>;
export const plantedKinds = findingKinds.filter((kind): kind is PlantedKind => kind !== 'chip');

interface Range {
  readonly from: number;
  readonly to: number;
}

export interface PlantedPair {
  readonly en: string;
  readonly zh: string;
  /** Null for a pair that agrees. */
  readonly fault: {
    readonly kind: PlantedKind;
    /** Names the language in which the passage was changed. */
    readonly side: 'en' | 'zh';
    readonly en: Range | null;
    readonly zh: Range | null;
  } | null;
}

export const plantedNames = [
  { en: ['Rotterdam'], zh: ['鹿特丹'] },
  { en: ['Suzhou'], zh: ['苏州'] },
  { en: ['Wuxi'], zh: ['无锡'] },
  { en: ['Ghent'], zh: ['根特'] },
  { en: ['Turin'], zh: ['都灵'] },
  { en: ['Qingdao'], zh: ['青岛'] },
  { en: ['Porto'], zh: ['波尔图'] },
  { en: ['Foshan'], zh: ['佛山'] },
  { en: ['European Investment Bank', 'EIB'], zh: ['欧洲投资银行'] },
  { en: ['Ministry of Ecology'], zh: ['生态部'] }
] as const;

type Comparator = 'exact' | 'about' | 'over' | 'at least' | 'under' | 'at most' | 'nearly';
interface Amount {
  readonly kind: 'money' | 'measure' | 'count' | 'share';
  readonly value: number;
  readonly unit: string;
  readonly comparator: Comparator;
}
type Filled =
  | Amount
  | { readonly kind: 'year'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: 'span'; readonly first: number; readonly last: number }
  | { readonly kind: 'plan'; readonly number: number }
  | { readonly kind: 'interval'; readonly low: number; readonly high: number; readonly unit: string }
  | { readonly kind: 'items'; readonly items: readonly number[]; readonly style: number }
  | { readonly kind: 'name'; readonly at: number };
type SlotKind = Filled['kind'];

const pick = <T>(chance: Chance, of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T;
const between = (chance: Chance, low: number, high: number): number =>
  low + Math.floor(chance() * (high - low + 1));

// Numbers in words, written apart from the code under test.

const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const tens = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
function inWords(value: number): string {
  if (value < 20) return small[value] ?? '';
  if (value < 100) return `${tens[Math.floor(value / 10)]}${value % 10 > 0 ? `-${small[value % 10]}` : ''}`;
  return `${small[Math.floor(value / 100)]} hundred${value % 100 > 0 ? ` and ${inWords(value % 100)}` : ''}`;
}
const han = '零一二三四五六七八九';
function inHan(value: number): string {
  if (value < 10) return han[value] ?? '';
  if (value < 20) return `十${value % 10 > 0 ? han[value % 10] : ''}`;
  if (value < 100) return `${han[Math.floor(value / 10)]}十${value % 10 > 0 ? han[value % 10] : ''}`;
  const rest = value % 100;
  const tail = rest === 0 ? '' : rest < 10 ? `零${han[rest]}` : rest < 20 ? `一${inHan(rest)}` : inHan(rest);
  return `${han[Math.floor(value / 100)]}百${tail}`;
}
const grouped = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 6 });
const plain = (value: number): string => String(Number(value.toPrecision(12)));

function englishNumber(chance: Chance, value: number): string {
  if (value < 13 && Number.isInteger(value) && chance() < 0.6) return inWords(value);
  if (value < 200 && Number.isInteger(value) && chance() < 0.15) return inWords(value);
  if (value >= 1e9) return `${plain(value / 1e9)} billion`;
  if (value >= 1e6) return chance() < 0.75 ? `${plain(value / 1e6)} million` : grouped(value);
  return value >= 10_000 || chance() < 0.7 ? grouped(value) : plain(value);
}
function chineseNumber(chance: Chance, value: number): string {
  if (value < 13 && Number.isInteger(value) && chance() < 0.5) return value === 2 ? '两' : inHan(value);
  if (value < 200 && value > 12 && Number.isInteger(value) && chance() < 0.15) return inHan(value);
  const text =
    value >= 1e12
      ? `${plain(value / 1e12)}万亿`
      : value >= 1e8
        ? `${plain(value / 1e8)}亿`
        : value >= 1e4
          ? `${plain(value / 1e4)}万`
          : plain(value);
  if (chance() > 0.08) return text;
  return text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}

const englishComparators: Record<Comparator, readonly string[]> = {
  exact: ['#'],
  about: ['about #', 'approximately #', 'around #', 'roughly #'],
  over: ['more than #', 'over #', 'in excess of #'],
  'at least': ['at least #', 'no less than #', 'a minimum of #'],
  under: ['less than #', 'under #', 'below #'],
  'at most': ['at most #', 'no more than #', 'not more than #'],
  nearly: ['nearly #', 'almost #', 'close to #']
};
const chineseComparators: Record<Comparator, readonly string[]> = {
  exact: ['#'],
  about: ['约#', '大约#', '#左右'],
  over: ['超过#', '逾#', '#以上'],
  'at least': ['不少于#', '至少#', '不低于#'],
  under: ['不到#', '不足#', '低于#'],
  'at most': ['不超过#', '至多#', '最多#'],
  nearly: ['近#', '将近#', '接近#']
};
const opposite: Record<Comparator, readonly Comparator[]> = {
  exact: ['about', 'over', 'under', 'at least', 'at most'],
  about: ['over', 'under', 'at most', 'exact'],
  over: ['under', 'at most', 'about', 'exact'],
  'at least': ['at most', 'under', 'about', 'exact'],
  under: ['over', 'at least', 'about', 'exact'],
  'at most': ['over', 'at least', 'about', 'exact'],
  nearly: ['over', 'at least', 'exact']
};

const currencies: Record<string, { en: readonly string[]; zh: readonly string[] }> = {
  CNY: { en: ['CNY #', 'RMB #', '# yuan', '¥#'], zh: ['#元', '人民币#元', '#元人民币'] },
  EUR: { en: ['EUR #', '€#', '# euros', '€ #'], zh: ['#欧元'] },
  USD: { en: ['USD #', 'US$#', '# dollars'], zh: ['#美元'] },
  GBP: { en: ['GBP #', '£#'], zh: ['#英镑'] }
};
const measures: Record<string, { en: readonly string[]; zh: readonly string[]; other: string }> = {
  km2: {
    en: ['# km²', '# square kilometres', '# sq km'],
    zh: ['#平方公里', '#平方千米'],
    other: 'ha'
  },
  ha: { en: ['# hectares', '# ha'], zh: ['#公顷'], other: 'mu' },
  mu: { en: ['# mu'], zh: ['#亩'], other: 'ha' },
  m2: { en: ['# m²', '# square metres'], zh: ['#平方米'], other: 'km2' },
  km: { en: ['# km', '# kilometres'], zh: ['#公里', '#千米'], other: 'm' },
  m: { en: ['# metres'], zh: ['#米'], other: 'km' },
  t: { en: ['# tonnes', '# t'], zh: ['#吨'], other: 'kg' },
  kg: { en: ['# kg', '# kilograms'], zh: ['#公斤', '#千克'], other: 't' },
  MW: { en: ['# MW', '# megawatts'], zh: ['#兆瓦'], other: 'kW' },
  kW: { en: ['# kW', '# kilowatts'], zh: ['#千瓦'], other: 'MW' },
  kWh: { en: ['# kWh', '# kilowatt-hours'], zh: ['#千瓦时', '#度'], other: 'MWh' },
  MWh: { en: ['# MWh'], zh: ['#兆瓦时'], other: 'kWh' },
  m3: { en: ['# cubic metres', '# m³'], zh: ['#立方米'], other: 't' },
  hours: { en: ['# hours'], zh: ['#小时', '#个小时'], other: 'minutes' },
  minutes: { en: ['# minutes'], zh: ['#分钟'], other: 'hours' },
  days: { en: ['# days'], zh: ['#天'], other: 'months' },
  months: { en: ['# months'], zh: ['#个月'], other: 'days' }
};
const countUnits: readonly (readonly [en: string, zh: string])[] = [
  ['streetlights', '盏路灯'],
  ['charging points', '个充电桩'],
  ['buses', '辆公交车'],
  ['schools', '所学校'],
  ['libraries', '座图书馆'],
  ['companies', '家企业'],
  ['sensors', '个传感器'],
  ['measures', '项措施'],
  ['parcels', '件包裹'],
  ['apartments', '套公寓'],
  ['officials', '名干部'],
  ['bridges', '座桥梁'],
  ['villages', '个行政村'],
  ['laws', '部法规']
];
const goods: readonly (readonly [en: string, zh: string])[] = [
  ['parking', '停车'],
  ['lighting', '照明'],
  ['drainage', '排水'],
  ['heating', '供热'],
  ['libraries', '图书馆'],
  ['markets', '集市'],
  ['ferries', '轮渡'],
  ['museums', '博物馆'],
  ['housing', '住房'],
  ['forestry', '林业']
];
const monthNames =
  'January February March April May June July August September October November December'.split(' ');

interface Template {
  readonly en: string;
  readonly zh: string;
}

/** A slot is `{name:kind}`; a part in double brackets can be left out whole. */
const templates: readonly Template[] = [
  {
    en: 'The harbour authority of {n:name} spent {a:money} on quays[[ and {b:money} on dredging]].',
    zh: '{n:name}港务机构在码头上花费{a:money}[[，疏浚另耗资{b:money}]]。'
  },
  {
    en: 'In {y:year} the waterworks laid {a:measure} of pipe[[ and connected {c:count}]].',
    zh: '{y:year}，自来水公司铺设管道{a:measure}[[，接入{c:count}]]。'
  },
  {
    en: 'The budget of {n:name} grew by {s:share}[[ to {a:money}]].',
    zh: '{n:name}的预算增长了{s:share}[[，达到{a:money}]]。'
  },
  {
    en: 'From {p:span} the council replaced {c:count}; the losses fell by {s:share}.',
    zh: '{p:span}期间，市议会更换了{c:count}，损耗下降{s:share}。'
  },
  {
    en: 'Under the {p:plan}, {a:money} go to public housing[[, of which {b:money} come from bonds]].',
    zh: '根据{p:plan}，{a:money}用于公共住房[[，其中{b:money}来自债券]]。'
  },
  {
    en: 'A depot of {a:measure} opened on {y:year}[[; it holds {c:count}]].',
    zh: '占地{a:measure}的车辆段于{y:year}启用[[，可容纳{c:count}]]。'
  },
  { en: '{c:count} joined the scheme, a share of {s:share}.', zh: '{c:count}参加了该计划，占比{s:share}。' },
  {
    en: 'Repairs take {i:interval}[[, and the crews look after {c:count}]].',
    zh: '维修需要{i:interval}[[，班组负责{c:count}]]。'
  },
  {
    en: 'The fund supports the following fields:\n{l:items}',
    zh: '该基金支持以下领域：\n{l:items}'
  },
  {
    en: 'Since {y:year}, {n:name} has published {c:count}[[ and trained {d:count}]].',
    zh: '自{y:year}起，{n:name}已公布{c:count}[[，并培训{d:count}]]。'
  },
  {
    en: 'Consumption of {a:measure} was recorded[[, against {b:measure} a year earlier]].',
    zh: '所记录的用量为{a:measure}[[，上年同期为{b:measure}]]。'
  },
  {
    en: 'The loan ({a:money}) is to be repaid between {p:span}.',
    zh: '该笔贷款（{a:money}）须在{p:span}偿还。'
  },
  {
    en: 'Recycling went up by {s:share}, and landfill took in {a:measure}.',
    zh: '回收利用上升{s:share}，填埋量为{a:measure}。'
  },
  {
    en: 'With {a:money} from the state, {n:name} built {c:count} during {p:span}.',
    zh: '{n:name}在{p:span}利用国家拨付的{a:money}建成{c:count}。'
  },
  {
    en: 'The audit of {y:year} examined {c:count}[[ and objected to {d:count}]].',
    zh: '{y:year}的审计检查了{c:count}[[，对{d:count}提出异议]]。'
  },
  {
    en: 'By {y:year} the district plans {a:measure} of new roofs.',
    zh: '该区计划到{y:year}新增屋面{a:measure}。'
  },
  {
    en: 'Fees were cut by {s:share}; households save {a:money} a year.',
    zh: '收费降低{s:share}，居民每年节省{a:money}。'
  },
  {
    en: 'Three departments of {n:name} share the cost of {a:money}.',
    zh: '{n:name}的三个部门共同承担{a:money}的费用。'
  }
];

interface Side {
  readonly text: string;
  readonly ranges: ReadonlyMap<string, Range>;
}

const significant = (chance: Chance, low: number, high: number): number => {
  const digits = between(chance, 11, 999);
  const exponent = between(chance, low, high);
  return Number((digits * 10 ** exponent).toPrecision(3));
};
const comparatorOf = (chance: Chance): Comparator =>
  chance() < 0.5 ? 'exact' : pick(chance, Object.keys(opposite) as Comparator[]);

function fill(chance: Chance, kind: string): Filled {
  switch (kind) {
    case 'money':
      return {
        kind,
        value: significant(chance, 5, 9),
        unit: pick(chance, Object.keys(currencies)),
        comparator: comparatorOf(chance)
      };
    case 'measure': {
      const unit = pick(chance, Object.keys(measures));
      const isTime = ['hours', 'minutes', 'days', 'months'].includes(unit);
      return {
        kind,
        value: isTime ? between(chance, 3, 90) : significant(chance, 0, 3),
        unit,
        comparator: isTime ? 'exact' : comparatorOf(chance)
      };
    }
    case 'count':
      return {
        kind,
        value: chance() < 0.4 ? between(chance, 3, 40) : significant(chance, 0, 3),
        unit: String(between(chance, 0, countUnits.length - 1)),
        comparator: comparatorOf(chance)
      };
    case 'share':
      return {
        kind,
        value: chance() < 0.6 ? between(chance, 2, 95) : between(chance, 21, 940) / 10,
        unit: chance() < 0.6 ? 'percent' : 'points',
        comparator: chance() < 0.7 ? 'exact' : comparatorOf(chance)
      };
    case 'year':
      return {
        kind,
        year: between(chance, 1995, 2035),
        month: chance() < 0.5 ? between(chance, 1, 12) : 0,
        day: chance() < 0.4 ? between(chance, 1, 28) : 0
      };
    case 'span': {
      const first = between(chance, 1998, 2025);
      return { kind, first, last: first + between(chance, 2, 9) };
    }
    case 'plan':
      return { kind, number: between(chance, 11, 15) };
    case 'interval': {
      const low = between(chance, 3, 30);
      return {
        kind,
        low,
        high: low + between(chance, 2, 20),
        unit: pick(chance, ['hours', 'days', 'months'])
      };
    }
    case 'items': {
      const all = goods.map((_, index) => index).sort(() => chance() - 0.5);
      return { kind, items: all.slice(0, between(chance, 3, 7)), style: between(chance, 0, 2) };
    }
    default:
      return { kind: 'name', at: between(chance, 0, plantedNames.length - 1) };
  }
}

const compare = (chance: Chance, language: 'en' | 'zh', comparator: Comparator, text: string): string =>
  pick(chance, (language === 'en' ? englishComparators : chineseComparators)[comparator]).replace(
    '#',
    () => text
  );
const put = (chance: Chance, forms: readonly string[], text: string): string =>
  pick(chance, forms).replace('#', () => text);

function inEnglish(chance: Chance, filled: Filled): string {
  switch (filled.kind) {
    case 'money': {
      const forms = currencies[filled.unit]?.en ?? [];
      return compare(
        chance,
        'en',
        filled.comparator,
        put(chance, forms, englishNumber(chance, filled.value))
      );
    }
    case 'measure': {
      const forms = measures[filled.unit]?.en ?? [];
      return compare(
        chance,
        'en',
        filled.comparator,
        put(chance, forms, englishNumber(chance, filled.value))
      );
    }
    case 'count': {
      const noun = countUnits[Number(filled.unit)]?.[0] ?? '';
      return compare(chance, 'en', filled.comparator, `${englishNumber(chance, filled.value)} ${noun}`);
    }
    case 'share': {
      const unit =
        filled.unit === 'percent' ? pick(chance, ['%', ' per cent', ' percent']) : ' percentage points';
      return compare(chance, 'en', filled.comparator, plain(filled.value) + unit);
    }
    case 'year': {
      const month = monthNames[filled.month - 1];
      if (month === undefined) return String(filled.year);
      return filled.day > 0 ? `${filled.day} ${month} ${filled.year}` : `${month} ${filled.year}`;
    }
    case 'span':
      return pick(chance, ['#1 to #2', '#1-#2', '#1–#2', '#1 and #2'].slice(0, 3))
        .replace('#1', String(filled.first))
        .replace('#2', String(filled.last));
    case 'plan':
      return pick(chance, [`${filled.number}th Five-Year Plan`, `${ordinal(filled.number)} Five-Year Plan`]);
    case 'interval':
      return `${pick(chance, ['#1 to #2', '#1-#2', 'between #1 and #2'])
        .replace('#1', String(filled.low))
        .replace('#2', String(filled.high))} ${filled.unit}`;
    case 'items':
      return listOf(filled, 0);
    case 'name':
      return plantedNames[filled.at]?.en[0] ?? '';
  }
}
const ordinal = (value: number): string =>
  ['eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth'][value - 11] ?? `${value}th`;

function inChinese(chance: Chance, filled: Filled): string {
  switch (filled.kind) {
    case 'money': {
      const forms = currencies[filled.unit]?.zh ?? [];
      return compare(
        chance,
        'zh',
        filled.comparator,
        put(chance, forms, chineseNumber(chance, filled.value))
      );
    }
    case 'measure': {
      const forms = measures[filled.unit]?.zh ?? [];
      return compare(
        chance,
        'zh',
        filled.comparator,
        put(chance, forms, chineseNumber(chance, filled.value))
      );
    }
    case 'count': {
      const noun = countUnits[Number(filled.unit)]?.[1] ?? '';
      return compare(chance, 'zh', filled.comparator, chineseNumber(chance, filled.value) + noun);
    }
    case 'share': {
      const written =
        filled.unit === 'points'
          ? `${plain(filled.value)}个百分点`
          : Number.isInteger(filled.value) && chance() < 0.2
            ? `百分之${inHan(filled.value)}`
            : `${plain(filled.value)}%`;
      return compare(chance, 'zh', filled.comparator, written);
    }
    case 'year':
      return (
        `${filled.year}年` +
        (filled.month > 0 ? `${filled.month}月` : '') +
        (filled.month > 0 && filled.day > 0 ? `${filled.day}日` : '')
      );
    case 'span':
      return pick(chance, ['#1—#2年', '#1至#2年', '#1年至#2年', '#1-#2年', '#1年到#2年'])
        .replace('#1', String(filled.first))
        .replace('#2', String(filled.last));
    case 'plan':
      return pick(chance, [
        `“十${han[filled.number - 10]}五”规划`,
        `“十${han[filled.number - 10]}五”计划`,
        `第十${han[filled.number - 10]}个五年规划`
      ]);
    case 'interval': {
      const [first, ...rest] = { hours: ['小时', '个小时'], days: ['天'], months: ['个月'] }[filled.unit] ?? [
        ''
      ];
      return `${pick(chance, ['#1至#2', '#1到#2', '#1-#2', '#1～#2'])
        .replace('#1', String(filled.low))
        .replace('#2', String(filled.high))}${pick(chance, [first ?? '', ...rest])}`;
    }
    case 'items':
      return listOf(filled, 1);
    case 'name':
      return plantedNames[filled.at]?.zh[0] ?? '';
  }
}

function listOf({ items, style }: Extract<Filled, { kind: 'items' }>, language: 0 | 1): string {
  return items
    .map((item, index) => {
      const text = goods[item]?.[language] ?? '';
      if (style === 0) return `- ${text}`;
      if (style === 1) return `${index + 1}. ${text}`;
      return language === 0 ? `(${index + 1}) ${text};` : `（${index + 1}）${text}；`;
    })
    .join(style === 2 ? ' ' : '\n');
}

/** Returns a value that says something else, or null where this fault cannot be planted in it. */
function spoil(chance: Chance, kind: PlantedKind, filled: Filled): Filled | null {
  switch (kind) {
    case 'value':
      if (filled.kind === 'interval')
        return chance() < 0.5
          ? { ...filled, low: filled.low - 1 }
          : { ...filled, high: filled.high + between(chance, 1, 9) };
      if (!('value' in filled)) return null;
      return { ...filled, value: otherValue(chance, filled) };
    case 'unit':
      return filled.kind === 'measure'
        ? { ...filled, unit: measures[filled.unit]?.other ?? filled.unit }
        : null;
    case 'currency':
      return filled.kind === 'money'
        ? {
            ...filled,
            unit: pick(
              chance,
              Object.keys(currencies).filter((code) => code !== filled.unit)
            )
          }
        : null;
    case 'comparator':
      if (!('comparator' in filled) || (filled.kind === 'measure' && filled.value < 91)) return null;
      return { ...filled, comparator: pick(chance, opposite[filled.comparator]) };
    case 'points':
      return filled.kind === 'share'
        ? { ...filled, unit: filled.unit === 'percent' ? 'points' : 'percent' }
        : null;
    case 'year':
      if (filled.kind !== 'year') return null;
      if (filled.month > 0 && chance() < 0.4) return { ...filled, month: (filled.month % 12) + 1 };
      if (filled.month > 0 && filled.day > 0 && chance() < 0.4)
        return { ...filled, day: (filled.day % 28) + 1 };
      return { ...filled, year: filled.year + pick(chance, [-10, -2, -1, 1, 2, 3, 10]) };
    case 'period':
      if (filled.kind === 'plan') return { ...filled, number: filled.number === 15 ? 14 : filled.number + 1 };
      if (filled.kind !== 'span') return null;
      return chance() < 0.5 ? { ...filled, first: filled.first - 1 } : { ...filled, last: filled.last + 1 };
    case 'list':
      if (filled.kind !== 'items') return null;
      return { ...filled, items: filled.items.filter((_, index) => index !== filled.items.length - 2) };
    case 'name':
      return filled.kind === 'name'
        ? { ...filled, at: (filled.at + between(chance, 1, plantedNames.length - 1)) % plantedNames.length }
        : null;
    case 'missing':
      return null;
  }
}

/** Changes a digit, two of them, or the place of the point. */
function otherValue(chance: Chance, { kind, value }: Amount): number {
  if (kind !== 'share' && value >= 10_000 && chance() < 0.35) return value * pick(chance, [0.1, 10, 100]);
  const digits = plain(value).split('');
  const places = digits.flatMap((digit, index) => (/[1-9]/.test(digit) ? [index] : []));
  const at = pick(chance, places);
  digits[at] = String((Number(digits[at]) % 9) + 1);
  return Number(digits.join(''));
}

/** Writes one language. The ranges are those of the slots, and of the part that was left out, by its slot. */
function write(text: string, slots: ReadonlyMap<string, string>, without: string | null): Side {
  const ranges = new Map<string, Range>();
  let written = '';
  const parts = text.split(/(\[\[.*?\]\])/s);
  for (const part of parts) {
    const isOptional = part.startsWith('[[');
    if (isOptional && without !== null && part.includes(`{${without}:`)) continue;
    const inner = isOptional ? part.slice(2, -2) : part;
    for (const piece of inner.split(/(\{\w:\w+\})/)) {
      const slot = /^\{(\w):\w+\}$/.exec(piece)?.[1];
      const from = written.length;
      written += slot === undefined ? piece : (slots.get(slot) ?? '');
      if (slot !== undefined) ranges.set(slot, { from, to: written.length });
    }
  }
  return { text: written, ranges };
}

const slotsOf = ({ en }: Template): [name: string, kind: SlotKind][] =>
  [...en.matchAll(/\{(\w):(\w+)\}/g)].map(([, name = '', kind = '']) => [name, kind as SlotKind]);
const optionalSlotOf = ({ en }: Template): string | null => /\[\[.*?\{(\w):.*?\]\]/s.exec(en)?.[1] ?? null;

/** Returns the same value with no digit to be mistaken for a value of the same sentence. */
function fillAll(chance: Chance, template: Template): Map<string, Filled> {
  const filled = new Map<string, Filled>();
  for (const [name, kind] of slotsOf(template)) {
    for (let tries = 0; tries < 20; tries++) {
      const value = fill(chance, kind);
      const isTwice = [...filled.values()].some(
        (other) => 'value' in other && 'value' in value && other.value === value.value
      );
      filled.set(name, value);
      if (!isTwice) break;
    }
  }
  return filled;
}

/** Makes one pair; a kind that no slot of a sentence allows is planted in the next sentence that does. */
export function plantedPair(seed: number, kind: PlantedKind | null): PlantedPair {
  const chance = chanceOf(seed);
  for (;;) {
    const template = pick(chance, templates);
    const filled = fillAll(chance, template);
    const english = new Map([...filled].map(([name, value]) => [name, inEnglish(chance, value)]));
    const chinese = new Map([...filled].map(([name, value]) => [name, inChinese(chance, value)]));
    if (kind === null) {
      const [en, zh] = [write(template.en, english, null), write(template.zh, chinese, null)];
      return { en: en.text, zh: zh.text, fault: null };
    }
    const side = chance() < 0.5 ? 'en' : 'zh';
    if (kind === 'missing') {
      const slot = optionalSlotOf(template);
      if (slot === null) continue;
      const en = write(template.en, english, side === 'en' ? slot : null);
      const zh = write(template.zh, chinese, side === 'zh' ? slot : null);
      const ranges = { en: en.ranges.get(slot) ?? null, zh: zh.ranges.get(slot) ?? null };
      return { en: en.text, zh: zh.text, fault: { kind, side, ...ranges } };
    }
    const candidates = [...filled].flatMap(([name, value]) => {
      const spoilt = spoil(chance, kind, value);
      return spoilt === null ? [] : [{ name, spoilt }];
    });
    if (candidates.length === 0) continue;
    const { name, spoilt } = pick(chance, candidates);
    if (side === 'en') english.set(name, inEnglish(chance, spoilt));
    else chinese.set(name, inChinese(chance, spoilt));
    const [en, zh] = [write(template.en, english, null), write(template.zh, chinese, null)];
    const ranges = { en: en.ranges.get(name) ?? null, zh: zh.ranges.get(name) ?? null };
    return { en: en.text, zh: zh.text, fault: { kind, side, ...ranges } };
  }
}

/**
 * Makes pairs of an English and a Chinese passage whose terms agree, and the same pairs with one wrong term on
 * one side. Glossary and sentences are not those on which the check of terms was written: only the figures of
 * docs/two-languages.md are measured with them.
 */
import { chanceOf, type Chance } from '#base/chance.ts';
import type { CheckedTerm, TermVariant } from '#rules/pairs/glossary.ts';

export const plantedTermKinds = ['missing', 'other-word', 'other-term', 'forbidden', 'false-friend'] as const;
export type PlantedTermKind = (typeof plantedTermKinds)[number];

interface Range {
  readonly from: number;
  readonly to: number;
}

export interface PlantedTerms {
  readonly en: string;
  readonly zh: string;
  /** Null for a pair that agrees; otherwise where the wrong term is, and the term that it stands for. */
  readonly fault: {
    readonly kind: PlantedTermKind;
    readonly side: 'en' | 'zh';
    readonly en: Range | null;
    readonly zh: Range | null;
  } | null;
}

interface Entry {
  readonly en: string;
  readonly zh: string;
  /** Holds the plural, where there is one. */
  readonly many?: string;
  readonly allowed?: { readonly en?: readonly string[]; readonly zh?: readonly string[] };
  readonly forbidden?: { readonly en?: readonly string[]; readonly zh?: readonly string[] };
  readonly falseFriends?: { readonly en?: readonly string[]; readonly zh?: readonly string[] };
  /** Holds wrong words that the glossary does not know. */
  readonly wrong: { readonly en: string; readonly zh: string };
}

const entries: readonly Entry[] = [
  {
    en: 'land readjustment',
    zh: '土地整理',
    forbidden: { zh: ['土地重划'] },
    wrong: { en: 'plot swapping', zh: '地块调换' }
  },
  {
    en: 'stormwater basin',
    many: 'stormwater basins',
    zh: '雨水调蓄池',
    allowed: { zh: ['调蓄池'] },
    wrong: { en: 'rain pond', zh: '雨塘' }
  },
  {
    en: 'sponge city',
    many: 'sponge cities',
    zh: '海绵城市',
    forbidden: { en: ['absorbent city'] },
    wrong: { en: 'soaking town', zh: '吸水型城区' }
  },
  {
    en: 'trunk sewer',
    many: 'trunk sewers',
    zh: '污水干管',
    wrong: { en: 'big pipe', zh: '大管道' }
  },
  {
    en: 'sanitation worker',
    many: 'sanitation workers',
    zh: '环卫工人',
    falseFriends: { zh: ['卫生员'] },
    wrong: { en: 'cleaner', zh: '保洁人员' }
  },
  {
    en: 'legal representative',
    many: 'legal representatives',
    zh: '法定代表人',
    falseFriends: { zh: ['法人'] },
    wrong: { en: 'solicitor', zh: '律师' }
  },
  {
    en: 'private capital',
    zh: '民间资本',
    falseFriends: { en: ['folk capital'] },
    wrong: { en: 'own funds', zh: '自有资金' }
  },
  {
    en: 'township',
    many: 'townships',
    zh: '乡镇',
    falseFriends: { en: ['village', 'small town'] },
    wrong: { en: 'hamlet', zh: '聚落' }
  },
  {
    en: 'bus rapid transit',
    zh: '快速公交',
    allowed: { en: ['BRT'], zh: ['快速公交系统', 'BRT'] },
    wrong: { en: 'swift coaches', zh: '快班车' }
  },
  {
    en: 'charging pile',
    many: 'charging piles',
    zh: '充电桩',
    allowed: { en: ['charging point'] },
    forbidden: { zh: ['充电柱'] },
    wrong: { en: 'power post', zh: '供电柱' }
  },
  {
    en: 'district heating',
    zh: '区域供热',
    allowed: { zh: ['集中供热'] },
    wrong: { en: 'house warming', zh: '房屋取暖' }
  },
  {
    en: 'heat island',
    many: 'heat islands',
    zh: '热岛',
    wrong: { en: 'hot spot', zh: '高温点' }
  },
  {
    en: 'urban heat island',
    many: 'urban heat islands',
    zh: '城市热岛',
    wrong: { en: 'warm quarter', zh: '炎热街区' }
  },
  {
    en: 'household registration',
    zh: '户籍',
    falseFriends: { en: ['home registry'] },
    wrong: { en: 'family listing', zh: '家庭名册' }
  },
  {
    en: 'ageing-friendly retrofit',
    many: 'ageing-friendly retrofits',
    zh: '适老化改造',
    wrong: { en: 'old-people refurbishment', zh: '老人翻修' }
  },
  {
    en: 'flood-control standard',
    many: 'flood control standards',
    zh: '防洪标准',
    wrong: { en: 'deluge norm', zh: '洪水规矩' }
  },
  {
    en: 'digitalization',
    zh: '数字化',
    wrong: { en: 'going online', zh: '上网' }
  },
  {
    en: 'parking guidance',
    zh: '停车诱导',
    forbidden: { en: ['parking inducement'] },
    wrong: { en: 'car pointing', zh: '车位指点' }
  },
  {
    en: 'centre for innovation',
    many: 'centres for innovation',
    zh: '创新中心',
    wrong: { en: 'hub of ideas', zh: '点子园' }
  },
  {
    en: 'municipal utility',
    many: 'municipal utilities',
    zh: '市政公用事业',
    falseFriends: { zh: ['市政设施'] },
    wrong: { en: 'town service', zh: '城镇服务' }
  },
  {
    en: 'pipe gallery',
    many: 'pipe galleries',
    zh: '综合管廊',
    forbidden: { zh: ['共同沟'] },
    wrong: { en: 'duct hall', zh: '管子厅' }
  },
  {
    en: 'air-raid shelter',
    many: 'air raid shelters',
    zh: '人防工程',
    wrong: { en: 'bunker', zh: '地堡' }
  },
  {
    en: 'EPC contract',
    many: 'EPC contracts',
    zh: '工程总承包合同',
    wrong: { en: 'turnkey deal', zh: '交钥匙协议' }
  },
  {
    en: 'toll road',
    many: 'toll roads',
    zh: '收费公路',
    wrong: { en: 'paid way', zh: '付费通道' }
  }
];

interface Template {
  readonly en: string;
  readonly zh: string;
  readonly slots: number;
}

/** Some of them hold words that only look like a term of the list. */
const templates: readonly Template[] = [
  { slots: 1, en: 'Work on the {0} began before the rains.', zh: '{0}的工作在雨季前启动。' },
  { slots: 2, en: '{0} and {1} share one budget line.', zh: '{0}与{1}共用一项预算。' },
  {
    slots: 2,
    en: 'The council reported on {0}; {1} came up only in the annex.',
    zh: '市议会汇报了{0}，而{1}仅见于附件。'
  },
  { slots: 1, en: 'Nobody had asked about {0} until May.', zh: '直到五月才有人问及{0}。' },
  {
    slots: 3,
    en: 'Three subjects were open at the end: {0}, {1}, and {2}.',
    zh: '最后尚有三个议题未决：{0}、{1}和{2}。'
  },
  {
    slots: 1,
    en: 'Judicial staff (司法人员 in the file) attended, and {0} was explained to them.',
    zh: '司法人员列席会议，并听取了关于{0}的说明。'
  },
  {
    slots: 2,
    en: 'Where {0} was in place, {1} followed within a year.',
    zh: '凡已有{0}的地方，一年内即有{1}。'
  },
  { slots: 1, en: '“{0}” is the word that the bank used.', zh: '“{0}”是银行所用的说法。' },
  {
    slots: 2,
    en: 'Two years of {0} cost less than one of {1}, said the auditors.',
    zh: '审计人员称，两年的{0}比一年的{1}花费更少。'
  },
  { slots: 1, en: 'The survey of {0}\nwas repeated in autumn.', zh: '对{0}的调查\n在秋季重做。' }
];

const pick = <T>(chance: Chance, of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T;

const variantsOf = (entry: Entry): TermVariant[] =>
  (
    [
      ['allowed', entry.allowed],
      ['forbidden', entry.forbidden],
      ['false-friend', entry.falseFriends]
    ] as const
  ).flatMap(([use, words]) =>
    (['en', 'zh'] as const).flatMap((language) =>
      (words?.[language] ?? []).map((text) => ({
        language,
        text,
        use,
        reason: { en: 'Not this.', zh: '不用。' }
      }))
    )
  );

export const plantedGlossary: readonly CheckedTerm[] = entries.map((entry, index) => ({
  id: `planted-${index}`,
  term: { en: entry.en, zh: entry.zh },
  kind: 'term',
  isChecked: true,
  variants: variantsOf(entry)
}));

/** Writes a term as a sentence does: in the plural, in another spelling, with capitals. */
function inEnglish(chance: Chance, entry: Entry): string {
  const forms = [entry.en, ...(entry.many ? [entry.many] : []), ...(entry.allowed?.en ?? [])];
  const form = pick(chance, forms);
  const roll = chance();
  if (/[A-Z]{3}/.test(form)) return form;
  if (roll < 0.12) return form.replace(/^./, (letter) => letter.toUpperCase());
  if (roll < 0.18) return form.replaceAll(' ', '-');
  if (roll < 0.24) return form.replaceAll('-', ' ');
  if (roll < 0.28) return form.replaceAll('iz', 'is').replaceAll('centre', 'center');
  return form;
}
const inChinese = (chance: Chance, entry: Entry): string =>
  pick(chance, [entry.zh, entry.zh, ...(entry.allowed?.zh ?? [])]);

function write(text: string, words: readonly string[]): { text: string; ranges: Range[] } {
  const ranges: Range[] = [];
  let written = '';
  let at = 0;
  for (const { 0: slot, 1: number, index } of text.matchAll(/\{(\d)\}/g)) {
    written += text.slice(at, index);
    const word = words[Number(number)] ?? '';
    ranges[Number(number)] = { from: written.length, to: written.length + word.length };
    written += word;
    at = index + slot.length;
  }
  return { text: written + text.slice(at), ranges };
}

/** Returns what is written instead of a term, or null where this fault cannot be made of it. */
function spoil(
  chance: Chance,
  kind: PlantedTermKind,
  side: 'en' | 'zh',
  entry: Entry,
  used: readonly Entry[]
): string | null {
  switch (kind) {
    case 'missing':
      return side === 'en' ? 'this' : '此事';
    case 'other-word':
      return entry.wrong[side];
    case 'other-term': {
      const others = entries.filter(
        (one) => !used.includes(one) && !one[side].includes(entry[side]) && !entry[side].includes(one[side])
      );
      return pick(chance, others)[side];
    }
    case 'forbidden':
      return entry.forbidden?.[side] ? pick(chance, entry.forbidden[side]) : null;
    case 'false-friend':
      return entry.falseFriends?.[side] ? pick(chance, entry.falseFriends[side]) : null;
  }
}

/** `kind` is null for a pair that agrees. */
export function plantedTerms(seed: number, kind: PlantedTermKind | null): PlantedTerms {
  const chance = chanceOf(seed);
  for (;;) {
    const template = pick(chance, templates);
    const used: Entry[] = [];
    while (used.length < template.slots) {
      const entry = pick(chance, entries);
      // A term within another one would be there all the same.
      if (!used.some((one) => one.zh.includes(entry.zh) || entry.zh.includes(one.zh))) used.push(entry);
    }
    const words = {
      en: used.map((entry) => inEnglish(chance, entry)),
      zh: used.map((entry) => inChinese(chance, entry))
    };
    const slot = Math.floor(chance() * template.slots);
    const entry = used[slot];
    const side = chance() < 0.5 ? 'en' : 'zh';
    if (kind !== null) {
      const spoilt = entry && spoil(chance, kind, side, entry, used);
      if (spoilt === null || spoilt === undefined) continue;
      words[side][slot] = spoilt;
    }
    const [en, zh] = [write(template.en, words.en), write(template.zh, words.zh)];
    return {
      en: en.text,
      zh: zh.text,
      fault: kind && { kind, side, en: en.ranges[slot] ?? null, zh: zh.ranges[slot] ?? null }
    };
  }
}

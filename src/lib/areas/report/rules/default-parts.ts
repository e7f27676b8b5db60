import type { Register } from '#rules/context/context.ts';
import type { Bilingual } from '#base/locale.ts';
import type { ReportKind } from './report-content.ts';
import {
  registerOfBlock,
  freePartId,
  idForSource,
  type ReportTreePart,
  type PartSource,
  type PartNumbering,
  type ReportBlockName,
  type RegisterBlockName
} from './report.ts';

export interface StudyParts {
  readonly chapters: readonly { readonly slug: string; readonly title: Bilingual }[];
  readonly sides: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Lists the topics under which a register of the context has entries. */
  readonly topics?: readonly {
    readonly id: string;
    readonly title: Bilingual;
    readonly register: Register;
  }[];
}

export type NewPart = Omit<ReportTreePart, 'version'>;

interface Wanted {
  readonly source: PartSource;
  readonly id?: string;
  readonly title?: Bilingual;
  readonly numbering?: PartNumbering;
  readonly parts?: readonly Wanted[];
}

const block = (name: ReportBlockName): Wanted => ({ source: { kind: 'block', block: name } });

/** Shown in brief in a handout. */
const blocksOfHandout: readonly ReportBlockName[] = [
  'levels',
  'trends',
  'challenges',
  'practices',
  'recommendations',
  'next-steps'
];

/** Other chapters begin with their text alone. */
const blocksOfChapter = (slug: string): readonly ReportBlockName[] => {
  if (/introduction/.test(slug)) return ['pilots'];
  if (/developments/.test(slug)) return ['concepts', 'developments', 'standards', 'figures', 'tables'];
  if (/polic(?:y|ies)/.test(slug)) return ['policies', 'priorities'];
  if (/framework/.test(slug) && /assessment/.test(slug)) return ['framework'];
  if (/maturity|levels/.test(slug)) return ['levels', 'matrix', 'panels'];
  if (/challenges/.test(slug)) return ['trends', 'challenges'];
  if (/roadmap/.test(slug)) return ['roadmap'];
  if (/next-steps/.test(slug)) return ['recommendations', 'next-steps'];
  return [];
};

/** Lists the blocks that stand in every report: in a chapter to which they belong, else as one of their own. */
const blocksOfEveryReport = [
  'pilots',
  'framework',
  'levels',
  'matrix',
  'trends',
  'challenges',
  'roadmap',
  'recommendations',
  'next-steps'
] as const satisfies readonly ReportBlockName[];

const isFront = (slug: string): boolean => /^(summary|foreword|preface|acknowledgements)/.test(slug);
const isOfSynopses = (slug: string): boolean => /synops/.test(slug);

const annexes = {
  services: { en: 'Smart city service examples', zh: '智慧城市服务案例' },
  facilities: {
    en: 'EU-China cooperation facilities relevant to smart cities',
    zh: '与智慧城市相关的中欧合作机制'
  },
  platforms: {
    en: 'EU knowledge-exchange and cooperation platforms',
    zh: '欧盟智慧城市知识交流与合作平台'
  },
  funds: { en: 'EU funding sources for smart city projects', zh: '智慧城市项目的欧盟资金来源' },
  consultation: { en: 'Consultation of the cities', zh: '征求城市意见情况' },
  opinions: { en: 'Minority opinions and notes on the texts', zh: '少数意见与文本说明' }
} as const satisfies Record<string, Bilingual>;

const whitePaperTexts = {
  message: { en: 'Key messages', zh: '核心要点' },
  found: { en: 'What the study found', zh: '研究发现' },
  advice: { en: 'Recommendations', zh: '建议' }
} as const satisfies Record<string, Bilingual>;

/**
 * Returns the parts with which a report begins: the study's chapters in their order, the synopses by side, the
 * blocks where they belong, and the annexes. A White Paper begins with empty passages, a handout with one and the
 * key findings as blocks.
 */
export function defaultParts(kind: ReportKind, { chapters, sides, topics = [] }: StudyParts): NewPart[] {
  const cities: readonly Wanted[] = sides.map(({ id, name }) => ({
    source: { kind: 'synopses', side: id },
    title: name
  }));
  if (kind !== 'report') {
    const numbering = kind === 'handout' ? 'none' : 'chapter';
    const texts = kind === 'handout' ? (['message'] as const) : (['message', 'found', 'advice'] as const);
    return flat([
      ...texts.map((name): Wanted => ({
        ...{ id: name, source: { kind: 'passages' }, title: whitePaperTexts[name], numbering }
      })),
      ...(kind === 'handout' ? blocksOfHandout.map((name): Wanted => ({ ...block(name), numbering })) : [])
    ]);
  }
  // A White Paper that was written as a chapter is no part of the report.
  const own = chapters.filter(({ slug }) => !/^white-paper/.test(slug));
  const ofChapters = own.map(({ slug }): Wanted => ({
    source: { kind: 'chapter', slug },
    numbering: isFront(slug) ? 'none' : 'chapter',
    parts: isOfSynopses(slug) ? cities : blocksOfChapter(slug).map(block)
  }));
  const hasCities = own.some(({ slug }) => isOfSynopses(slug));
  const has = (name: ReportBlockName): boolean =>
    own.some(({ slug }) => blocksOfChapter(slug).includes(name));
  const unplaced = blocksOfEveryReport.filter((name) => !has(name));
  const annex = (id: string, title: Bilingual, parts: readonly Wanted[]): Wanted => ({
    id: `annex-${id}`,
    source: { kind: 'group' },
    title,
    numbering: 'annex',
    parts
  });
  /** Returns a part for each topic of a register that an annex is about; one for all where none is. */
  const ofTopics = (name: RegisterBlockName, isAbout: RegExp): readonly Wanted[] => {
    const own = topics.filter(
      ({ title, register }) => register === registerOfBlock[name] && isAbout.test(title.en)
    );
    return own.length === 0
      ? [{ ...block(name), id: `annex-${name}` }]
      : own.map(({ id }): Wanted => ({
          id: `annex-${id}`.slice(0, 48).replace(/-+$/, ''),
          source: { kind: 'block', block: name, topic: id }
        }));
  };
  return flat([
    ...ofChapters,
    ...(hasCities
      ? []
      : [
          {
            id: 'cities',
            source: { kind: 'group' },
            title: { en: 'Cities of the study', zh: '研究城市' },
            numbering: 'chapter',
            parts: cities
          } as const satisfies Wanted
        ]),
    ...unplaced.map((name): Wanted => ({ ...block(name), numbering: 'chapter' })),
    annex('services', annexes.services, [block('practices'), block('services')]),
    annex('facilities', annexes.facilities, [block('projects')]),
    annex(
      'platforms',
      annexes.platforms,
      ofTopics('priorities', /initiative|platform|network|partnership on|communit/i)
    ),
    annex('funds', annexes.funds, ofTopics('financing', /\bEU\b|Europe|Union/)),
    annex('cities', { en: 'City profiles', zh: '城市概况数据' }, [block('profiles')]),
    annex('consultation', annexes.consultation, [block('consultation')]),
    annex('opinions', annexes.opinions, [block('dissent'), block('divergences'), block('waivers')]),
    { ...block('glossary'), numbering: 'none' },
    { ...block('abbreviations'), numbering: 'none' }
  ]);
}

function flat(wanted: readonly Wanted[]): NewPart[] {
  const taken = new Set<string>();
  const below = (list: readonly Wanted[], parentId: string | null): NewPart[] =>
    list.flatMap(({ source, id, title, numbering, parts = [] }, position): NewPart[] => {
      const own = freePartId(taken, id ?? idForSource(source));
      taken.add(own);
      const part: NewPart = {
        id: own,
        parentId,
        position,
        source,
        title: title ?? { en: '', zh: '' },
        numbering: numbering ?? 'chapter',
        showsGaps: source.kind === 'synopses'
      };
      return [part, ...below(parts, own)];
    });
  return below(wanted, null);
}

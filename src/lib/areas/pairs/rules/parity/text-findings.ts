/** Checks the pairs of a text for what they say and for the terms that they use, and its passages for their voice. */
import type { CheckedTerm } from '../glossary.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import type { PairIds } from '../pairs.ts';
import { isDraftMark } from '../outline.ts';
import type { SectionContent } from '#base/content.ts';
import { fingerprint } from '#base/canonical.ts';
import { checkParity } from './check.ts';
import { findingKinds, mostFindings, type Excerpt, type FindingKind } from './finding.ts';
import { indexNames, namesOfCity, type NameIndex } from './names.ts';
import { indexTerms, type TermIndex } from './term-index.ts';
import { checkTerms, type TermFindingKind } from './terms.ts';
import { blockAt, spokenBlocksOf, type TextPair } from './text-pairs.ts';
import { voicePlaces } from './voice.ts';

export interface PlacedExcerpt extends Excerpt {
  /** Null where it has no id. */
  readonly block: string | null;
  /** Counts the same words in the block before these. */
  readonly before: number;
}

export interface TextFinding {
  readonly key: string;
  readonly kind: FindingKind | TermFindingKind | 'voice' | 'draft';
  readonly en: PlacedExcerpt | null;
  readonly zh: PlacedExcerpt | null;
  /** Names the blocks of the pair, for a language in which nothing is named. */
  readonly pair: Readonly<Record<Locale, string | null>>;
  /** Null for what is found in one passage alone. */
  readonly unit: PairIds | null;
  /** Names the term of the glossary; null for other findings. */
  readonly term: string | null;
  /** Names the variant that may not be used, by its place in the term. */
  readonly variant: number | null;
}

export interface CheckBasis {
  readonly terms: readonly CheckedTerm[];
  readonly cities: readonly Bilingual[];
}

export interface PreparedChecks {
  readonly names: NameIndex;
  readonly terms: TermIndex;
}

/** Prepares the checks once for all texts of a study. */
export function prepareChecks({ terms, cities }: CheckBasis): PreparedChecks {
  const fixed = terms
    .filter(({ kind, isChecked }) => kind !== 'term' && isChecked)
    .map(({ term, variants }) => {
      const forms = (language: Locale): string[] =>
        [
          term[language],
          ...variants
            .filter((one) => one.language === language && one.use === 'allowed')
            .map(({ text }) => text)
        ].filter((text) => text.trim().length > 1);
      return { en: forms('en'), zh: forms('zh') };
    })
    .filter(({ en, zh }) => en.length > 0 && zh.length > 0);
  return { names: indexNames([...cities.map(namesOfCity), ...fixed]), terms: indexTerms(terms) };
}

export function findingsOfPair(pair: TextPair, { names, terms }: PreparedChecks): TextFinding[] {
  const blocks = { en: pair.en.blocks[0]?.id ?? null, zh: pair.zh.blocks[0]?.id ?? null };
  const placed = (language: Locale, excerpt: Excerpt | null): PlacedExcerpt | null => {
    if (excerpt === null) return null;
    const passage = pair[language];
    const block = blockAt(passage, excerpt.from);
    const text = passage.text.slice(block?.from ?? 0, excerpt.from);
    return { ...excerpt, block: block?.id ?? null, before: timesIn(text, excerpt.text) };
  };
  const said = checkParity(pair.en, pair.zh, names);
  const used = checkTerms(pair.en.text, pair.zh.text, terms);
  return [
    ...said.map((finding) => ({ ...finding, term: null, variant: null })),
    ...used.map(({ in: _, ...finding }) => finding)
  ].map(({ key, kind, en, zh, term, variant }) => ({
    key,
    kind,
    en: placed('en', en),
    zh: placed('zh', zh),
    pair: blocks,
    unit: unitOf(pair.units, placed('en', en), placed('zh', zh)),
    term,
    variant
  }));
}

/** Of a list the item that the finding names, else the first. */
function unitOf(
  units: readonly PairIds[],
  en: PlacedExcerpt | null,
  zh: PlacedExcerpt | null
): PairIds | null {
  const named = units.find(
    (ids) => (en !== null && ids.en === en.block) || (zh !== null && ids.zh === zh.block)
  );
  return named ?? units[0] ?? null;
}

/** Checks whether a finding says that both passages differ in what they say: a figure, a date, a list or a name. */
export const isContradiction = ({ kind }: Pick<TextFinding, 'kind'>): boolean =>
  findingKinds.some((one) => one === kind);

/**
 * Returns where a section of experts' text speaks as the city or as one side, also in passages without a
 * counterpart, and the line that marks it as a draft from the answers. The other language has no part in such a finding. Its key is made of the words of its block.
 */
export function voiceFindings(section: SectionContent): TextFinding[] {
  const findings = draftFindings(section);
  const times = new Map<string, number>();
  for (const language of locales)
    for (const { id, text, isQuoted } of spokenBlocksOf(section, language)) {
      if (isQuoted) continue;
      for (const { from, to } of voicePlaces(text, language)) {
        const words = text.slice(from, to);
        const what = `voice ${fingerprint(text)} ${words}`;
        const count = times.get(what) ?? 0;
        times.set(what, count + 1);
        const said = { text: words, from, to, value: null, unit: null };
        const placed = { ...said, block: id, before: timesIn(text.slice(0, from), words) };
        findings.push({
          key: fingerprint(`${what} ${count}`),
          kind: 'voice',
          en: language === 'en' ? placed : null,
          zh: language === 'zh' ? placed : null,
          pair: { en: language === 'en' ? id : null, zh: language === 'zh' ? id : null },
          unit: null,
          term: null,
          variant: null
        });
        if (findings.length === mostFindings) return findings;
      }
    }
  return findings;
}

/** Returns the lines that say that a section is a draft which nobody has taken over. */
const draftFindings = (section: SectionContent): TextFinding[] =>
  locales.flatMap((language) =>
    spokenBlocksOf(section, language).flatMap(({ id, text }, index): TextFinding[] => {
      if (!isDraftMark(text, language)) return [];
      const said = { text, from: 0, to: text.length, value: null, unit: null, block: id, before: 0 };
      return [
        {
          key: fingerprint(`draft ${section.id} ${language} ${index}`),
          kind: 'draft',
          en: language === 'en' ? said : null,
          zh: language === 'zh' ? said : null,
          pair: { en: language === 'en' ? id : null, zh: language === 'zh' ? id : null },
          unit: null,
          term: null,
          variant: null
        }
      ];
    })
  );

function timesIn(text: string, words: string): number {
  if (words === '') return 0;
  let count = 0;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) count += 1;
  return count;
}

/**
 * Checks whether both passages of a pair use the terms that the glossary fixes: a term whose equivalent the
 * other passage lacks, a word that may not be used, and a false friend.
 */
import type { CheckedTerm } from '../glossary.ts';
import { otherLocale, locales, type Locale } from '#base/locale.ts';
import { mostFindings, withKeys, type Excerpt, type ParityFinding } from './finding.ts';
import {
  findTerms,
  type FoundTerms,
  type TermIndex,
  type TermOccurrence,
  type TermSense
} from './term-index.ts';

export const termFindingKinds = ['term', 'forbidden', 'false-friend'] as const;
export type TermFindingKind = (typeof termFindingKinds)[number];

export interface TermFinding extends Omit<ParityFinding, 'kind'> {
  readonly kind: TermFindingKind;
  /** Names the term by its id. */
  readonly term: string;
  /** Names the language in which something is to be changed. */
  readonly in: Locale;
  /** Names the variant that may not be used, by its place in the term; null where the term is just missing. */
  readonly variant: number | null;
}

const longestPassage = 4_000_000;

type Said = Omit<TermFinding, 'key'>;

/** Returns the findings in the order of the English passage, and then of the Chinese one. */
export function checkTerms(en: string, zh: string, index: TermIndex): TermFinding[] {
  if (en.trim() === '' || zh.trim() === '') return [];
  const texts = { en: en.slice(0, longestPassage), zh: zh.slice(0, longestPassage) };
  const found = { en: findTerms(index, 'en', texts.en), zh: findTerms(index, 'zh', texts.zh) };
  const check = new PairCheck(index.terms, texts, found);
  for (const language of locales) check.equivalents(language);
  for (const language of locales) check.forbidden(language);
  const said = check.findings();
  said.sort(
    (one, other) =>
      (one.en?.from ?? Infinity) - (other.en?.from ?? Infinity) || (one.zh?.from ?? 0) - (other.zh?.from ?? 0)
  );
  return withKeys(said.slice(0, mostFindings), en, zh);
}

/** Names a term that a pair uses, by its place in the glossary. */
export interface PairTerm {
  readonly term: number;
  /** Names the text that lacks an equivalent of it; null where both have one. */
  readonly lacking: Locale | null;
}

/** Those first that the other text lacks. */
export function termsOfPair(texts: Readonly<Record<Locale, string>>, index: TermIndex): PairTerm[] {
  const found = { en: findTerms(index, 'en', texts.en), zh: findTerms(index, 'zh', texts.zh) };
  const used = new Map<number, Locale | null>();
  for (const language of locales) {
    const other = otherLocale(language);
    for (const { senses } of found[language].occurrences) {
      const terms = senses.filter(({ use }) => isGood(use)).map(({ term }) => term);
      const both = terms.filter((term) => found[other].present.has(term));
      for (const term of both.length > 0 ? both : terms)
        if (!used.has(term)) used.set(term, both.length > 0 ? null : other);
    }
  }
  return [...used]
    .map(([term, lacking]) => ({ term, lacking }))
    .sort((one, another) => Number(another.lacking !== null) - Number(one.lacking !== null));
}

interface Missing {
  readonly term: number;
  readonly at: TermOccurrence;
}

class PairCheck {
  readonly #terms: readonly CheckedTerm[];
  readonly #texts: Readonly<Record<Locale, string>>;
  readonly #found: Readonly<Record<Locale, FoundTerms>>;
  readonly #said: Said[] = [];
  readonly #missing: Readonly<Record<Locale, Missing[]>> = { en: [], zh: [] };
  /** Holds occurrences of wrong words that a finding names already. */
  readonly #named = new Set<TermOccurrence>();

  constructor(
    terms: readonly CheckedTerm[],
    texts: Readonly<Record<Locale, string>>,
    found: Readonly<Record<Locale, FoundTerms>>
  ) {
    this.#terms = terms;
    this.#texts = texts;
    this.#found = found;
  }

  /** Looks in the other language for the equivalents of the terms of this one. */
  equivalents(language: Locale): void {
    const other = otherLocale(language);
    const seen = new Set<string>();
    for (const occurrence of this.#found[language].occurrences) {
      const terms = occurrence.senses.filter(({ use }) => isGood(use)).map(({ term }) => term);
      const key = terms.join(' ');
      if (terms.length === 0 || seen.has(key)) continue;
      seen.add(key);
      if (terms.some((term) => this.#found[other].present.has(term))) continue;
      const checked = terms.find((term) => this.#isChecked(term, other));
      if (checked === undefined) continue;
      const wrong = this.#wrongWord(terms, other);
      if (wrong === undefined) this.#missing[language].push({ term: checked, at: occurrence });
      else this.#name(wrong.sense, other, wrong.at, occurrence);
    }
  }

  /** Looks for words that may not be used, whatever the other language says. */
  forbidden(language: Locale): void {
    const other = otherLocale(language);
    const seen = new Set<string>();
    for (const occurrence of this.#found[language].occurrences) {
      const sense = occurrence.senses.find(({ use }) => use === 'forbidden');
      if (sense === undefined || this.#named.has(occurrence)) continue;
      const key = `${sense.term} ${sense.variant}`;
      // The same word may be right for another term.
      if (seen.has(key) || occurrence.senses.some(({ use }) => isGood(use))) continue;
      seen.add(key);
      const counterpart = this.#found[other].occurrences.find(({ senses }) =>
        senses.some(({ term, use }) => term === sense.term && isGood(use))
      );
      this.#name(sense, language, occurrence, counterpart ?? null);
    }
  }

  /** What is missing on both sides at about the same place is one of them. */
  findings(): Said[] {
    const left = [...this.#missing.zh];
    for (const en of this.#missing.en) {
      const place = this.#placeOf('en', en.at);
      const at = left.findIndex((zh) => Math.abs(this.#placeOf('zh', zh.at) - place) < 0.3);
      const [zh] = at < 0 ? [] : left.splice(at, 1);
      this.#said.push(this.#saidOf('term', en.term, null, 'zh', { en: en.at, zh: zh?.at ?? null }));
    }
    for (const zh of left)
      this.#said.push(this.#saidOf('term', zh.term, null, 'en', { en: null, zh: zh.at }));
    return this.#said;
  }

  /** Names of things are compared with each other by the check of names, which knows pronouns. */
  #isChecked(term: number, other: Locale): boolean {
    const one = this.#terms[term];
    return one !== undefined && one.isChecked && one.kind === 'term' && one.term[other].trim() !== '';
  }

  #wrongWord(
    terms: readonly number[],
    language: Locale
  ): { readonly sense: TermSense; readonly at: TermOccurrence } | undefined {
    for (const at of this.#found[language].occurrences)
      for (const sense of at.senses)
        if (!isGood(sense.use) && terms.includes(sense.term) && !this.#named.has(at)) return { sense, at };
    return undefined;
  }

  #name(sense: TermSense, language: Locale, at: TermOccurrence, counterpart: TermOccurrence | null): void {
    this.#named.add(at);
    const kind = sense.use === 'false-friend' ? 'false-friend' : 'forbidden';
    const other = otherLocale(language);
    const places = { [language]: at, [other]: counterpart } as Record<Locale, TermOccurrence | null>;
    this.#said.push(this.#saidOf(kind, sense.term, sense.variant, language, places));
  }

  #saidOf(
    kind: TermFindingKind,
    term: number,
    variant: number | null,
    language: Locale,
    places: Readonly<Record<Locale, TermOccurrence | null>>
  ): Said {
    const excerpt = (of: Locale): Excerpt | null => {
      const place = places[of];
      return place && excerptOf(this.#texts[of], place);
    };
    return {
      kind,
      term: this.#terms[term]?.id ?? '',
      variant,
      in: language,
      en: excerpt('en'),
      zh: excerpt('zh')
    };
  }

  #placeOf(language: Locale, { from }: TermOccurrence): number {
    return from / Math.max(this.#texts[language].length, 1);
  }
}

const isGood = (use: TermSense['use']): boolean => use === 'preferred' || use === 'allowed';

const excerptOf = (text: string, { from, to }: TermOccurrence): Excerpt => ({
  text: text.slice(from, to),
  from,
  to,
  value: null,
  unit: null
});

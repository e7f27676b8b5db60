/**
 * Reads from a passage what its translation says as well, whatever the words: numbers by value, agreed terms, and
 * words in Latin letters that Chinese leaves as they are.
 */
import type { Bilingual, Locale } from '#base/locale.ts';
import { readChinese } from '../parity/chinese.ts';
import { readEnglish } from '../parity/english.ts';
import { normalised } from '../parity/normalise.ts';
import { cleaned, type Quantity } from '../parity/quantity.ts';

export interface TermIndex {
  readonly en: RegExp | null;
  readonly zh: RegExp | null;
  readonly keys: Readonly<Record<Locale, ReadonlyMap<string, string>>>;
}

const folded = (term: string): string => term.trim().toLowerCase().replaceAll('-', ' ');
const special = /[.*+?^${}()|[\]\\]/g;
const anyOf = (terms: readonly string[]): string =>
  terms
    .toSorted((one, other) => other.length - one.length)
    .map((term) => term.replaceAll(special, String.raw`\$&`).replaceAll(/[ -]/g, '[ -]'))
    .join('|');

export function termIndex(terms: readonly Bilingual[]): TermIndex {
  const keys = { en: new Map<string, string>(), zh: new Map<string, string>() };
  terms.forEach(({ en, zh }, index) => {
    if (en.trim() === '' || zh.trim() === '') return;
    keys.en.set(folded(en), `t${index}`);
    keys.zh.set(folded(zh), `t${index}`);
  });
  const [en, zh] = [anyOf([...keys.en.keys()]), anyOf([...keys.zh.keys()])];
  return {
    en: en === '' ? null : new RegExp(String.raw`(?<![\p{L}\p{N}])(${en})(?:e?s)?(?![\p{L}\p{N}])`, 'giu'),
    zh: zh === '' ? null : new RegExp(`(${zh})`, 'gu'),
    keys
  };
}

/** Strings that equal those of its translation. */
export function anchorsOf(text: string, language: Locale, terms: TermIndex): Set<string> {
  const written = normalised(text);
  const anchors = new Set<string>();
  const quantities = language === 'en' ? readEnglish(written) : readChinese(written);
  for (const quantity of quantities) if (quantity.certainty !== 'hint') anchors.add(numberKey(quantity));
  for (const [, term = ''] of terms[language] ? text.matchAll(terms[language]) : []) {
    const key = terms.keys[language].get(folded(term));
    if (key !== undefined) anchors.add(key);
  }
  for (const [word] of written.matchAll(latinWord)) anchors.add(`w${word.toLowerCase()}`);
  return anchors;
}

const latinWord = /[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]/g;

/** By its first letter. */
export const kindOf = (key: string): 'number' | 'term' | 'word' =>
  key.startsWith('n') ? 'number' : key.startsWith('t') ? 'term' : 'word';

function numberKey({ kind, value, unit, currency }: Quantity): string {
  if (unit) return `n${unit.dimension} ${cleaned(value * unit.factor)}`;
  // English says 14 times where Chinese counts: 14次.
  return `n${currency ?? (kind === 'multiple' ? 'number' : kind)} ${value}`;
}

/**
 * Protects terms of the glossary in a passage that is sent to a translation service: each is replaced by a sign
 * that services leave alone, and in the answer by its agreed equivalent. The longest term goes first.
 */
import { otherLocale, type Bilingual, type Locale } from '#domain/locale.ts';

export interface ProtectedText {
  readonly text: string;
  /** Puts the equivalents into an answer; names those that the answer has lost, and how often. */
  restore(answer: string): { readonly text: string; readonly lost: readonly Bilingual[] };
}

const sign = /[[［【]{1,2}\s*[TＴ]\s*(\d{1,4})\s*[\]］】]{1,2}/giu;
/** Limits the terms that are looked for, and those that one passage protects. */
const mostTerms = 2_000;
const mostSigns = 200;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Returns what finds the terms of a language: English ones as whole words, whatever their case. */
function patternOf(terms: readonly Bilingual[], language: Locale): RegExp | null {
  const words = terms
    .map((term) => term[language].trim())
    .filter((word) => word.length > 1)
    .toSorted((one, other) => other.length - one.length);
  if (words.length === 0) return null;
  const any = words.map(escaped).join('|');
  return language === 'en'
    ? new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${any})(?![\p{L}\p{N}])`, 'giu')
    : new RegExp(any, 'gu');
}

export function protectTerms(source: string, from: Locale, glossary: readonly Bilingual[]): ProtectedText {
  const to = otherLocale(from);
  const terms = glossary
    .filter((term) => term[from].trim() !== '' && term[to].trim() !== '')
    .slice(0, mostTerms);
  const byWord = new Map(terms.toReversed().map((term) => [term[from].trim().toLowerCase(), term]));
  const pattern = patternOf(terms, from);
  // A passage that holds such signs itself is sent as it is.
  if (!pattern || source.search(sign) >= 0) return { text: source, restore: (text) => ({ text, lost: [] }) };
  const held: Bilingual[] = [];
  const text = source.replace(pattern, (word) => {
    const term = byWord.get(word.toLowerCase());
    if (!term || held.length >= mostSigns) return word;
    held.push(term);
    return `[[T${held.length}]]`;
  });
  return {
    text,
    restore: (answer) => {
      const left = new Set(held.keys());
      const restored = answer.replace(sign, (_, number: string) => {
        const at = Number(number) - 1;
        left.delete(at);
        return held[at]?.[to].trim() ?? '';
      });
      return {
        text: restored.replace(/\s+/g, ' ').trim(),
        lost: [...left].flatMap((at) => held[at] ?? [])
      };
    }
  };
}

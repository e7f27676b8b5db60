/**
 * Protects terms of the glossary in a passage that is sent to a translation service: each is replaced by a sign
 * that services leave alone, and in the answer by its agreed equivalent. Everyday words are left to the service.
 */
import { otherLocale, type Bilingual, type Locale } from '#domain/locale.ts';
import { findTerms, type TermIndex, type TermOccurrence } from '#lib/parity/term-index.ts';

export interface ProtectedText {
  readonly text: string;
  /** Puts the equivalents into an answer; names those that the answer has lost, each once. */
  restore(answer: string): { readonly text: string; readonly lost: readonly Bilingual[] };
}

const sign = /[[［【]{1,2}\s*[TＴ]\s*(\d{1,4})\s*[\]］】]{1,2}/giu;
/** Limits the terms that one passage protects. */
const mostSigns = 200;

export function protectTerms(source: string, from: Locale, glossary: TermIndex): ProtectedText {
  const to = otherLocale(from);
  const termOf = ({ senses }: TermOccurrence): Bilingual | undefined =>
    senses
      .filter(({ use }) => use === 'preferred' || use === 'allowed')
      .map(({ term }) => glossary.terms[term])
      .find((term) => term?.isChecked && term.term[to].trim() !== '')?.term;
  const held: Bilingual[] = [];
  const parts: string[] = [];
  let at = 0;
  // A passage that holds such signs itself is sent as it is.
  const { occurrences } = source.search(sign) < 0 ? findTerms(glossary, from, source) : { occurrences: [] };
  for (const occurrence of occurrences) {
    const term = termOf(occurrence);
    if (!term || held.length >= mostSigns) continue;
    held.push(term);
    parts.push(source.slice(at, occurrence.from), `[[T${held.length}]]`);
    at = occurrence.to;
  }
  const text = parts.join('') + source.slice(at);
  if (held.length === 0) return { text, restore: (answer) => ({ text: answer, lost: [] }) };
  return {
    text,
    restore: (answer) => {
      const left = new Set(held.keys());
      const restored = answer.replace(sign, (_, number: string) => {
        const place = Number(number) - 1;
        left.delete(place);
        return held[place]?.[to].trim() ?? '';
      });
      return {
        text: restored.replace(/\s+/g, ' ').trim(),
        lost: [...new Set([...left].flatMap((place) => held[place] ?? []))]
      };
    }
  };
}

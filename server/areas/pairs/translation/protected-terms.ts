/**
 * Protects terms of the glossary and chips in a passage that is sent to a translation service: each is replaced by a
 * sign that services leave alone, and in the answer by its agreed equivalent, or by the chip. Everyday words are left to
 * the service.
 */
import { placesOfChips } from '#base/chips/chip-signs.ts';
import { otherLocale, type Bilingual, type Locale } from '#base/locale.ts';
import { findTerms, type TermIndex, type TermOccurrence } from '#rules/pairs/parity/term-index.ts';

export interface ProtectedText {
  readonly text: string;
  /** Removes the signs from an answer, so that only what the service wrote is left. */
  withoutSigns(answer: string): string;
  /** Puts the equivalents and the chips into an answer; names those that the answer has lost, each term once. */
  restore(answer: string): {
    readonly text: string;
    readonly lost: readonly Bilingual[];
    readonly lostChips: readonly string[];
  };
}

const sign = /[[［【]{1,2}\s*[TＴ]\s*(\d{1,4})\s*[\]］】]{1,2}/giu;
/** Limits the terms and chips that one passage protects. */
const mostSigns = 200;

export function protectTerms(
  source: string,
  from: Locale,
  glossary: TermIndex,
  chips: readonly string[] = []
): ProtectedText {
  const to = otherLocale(from);
  const termOf = ({ senses }: TermOccurrence): Bilingual | undefined =>
    senses
      .filter(({ use }) => use === 'preferred' || use === 'allowed')
      .map(({ term }) => glossary.terms[term])
      .find((term) => term?.isChecked && term.term[to].trim() !== '')?.term;
  const held: Held[] = [];
  const parts: string[] = [];
  let at = 0;
  // A passage that holds such signs itself is sent as it is.
  const isPlain = source.search(sign) < 0;
  const places = isPlain ? placesOfChips(source, chips) : [];
  const isInChip = (occurrence: TermOccurrence): boolean =>
    places.some((chip) => occurrence.from < chip.to && occurrence.to > chip.from);
  const terms = isPlain
    ? findTerms(glossary, from, source).occurrences.flatMap((occurrence) => {
        const term = isInChip(occurrence) ? undefined : termOf(occurrence);
        return term ? [{ from: occurrence.from, to: occurrence.to, term }] : [];
      })
    : [];
  for (const place of [...terms, ...places].sort((one, other) => one.from - other.from)) {
    if (held.length >= mostSigns) break;
    held.push(place);
    parts.push(source.slice(at, place.from), `[[T${held.length}]]`);
    at = place.to;
  }
  const text = parts.join('') + source.slice(at);
  return {
    text,
    withoutSigns: (answer) => (held.length === 0 ? answer : answer.replace(sign, ' ')),
    restore: (answer) => {
      const left = new Set(held.keys());
      const restored = answer.replace(sign, (said: string, number: string) => {
        const place = Number(number) - 1;
        const what = held[place];
        if (!what) return held.length === 0 ? said : '';
        // A chip is put in once: twice it would name a figure that the source names once.
        if ('sign' in what) return left.delete(place) ? what.sign : '';
        left.delete(place);
        return what.term[to].trim();
      });
      const words = held.length === 0 ? restored : restored.replace(/\s+/g, ' ').trim();
      return {
        text: words,
        lost: [...new Set([...left].flatMap((place) => termIn(held[place])))],
        lostChips: lostIn(words, chips)
      };
    }
  };
}

/** Names a term or the sign of a chip that stands in the source. */
type Held = { readonly term: Bilingual } | { readonly sign: string };

const termIn = (held: Held | undefined): Bilingual[] => (held && 'term' in held ? [held.term] : []);

/** Lists the chips that a text has less often than its source. */
function lostIn(text: string, chips: readonly string[]): string[] {
  const found = placesOfChips(text, chips).map(({ sign: one }) => one);
  return chips.filter((chip) => {
    const at = found.indexOf(chip);
    if (at >= 0) found.splice(at, 1);
    return at < 0;
  });
}

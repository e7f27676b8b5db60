/** Reads fractions: nine tenths, two-thirds, 2/3, one in five. */
import { ordinals, readEnglishWords, type EnglishNumber } from './english-number.ts';
import { matchAt } from './match-at.ts';
import { fractionWord, oneInMany } from './english-patterns.ts';
import { quantityOf, type ReadAt } from './english-quantity.ts';

export function readFraction(text: string, number: EnglishNumber): ReadAt | null {
  const written = /^\/(\d{1,2})(?![\d/])/.exec(text.slice(number.to, number.to + 4));
  if (written && number.hasDigits && number.value < Number(written[1]) && Number(written[1]) <= 20) {
    const value = (number.value / Number(written[1])) * 100;
    const to = number.to + written[0].length;
    return {
      quantities: [quantityOf(text, number, { kind: 'share', value, step: 1e-6, to, certainty: 'sure' })],
      to
    };
  }
  if (number.value > 20) return null;
  const match = matchAt(fractionWord, text, number.to);
  const word = match?.[1]?.toLowerCase().replace(/s$/, '') ?? '';
  const divisor = { half: 2, halve: 2, quarter: 4, fourth: 4, hundredth: 100 }[word] ?? ordinals.get(word);
  // “the three third parties” and “one second” are no fractions.
  if (
    match &&
    divisor !== undefined &&
    number.value < divisor &&
    (number.value === 1 || /s$/i.test(match[0]) || divisor === 2)
  ) {
    const value = (number.value / divisor) * 100;
    const to = number.to + match[0].length;
    const certainty = number.value === 1 && divisor === 2 ? 'hint' : 'sure';
    return {
      quantities: [quantityOf(text, number, { kind: 'share', value, step: 1e-6, to, certainty })],
      to
    };
  }
  const inMany = matchAt(oneInMany, text, number.to);
  const second = inMany && !number.hasDigits ? readEnglishWords(text, number.to + inMany[0].length) : null;
  if (second && second.value > number.value && second.value <= 20) {
    const value = (number.value / second.value) * 100;
    return {
      quantities: [
        quantityOf(text, number, { kind: 'share', value, step: 1e-6, to: second.to, certainty: 'hint' })
      ],
      to: second.to
    };
  }
  return null;
}

/** Measures how wide the words of a cell are, and where its lines may break. */
import type { Locale } from '#base/locale.ts';
import type { Fonts } from './fonts.ts';
import type { PrintedText } from './printed-blocks.ts';

export interface Measure {
  /** Returns the widths of what stands on one line, in the size of the type. */
  readonly wordsOf: (text: PrintedText, isBold: boolean, han: number) => number[];
  /** Returns the width of the longest line of a text that has room, in the size of the type. */
  readonly lineOf: (text: PrintedText, isBold: boolean) => number;
}

interface Sign {
  readonly text: string;
  readonly width: number;
}

/** Stands for what is no character: a place where a line may end, and one where it ends. */
const gapSign: Sign = { text: ' ', width: 0 };
export const breakSign: Sign = { text: '\n', width: 0 };

export const measureIn = (locale: Locale, fonts: Fonts): Measure => ({
  wordsOf: (text, isBold, han) =>
    chunksOf(signsOf(text, isBold, locale, fonts), han).map((chunk) => widthOf(chunk)),
  lineOf: (text, isBold) => {
    let [line, longest] = [0, 0];
    for (const sign of signsOf(text, isBold, locale, fonts)) {
      line = sign === breakSign ? 0 : line + sign.width;
      longest = Math.max(longest, line);
    }
    return longest;
  }
});

const widthOf = (signs: readonly Sign[]): number => signs.reduce((sum, { width }) => sum + width, 0);

/** Sets the space that Typst puts between Han and Latin characters. */
const betweenScripts = 0.25;

export function signsOf(text: PrintedText, isBold: boolean, locale: Locale, fonts: Fonts): Sign[] {
  return text.flatMap((inline): Sign[] => {
    switch (inline.k) {
      case 'text': {
        const own = inline.lang ?? locale;
        const strong = isBold || inline.marks.includes('bold');
        return Array.from(inline.s, (sign) => ({
          text: sign,
          width: fonts.advanceOf(sign.codePointAt(0) ?? 0, own, strong)
        }));
      }
      case 'link':
        return Array.from(inline.s, (sign) => ({
          text: sign,
          width: fonts.advanceOf(sign.codePointAt(0) ?? 0, locale, isBold)
        }));
      case 'note':
        return Array.from(String(inline.n), (sign) => ({ text: sign, width: 0.4 }));
      case 'missing':
        return [gapSign, { text: '〓', width: 0.96 * inline.width }, gapSign];
      case 'cut':
        return [gapSign];
      case 'break':
        return [breakSign];
    }
  });
}

export const isHan = (sign: string): boolean => /\p{Script=Han}/u.test(sign);
const isMark = (sign: string): boolean => !/[\p{L}\p{N}\s]/u.test(sign);

/** Divides signs where a line may end. Of Han characters, some stand together. */
function chunksOf(signs: readonly Sign[], han: number): Sign[][] {
  const chunks: Sign[][] = [[]];
  let count = 0;
  for (const [index, sign] of signs.entries()) {
    const before = signs[index - 1];
    const chunk = chunks.at(-1);
    if (!chunk) break;
    if (/\s/.test(sign.text)) {
      chunks.push([]);
      count = 0;
      continue;
    }
    const endsHere =
      before !== undefined &&
      chunk.length > 0 &&
      (isHan(sign.text) ? !isMark(before.text) && (count === 0 || count >= han) : endsBefore(before, sign));
    if (endsHere) {
      chunks.push([
        { ...sign, width: sign.width + (isHan(sign.text) !== isHan(before.text) ? betweenScripts : 0) }
      ]);
      count = isHan(sign.text) ? 1 : 0;
    } else {
      chunk.push(sign);
      if (isHan(sign.text)) count += 1;
    }
  }
  return chunks.filter((chunk) => chunk.length > 0);
}

/** Checks whether a line may end between two signs, the second of which is no Han character. */
const endsBefore = (before: Sign, { text }: Sign): boolean =>
  (isHan(before.text) && !isMark(text)) ||
  (/[-–—/]/.test(before.text) && /\p{L}/u.test(text)) ||
  (/[，。、；：！？）》」』]/.test(before.text) && !isMark(text));

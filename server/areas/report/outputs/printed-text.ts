/**
 * Cuts texts into what a typeface can print. A character that the typefaces lack becomes a small framed box with
 * its code point, whose text alternative is the character itself: nothing is lost for a reader who listens, the
 * gap is seen by one who looks, and no other typeface comes in.
 */
import { cleanText } from './clean-text.ts';
import type { Fonts } from './fonts.ts';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'missing'; readonly text: string };

const lineEnd = /\r\n?|[\n\u0085\u2028\u2029]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Matches what is never seen: joiners, selectors, marks of direction. */
const unseen = /^\p{Default_Ignorable_Code_Point}$/u;

export function piecesOf(text: string, { hasCharacter }: Fonts): Piece[] {
  return text.split(lineEnd).flatMap((line, index) => {
    const pieces = piecesOfLine(cleanText(line.replaceAll('\t', ' ')), hasCharacter);
    return index === 0 ? pieces : [{ kind: 'break' } as const, ...pieces];
  });
}

function piecesOfLine(line: string, hasCharacter: Fonts['hasCharacter']): Piece[] {
  if (line === '') return [];
  if (Array.from(line).every((character) => hasCharacter(character.codePointAt(0) ?? 0)))
    return [{ kind: 'text', text: line }];
  const pieces: Piece[] = [];
  let kept = '';
  const flush = (): void => {
    if (kept !== '') pieces.push({ kind: 'text', text: kept });
    kept = '';
  };
  for (const { segment } of graphemes.segment(line)) {
    const characters = Array.from(segment);
    const isPrinted = characters.every(
      (character) => hasCharacter(character.codePointAt(0) ?? 0) || unseen.test(character)
    );
    if (isPrinted) {
      kept += characters.filter((character) => hasCharacter(character.codePointAt(0) ?? 0)).join('');
    } else {
      flush();
      pieces.push({ kind: 'missing', text: segment });
    }
  }
  flush();
  return pieces;
}

/** Returns the text with `〓`, the printers' mark for a missing character, where the typefaces lack one. */
export const markedText = (text: string, fonts: Fonts): string =>
  piecesOf(text, fonts)
    .map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'break' ? ' ' : '〓'))
    .join('');

/** Returns the code points in a box, at most two of them: `20BB7`. */
export const codesOf = (text: string): string[] =>
  Array.from(text)
    .filter((character) => !unseen.test(character))
    .map((character) => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'))
    .slice(0, 2);

/** Draws each hexadecimal digit by strokes in a cell of 3 by 5. */
const strokes: Readonly<Record<string, string>> = {
  0: 'M0 0H2V4H0ZM0 4L2 0',
  1: 'M0 1L1 0V4M0 4H2',
  2: 'M0 0H2V2H0V4H2',
  3: 'M0 0H2V4H0M0 2H2',
  4: 'M0 0V2H2M2 0V4',
  5: 'M2 0H0V2H2V4H0',
  6: 'M2 0H0V4H2V2H0',
  7: 'M0 0H2L1 4',
  8: 'M0 0H2V4H0ZM0 2H2',
  9: 'M2 2H0V0H2V4H0',
  A: 'M0 4V1L1 0L2 1V4M0 2H2',
  B: 'M0 0H1L2 1L1 2H0M1 2L2 3L1 4H0V0',
  C: 'M2 0H0V4H2',
  D: 'M0 0H1L2 1V3L1 4H0Z',
  E: 'M2 0H0V4H2M0 2H1',
  F: 'M2 0H0V4M0 2H1'
};

/** Draws the box as SVG without text, so that no typeface is asked. `width` is in units of its height. */
export function missingBox(text: string): { readonly svg: string; readonly width: number } {
  const codes = codesOf(text);
  const longest = Math.max(...codes.map((code) => code.length), 1);
  const half = Math.ceil(longest / 2);
  const lines = codes.length > 1 ? codes : [codes[0]?.slice(0, half) ?? '', codes[0]?.slice(half) ?? ''];
  const columns = Math.max(...lines.map((line) => line.length), 1);
  const [width, height] = [columns * 4 + 3, 16];
  const rendered = lines.flatMap((line, row) =>
    Array.from(
      line,
      (digit, column) =>
        `<path transform="translate(${2.5 + column * 4} ${2.5 + row * 7})" d="${strokes[digit] ?? ''}"/>`
    )
  );
  return {
    width: width / height,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><g fill="none" stroke="#17191e" stroke-width=".7"><rect x=".5" y=".5" width="${width - 1}" height="${height - 1}"/>${rendered.join('')}</g></svg>`
  };
}

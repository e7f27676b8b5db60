/** Translates the colours of codes to those of a file of REFI-QDA, and back. */
import { codeColours, type CodeColour } from './code-book.ts';

/** The interface has others for its light and dark looks. */
const hexOf: Readonly<Record<CodeColour, string>> = {
  grey: '#7f7f7f',
  red: '#d62728',
  orange: '#ff7f0e',
  yellow: '#e6c229',
  green: '#2ca02c',
  teal: '#17a2a2',
  blue: '#1f77b4',
  violet: '#7b52ab'
};

export const qdaColor = (colour: CodeColour): string => hexOf[colour];

/** The nearest of the code book; grey without one. */
export function colourFromQda(color: string | null): CodeColour {
  if (color === null) return 'grey';
  const distance = (colour: CodeColour): number =>
    [1, 3, 5].reduce((sum, at) => {
      const [a, b] = [color, hexOf[colour]].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
      return sum + ((a ?? 0) - (b ?? 0)) ** 2;
    }, 0);
  return [...codeColours].sort((a, b) => distance(a) - distance(b))[0] ?? 'grey';
}

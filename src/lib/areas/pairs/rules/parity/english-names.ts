/** Recognises letters around a number that make it part of a name, and units that are a letter of their own. */
import { matchAt } from './match-at.ts';

/** Is true for a unit of one letter that is a word of its own: “5 m” is metres, “5 h” too, “3 G” is nothing. */
export const isLooseLetter = (text: string, from: number, to: number): boolean =>
  to - from === 1 && !/^[mgthW]$/.test(text.slice(from, to));

/** Is true behind a letter, as in PM2.5, C40 and DN-17. */
export function isPartOfName(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 12), from);
  if (/[A-Za-z]$/.test(before)) return !/(?:CNY|RMB|EUR|USD|GBP|HKD|JPY|AUD|SGD)$/.test(before);
  return /(?:^|[^A-Za-z])[A-Z][A-Za-z]*-$/.test(before) && !/(?:Mid|Pre|Post|Early|Late)-$/.test(before);
}

const nameRest = /[\w.-]{0,40}/y;
export const endOfName = (text: string, from: number): number =>
  from + (matchAt(nameRest, text, from)?.[0].replace(/[.-]+$/, '').length ?? 0);

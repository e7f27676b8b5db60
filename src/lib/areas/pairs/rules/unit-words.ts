/** Names a unit of a text by its words, in lists and marks. */
import type { Unit } from './units.ts';

/** Returns the words of a unit; of a table the cells that hold any, without the signs that divide them. */
export const wordsNaming = ({ kind, text }: Pick<Unit, 'kind' | 'text'>): string =>
  kind === 'table'
    ? text
        .split(/[|\n]/)
        .map((cell) => cell.trim())
        .filter((cell) => cell !== '')
        .join(' · ')
    : text;

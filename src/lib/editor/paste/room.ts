/** Tells whether what is pasted or dropped has room in its passage, before anything of it is parsed. */
import type { EditorState } from '@tiptap/pm/state';
import { largestPassage } from '#document/sequence/limits.ts';
import type { PassageBinding } from '../binding/binding.ts';
import { withoutStyles } from './clean-html.ts';
import { linesOf } from './text-blocks.ts';

/** Counts characters and blocks. */
export interface Amount {
  readonly characters: number;
  readonly blocks: number;
}

/** Says what does not fit: how much there is of it, and how much would fit. */
export interface Excess {
  readonly of: keyof Amount;
  readonly size: number;
  readonly room: number;
}

/** Returns how much fits in place of the selection, in the passage, cell, caption or note that holds it. */
export function roomAt(binding: PassageBinding | null, { doc, selection }: EditorState): Amount {
  if (!binding) return largestPassage;
  const { from, to } = selection;
  const { index, start } = binding.tree.partAt(doc, from, to);
  const [first, last] = [index.placeAt(from - start), index.placeAt(to - start)];
  const selected = index.indexAt(to - start) - index.indexAt(from - start);
  return {
    characters: Math.max(0, largestPassage.characters - index.text.length + selected),
    blocks: Math.max(0, largestPassage.blocks - index.records.length + last.at - first.at)
  };
}

/** Null if everything fits. */
export function excessOf({ characters, blocks }: Amount, room: Amount): Excess | null {
  if (characters > room.characters) return { of: 'characters', size: characters, room: room.characters };
  return blocks > room.blocks ? { of: 'blocks', size: blocks, room: room.blocks } : null;
}

/**
 * Estimates what a clipboard holds by counting, never more than it has: HTML by its letters outside of tags, or by
 * the plain text next to it, if that is shorter.
 */
export function amountIn(html: string, text: string): Amount {
  if (html === '') {
    const lines = linesOf(text);
    return { characters: lines.reduce((sum, { length }) => sum + length + 1, -1), blocks: lines.length - 1 };
  }
  const characters = lettersOf(html);
  const plain = lettersOf(text.replaceAll('<', '_'));
  return { characters: plain > 0 ? Math.min(plain, characters) : characters, blocks: 0 };
}

/** Counts in one pass: a tag counts as nothing, an entity and a run of blanks as one letter. */
function lettersOf(html: string): number {
  const source = withoutStyles(html);
  let letters = 0;
  let isInTag = false;
  let isBlank = true;
  for (let index = 0; index < source.length; index++) {
    const sign = source.charAt(index);
    if (isInTag) isInTag = sign !== '>';
    else if (sign === '<' && /[!/?a-z]/i.test(source.charAt(index + 1))) isInTag = true;
    else if (/\s/.test(sign)) {
      if (!isBlank) letters++;
      isBlank = true;
    } else {
      letters++;
      isBlank = false;
      if (sign === '&') index += /^#?\w{1,10};/.exec(source.slice(index + 1, index + 13))?.[0].length ?? 0;
    }
  }
  return isBlank && letters > 0 ? letters - 1 : letters;
}

/**
 * Replaces matches by steps that touch no more than the letters that differ: marks, chips, comments, ids of blocks
 * and what others type at the same time stay.
 */
import type { Mark, Node } from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import { largestPassage } from '#document/sequence/limits.ts';
import type { PassageBinding } from '../binding/binding.ts';
import type { PassageIndex } from '../binding/passage-index.ts';
import { difference } from '../footnotes.ts';
import type { Excess } from '../paste/room.ts';
import type { FoundMatch } from './found-matches.ts';
import { longestReplacement } from './longest-replacement.ts';

/** Returns the transaction that replaces these matches, or what has no room. */
export function replaceMatches(
  { doc, tr, schema }: EditorState,
  binding: PassageBinding | null,
  matches: readonly FoundMatch[],
  replacement: string
): Transaction | { readonly excess: Excess } {
  const text = replacement.slice(0, longestReplacement).replace(/\p{Surrogate}/gu, '\ufffd');
  const excess = binding && excessOf(binding, doc, matches, text);
  if (excess) return { excess };
  for (const { from, to } of matches.toReversed()) {
    const change = difference(doc.textBetween(from, to), text);
    if (!change) continue;
    const [start, end] = [from + change.from, from + change.to];
    if (change.text === '') tr.delete(start, end);
    else tr.replaceWith(start, end, schema.text(change.text, marksAt(doc, start, from, to)));
  }
  return tr;
}

/** Returns the marks for letters that replace those from `start` on, or stand between two of the match. */
function marksAt(doc: Node, start: number, from: number, to: number): readonly Mark[] {
  const place = doc.resolve(start);
  const letter = start < to ? place.nodeAfter : start > from ? place.nodeBefore : null;
  return letter?.marks ?? [];
}

/** Returns what does not fit into the passage, cell, caption or note that holds most of it; null if everything does. */
function excessOf(
  binding: PassageBinding,
  doc: Node,
  matches: readonly FoundMatch[],
  text: string
): Excess | null {
  const growth = new Map<PassageIndex, number>();
  for (const { from, to } of matches) {
    const { index } = binding.tree.partAt(doc, from, to);
    growth.set(index, (growth.get(index) ?? 0) + text.length - (to - from));
  }
  for (const [index, size] of growth) {
    const room = Math.max(0, largestPassage.characters - index.text.length);
    if (size > room) return { of: 'characters', size, room };
  }
  return null;
}

/** Finds the signs that stand for chips in the plain words of a unit, such as `[figures/gdp/value]`. */
import { isSpokenChip, textOfChip } from './chips.ts';
import type { ContentNode } from '../content.ts';

/** Null for any other node. */
export const chipSignOf = ({ type, attrs }: Pick<ContentNode, 'type' | 'attrs'>): string | null =>
  isSpokenChip(type) ? textOfChip(type, attrs) : null;

/** Lists the signs of the chips in a node, in their order. */
export function chipSignsIn(node: ContentNode): string[] {
  const sign = chipSignOf(node);
  return sign === null ? (node.content ?? []).flatMap(chipSignsIn) : [sign];
}

/** Returns the places of these chips in a text, in their order; the same sign as often as it is listed. */
export function placesOfChips(
  text: string,
  signs: readonly string[]
): { readonly sign: string; readonly from: number; readonly to: number }[] {
  const next = new Map<string, number>();
  const places = signs.flatMap((sign) => {
    const from = text.indexOf(sign, next.get(sign) ?? 0);
    if (from < 0) return [];
    next.set(sign, from + sign.length);
    return [{ sign, from, to: from + sign.length }];
  });
  return places.sort((one, other) => one.from - other.from);
}

/** Stands for a chip whose value is not known here, where words are counted, checked or found. */
export const hiddenChip = '[…]';

/** Returns a text with a sign without meaning for each of these chips: the key of a field is no word and no number. */
export function withHiddenChips(text: string, signs: readonly string[]): string {
  let hidden = '';
  let at = 0;
  for (const { from, to } of placesOfChips(text, signs)) {
    hidden += text.slice(at, from) + hiddenChip;
    at = to;
  }
  return hidden + text.slice(at);
}

/**
 * Reads the words that stay at the old place of a block that a colleague moved: moving deletes a block and inserts it
 * elsewhere under the same id, and what somebody typed in it meanwhile, unseen by the mover, does not go along.
 */
import * as Y from 'yjs';
import { parseEmbed } from './embeds.ts';

/** Names a place in a moved block: behind so many of its letters, or behind one of those that are brought along. */
export type Place = { readonly count: number } | { readonly group: number; readonly id: Y.ID };

/** Holds own words that were left behind, side by side, with the number of the block's moved letters before them. */
export interface Group {
  readonly count: number;
  readonly items: { readonly id: Y.ID; readonly length: number; readonly isHead: boolean }[];
}

/** Describes what is left of a moved block at its old place. */
export interface LeftBehind {
  /** The marker at the new place. */
  readonly target: Y.Item;
  readonly groups: readonly Group[];
  readonly anchor: Place | null;
  readonly head: Place | null;
  /** The letters that the mover deleted at the old place. */
  readonly letters: string;
}

/** Stands for an embed within text. */
const embedSign = '\ufffc';

/** Checks whether an item is or was the beginning of a block. */
export const isHead = ({ content }: Y.Item): boolean => {
  const embed = content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
  return embed !== null && 'value' in embed;
};

export const isMarker = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentEmbed && parseEmbed(content.embed)?.kind === 'block';

const lettersIn = ({ content, length }: Y.Item): string =>
  content instanceof Y.ContentString ? content.str : embedSign.repeat(length);

/** Returns the letters of the block that begins with a marker, or of them those that were inserted under a client id. */
export function lettersOf(marker: Y.Item, client?: number): string {
  let letters = '';
  for (let item = marker.right; item; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (isHead(item)) break;
    if (client === undefined || item.id.client === client) letters += lettersIn(item);
  }
  return letters;
}

/**
 * Reads what a person wrote in a block, unseen by the colleague whose transaction moved it, and where their carets are.
 * `marker` began the block at its old place, `target` begins it at the new one; `isOwn` knows the person's client ids.
 */
export function leftBehind(
  { deleteSet, beforeState }: Y.Transaction,
  marker: Y.Item,
  target: Y.Item,
  isOwn: (client: number) => boolean,
  carets: Record<'anchor' | 'head', Pick<Y.RelativePosition, 'item'>> | null
): LeftBehind {
  /** Holds the letters that the mover inserted with the block: nobody types under the id for structure. */
  const moved = lettersOf(target, target.id.client);
  const groups: Group[] = [];
  let letters = '';
  let group: Group | null = null;
  const places = { anchor: null as Place | null, head: null as Place | null };
  const note = (id: Y.ID, length: number, placeOf: (offset: number) => Place): void => {
    for (const name of ['anchor', 'head'] as const) {
      const caret = carets?.[name].item;
      if (caret?.client !== id.client || caret.clock < id.clock || caret.clock >= id.clock + length) continue;
      places[name] = placeOf(caret.clock - id.clock + 1);
    }
  };
  note(marker.id, 1, () => ({ count: 0 }));
  const isDeletedNow = (item: Y.Item): boolean => item.deleted && Y.isDeleted(deleteSet, item.id);
  /** A colleague who did not know a marker moved the letters behind it as well. */
  const goesOn = (head: Y.Item): boolean => {
    let rest = '';
    for (let item = head.right; item && !(isHead(item) && !item.deleted); item = item.right)
      if (isDeletedNow(item) && item.countable && !isHead(item)) rest += lettersIn(item);
    return rest !== '' && moved.startsWith(rest, letters.length);
  };
  /** Checks whether a beginning came and went since then: it is not where the block ended for those who wrote in it. */
  const isPassing = ({ deleted, id }: Y.Item): boolean =>
    deleted && id.clock >= (beforeState.get(id.client) ?? 0);
  for (let item = marker.right; item; item = item.right) {
    const isOther = isHead(item) && !isPassing(item);
    if (isOther && (item.deleted ? isDeletedNow(item) : !isMarker(item) || !goesOn(item))) break;
    if (!isVisible(item)) continue;
    if (item.deleted) {
      if (!isDeletedNow(item) || isHead(item)) continue;
      const { length } = letters;
      note(item.id, item.length, (offset) => ({ count: length + offset }));
      letters += lettersIn(item);
      group = null;
    } else if (isOwn(item.id.client)) {
      if (!group) groups.push((group = { count: letters.length, items: [] }));
      const number = groups.length - 1;
      const { client, clock } = item.id;
      note(item.id, item.length, (offset) => ({ group: number, id: Y.createID(client, clock + offset - 1) }));
      group.items.push({ id: item.id, length: item.length, isHead: isHead(item) });
    } else group = null;
  }
  return { target, groups, letters, ...places };
}

/** Checks whether an item is or was a letter or an embed. */
const isVisible = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentString || content instanceof Y.ContentEmbed;

/** Returns the number of the letters of `now` before which something stood behind `count` letters of `then`. */
export function placeIn(now: string, then: string, count: number): number {
  let same = 0;
  while (same < count && same < now.length && now[same] === then[same]) same += 1;
  if (same === count) return count;
  const behind = then.length - count;
  if (behind <= now.length && now.endsWith(then.slice(count))) return now.length - behind;
  const place = Math.min(count, now.length);
  // Not between the halves of a letter.
  return /[\udc00-\udfff]/.test(now[place] ?? '') ? place + 1 : place;
}

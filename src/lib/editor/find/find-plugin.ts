/**
 * Shows what was found as decorations, which are no part of the text. A change searches the changed blocks alone.
 * While an input method composes, nothing is searched or drawn anew: the marks move with the letters.
 */
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { Matcher } from '#base/find-text.ts';
import { readCaret } from '../caret-first.ts';
import { mostMatches } from './find-target.ts';
import { Finder, type FoundMatch } from './found-matches.ts';

interface Found {
  readonly finder: Finder | null;
  readonly matches: readonly FoundMatch[];
  readonly isCut: boolean;
  /** Holds where the current match begins; null while there is none. */
  readonly at: number | null;
  readonly shown: DecorationSet;
  /** The text has changed since it was searched. */
  readonly isStale: boolean;
}

type Meta =
  /** Searches for something else, or for nothing. */
  | { readonly matcher: Matcher | null }
  /** Makes the match that begins here the current one. */
  | { readonly at: number | null }
  | 'search-again';

const key = new PluginKey<Found>('find');

const nothing: Found = {
  finder: null,
  matches: [],
  isCut: false,
  at: null,
  shown: DecorationSet.empty,
  isStale: false
};

export const foundIn = (state: EditorState): Pick<Found, 'matches' | 'isCut' | 'at'> =>
  key.getState(state) ?? nothing;

/** -1 where there is none. */
export const currentIn = (state: EditorState): number => {
  const { matches, at } = foundIn(state);
  return at === null ? -1 : matches.findIndex(({ from }) => from === at);
};

const withMeta = (transaction: Transaction, meta: Meta): Transaction =>
  transaction.setMeta(key, meta).setMeta('addToHistory', false);

export const searchFor = (transaction: Transaction, matcher: Matcher | null): Transaction =>
  withMeta(transaction, { matcher });

export const makeCurrent = (transaction: Transaction, at: number | null): Transaction =>
  withMeta(transaction, { at });

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Returns what is marked for a match: the words, or the sign of the note that holds them. */
function rangeOf(doc: Node, { from, to, note }: FoundMatch): Range {
  return note === null ? { from, to } : { from: note, to: note + (doc.nodeAt(note)?.nodeSize ?? 0) };
}

function decorationOf(doc: Node, match: FoundMatch, at: number | null): Decoration {
  const { from, to } = rangeOf(doc, match);
  const attributes = { class: match.from === at ? 'find-match find-current' : 'find-match' };
  return match.note === null
    ? Decoration.inline(from, to, attributes)
    : Decoration.node(from, to, attributes);
}

/** Names the range of positions that differs between two documents, in the second. */
function changedRange(before: Node, after: Node): Range {
  const most = Math.min(before.childCount, after.childCount);
  let [first, from] = [0, 0];
  while (first < most && before.child(first) === after.child(first)) from += after.child(first++).nodeSize;
  let [last, to] = [0, after.content.size];
  while (
    last < most - first &&
    before.child(before.childCount - 1 - last) === after.child(after.childCount - 1 - last)
  )
    to -= after.child(after.childCount - 1 - last++).nodeSize;
  return { from, to };
}

function search(finder: Finder, doc: Node): Pick<Found, 'matches' | 'isCut'> {
  const matches = finder.find(doc);
  const isCut = matches.length > mostMatches;
  return { matches: isCut ? matches.slice(0, mostMatches) : matches, isCut };
}

const drawAll = (doc: Node, matches: readonly FoundMatch[], at: number | null): DecorationSet =>
  DecorationSet.create(
    doc,
    matches.map((match) => decorationOf(doc, match, at))
  );

function drawWithin(
  { matches, at, shown }: Pick<Found, 'matches' | 'at' | 'shown'>,
  doc: Node,
  { from, to }: Range
): DecorationSet {
  const isWithin = (one: Range): boolean => one.from >= from && one.to <= to;
  const old = shown.find(from, to).filter(isWithin);
  const fresh = matches.filter(isWithin).map((match) => decorationOf(doc, match, at));
  return old.length === 0 && fresh.length === 0 ? shown : shown.remove(old).add(doc, fresh);
}

function drawCurrent(found: Found, doc: Node, at: number | null): Found {
  if (found.at === at) return found;
  const next = { ...found, at };
  for (const match of found.matches)
    if (match.from === found.at || match.from === at) next.shown = drawWithin(next, doc, rangeOf(doc, match));
  return next;
}

export function findPlugin(isComposing: () => boolean): Plugin<Found> {
  return new Plugin<Found>({
    key,
    state: {
      init: () => nothing,
      apply: (transaction, found, before) => follow(transaction, found, before.doc, isComposing())
    },
    props: {
      decorations: (state) => key.getState(state)?.shown,
      handleDOMEvents: {
        compositionend: (view) => {
          setTimeout(() => {
            if (view.isDestroyed || view.composing || key.getState(view.state)?.isStale !== true) return;
            readCaret(view);
            view.dispatch(withMeta(view.state.tr, 'search-again'));
          });
          return false;
        }
      }
    }
  });
}

function follow(transaction: Transaction, found: Found, before: Node, isComposing: boolean): Found {
  const { doc, mapping, docChanged } = transaction;
  const meta = transaction.getMeta(key) as Meta | undefined;
  if (typeof meta === 'object' && 'matcher' in meta) {
    if (!meta.matcher) return nothing;
    const finder = new Finder(meta.matcher, mostMatches);
    const fresh = search(finder, doc);
    return { finder, ...fresh, at: null, shown: drawAll(doc, fresh.matches, null), isStale: false };
  }
  const { finder } = found;
  if (!finder) return found;
  const at = typeof meta === 'object' ? meta.at : found.at === null ? null : mapping.map(found.at, 1);
  if (docChanged && isComposing) {
    const matches = found.matches.flatMap(({ from, to, note }) => {
      const moved = {
        from: mapping.map(from, 1),
        to: mapping.map(to, -1),
        note: note === null ? null : mapping.map(note)
      };
      return moved.from < moved.to ? [moved] : [];
    });
    return { ...found, matches, at, shown: found.shown.map(mapping, doc), isStale: true };
  }
  if (!docChanged && !found.isStale) return drawCurrent(found, doc, at);
  const next = { ...found, ...search(finder, doc), at, isStale: false };
  const isWhole = !found.isStale && !found.isCut && !next.isCut;
  const shown = isWhole
    ? drawWithin({ ...next, shown: found.shown.map(mapping, doc) }, doc, changedRange(before, doc))
    : drawAll(doc, next.matches, at);
  return { ...next, shown };
}

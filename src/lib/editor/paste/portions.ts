/**
 * Inserts many blocks in portions, one between two frames, so that a long paste never holds up the page. It is
 * one undo step. What others write meanwhile is kept; portions go on behind the one before.
 */
import { Fragment, type Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import type { OwnHistory } from '../binding/undo.ts';
import { readCaret } from '../caret-first.ts';
import { blockAround } from '../commands/chosen-blocks.ts';
import { insertBlocks } from './insert-blocks.ts';

/** The time in milliseconds that a portion may take. */
const longestPortion = 120;
const firstPortion = 100;
/** Bounds a portion from below: with fewer blocks, most of the time would go into what each portion costs. */
const fewest = 40;

/** Holds the border behind the last portion. */
const key = new PluginKey<number | null>('portions');

export const portionsPlugin = (): Plugin<number | null> =>
  new Plugin<number | null>({
    key,
    state: {
      init: () => null,
      apply: (transaction, border) => {
        const set = transaction.getMeta(key) as number | null | undefined;
        if (set !== undefined) return set;
        return border === null ? null : transaction.mapping.map(border, -1);
      }
    }
  });

/** Replaces the selection by the blocks; `next` returns up to this many of them, and none at the end. */
export function insertInPortions(
  view: EditorView,
  history: OwnHistory | null,
  next: (count: number) => readonly Node[]
): void {
  let count = firstPortion;
  const first = next(count);
  if (first.length === 0) return;
  history?.wholeStarted();
  const { tr } = view.state;
  if (!tr.selection.empty) tr.deleteSelection();
  const { $from } = tr.selection;
  if (
    $from.parent.type.name === 'block' &&
    $from.parentOffset < $from.parent.content.size &&
    $from.parentOffset > 0
  ) {
    const attrs = { ...$from.parent.attrs, id: null, counterpart: null, apart: false, start: 1 };
    tr.split($from.pos, 1, [{ type: $from.parent.type, attrs }]);
    tr.setSelection(TextSelection.create(tr.doc, $from.pos));
  }
  const end = insertBlocks(tr, first);
  const last = blockAround(tr.doc.resolve(Math.max(1, end - 1)));
  const border = last ? last.position + last.node.nodeSize : end;
  view.dispatch(tr.setMeta(key, border).setMeta('paste', true));
  const steps = history?.manager.undoStack.length ?? 0;
  const isUndone = (): boolean => (history?.manager.undoStack.length ?? 0) < steps;
  const insert = (): void => {
    if (!view.isDestroyed) readCaret(view);
    // Undo ends the paste as well.
    const at = view.isDestroyed || isUndone() ? null : (key.getState(view.state) ?? null);
    const blocks = at === null ? [] : next(count);
    if (at === null || blocks.length === 0) {
      history?.wholeEnded();
      if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, null));
      return;
    }
    const began = performance.now();
    const step = view.state.tr.insert(at, Fragment.fromArray([...blocks]));
    view.dispatch(step.setMeta(key, step.mapping.map(at, 1)).setMeta('paste', true));
    const took = performance.now() - began;
    count = Math.max(fewest, Math.round(count * Math.min(2, longestPortion / Math.max(1, took))));
    requestAnimationFrame(() => setTimeout(insert));
  };
  requestAnimationFrame(() => setTimeout(insert));
}

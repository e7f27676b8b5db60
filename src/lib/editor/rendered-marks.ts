/**
 * Shows marks over the text of an editor that are no part of it: they move with the text, and are rendered anew shortly
 * after it has changed. While the user composes nothing is rendered anew.
 */
import { Plugin, type EditorState, type PluginKey, type Transaction } from '@tiptap/pm/state';
import { DecorationSet, type EditorProps, type EditorView } from '@tiptap/pm/view';
import { readCaret } from './caret-first.ts';

/** Milliseconds after a change of the text: many changes cause one drawing. */
const settling = 100;

interface RenderedMarks {
  readonly key: PluginKey<DecorationSet>;
  /** Null where they stay as they are. */
  readonly render: (state: EditorState) => DecorationSet | null;
  /** Tells whether a change of the text can concern any. */
  readonly hasMarks: () => boolean;
  /** Milliseconds from the end of a composition to the marks. */
  readonly afterComposition: number;
  readonly handleClick: NonNullable<EditorProps['handleClick']>;
}

/** Returns the transaction that shows these marks from now on. */
export const marksShown = (
  { tr }: EditorState,
  key: PluginKey<DecorationSet>,
  marks: DecorationSet
): Transaction => tr.setMeta(key, marks).setMeta('addToHistory', false);

export function renderedMarks({
  key,
  render,
  hasMarks,
  afterComposition,
  handleClick
}: RenderedMarks): Plugin<DecorationSet> {
  const redraw = (view: EditorView): void => {
    if (view.isDestroyed || view.composing) return;
    readCaret(view);
    const marks = render(view.state);
    if (marks) view.dispatch(marksShown(view.state, key, marks));
  };
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, marks) =>
        (transaction.getMeta(key) as DecorationSet | undefined) ??
        (transaction.docChanged ? marks.map(transaction.mapping, transaction.doc) : marks)
    },
    props: {
      decorations: (state) => key.getState(state),
      handleClick,
      handleDOMEvents: {
        compositionend: (view) => {
          setTimeout(() => redraw(view), afterComposition);
          return false;
        }
      }
    },
    // Changes by others, and text that was moved, are located through the document.
    view: () => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      return {
        update: (view: EditorView, before: EditorState) => {
          if (before.doc === view.state.doc || !hasMarks()) return;
          clearTimeout(timer);
          timer = setTimeout(() => redraw(view), settling);
        },
        destroy: () => clearTimeout(timer)
      };
    }
  });
}

/**
 * Notifies the gate when the user composes. A composition ends a moment after its event, when ProseMirror has
 * read the DOM; the next may begin before that, and some browsers send no event for the end.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { CompositionGate } from '#lib/collab/gate.ts';
import type { OwnHistory } from './binding/undo.ts';
import { bindingOf } from './own-undo.ts';
import { isComposing } from './is-composing.ts';

/** Milliseconds to wait after a composition; ProseMirror waits 20 ms for its last changes. */
const settling = 40;

export const Composition = Extension.create<{ gate: CompositionGate | null; undo: OwnHistory | null }>({
  name: 'compositionGate',
  priority: 2_000,
  addOptions: () => ({ gate: null, undo: null }),
  addProseMirrorPlugins() {
    const { gate, undo } = this.options;
    const { editor } = this;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let composing = false;
    const finish = (): void => {
      clearTimeout(timer);
      timer = undefined;
      if (!composing) return;
      composing = false;
      undo?.compositionEnded();
      if (!editor.isDestroyed) bindingOf(editor)?.settle();
      gate?.release();
    };
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            compositionstart() {
              const follows = timer !== undefined;
              clearTimeout(timer);
              timer = undefined;
              // ProseMirror flushes what the last composition wrote after this handler; it may go out before
              // the next begins to write.
              if (follows) queueMicrotask(() => gate?.passOut());
              if (follows) undo?.boundary();
              else undo?.compositionStarted();
              composing = true;
              gate?.hold();
              return false;
            },
            compositionend() {
              clearTimeout(timer);
              timer = setTimeout(finish, settling);
              return false;
            },
            keydown(view, event) {
              // An ordinary key shows that no composition is active any more, even where no event reported
              // its end.
              if (composing && timer === undefined && !isComposing(event) && !view.composing) finish();
              return false;
            },
            blur(view) {
              if (composing && timer === undefined && !view.composing) timer = setTimeout(finish, settling);
              return false;
            }
          }
        },
        view: () => ({ destroy: finish })
      })
    ];
  }
});

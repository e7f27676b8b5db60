/**
 * Shows a handle next to the block under the pointer, by which it is dragged to another place. The keys Alt+Shift
 * with the arrows do the same. The handle is no part of the text.
 */
import { Extension } from '@tiptap/core';
import { NodeSelection, Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

/**
 * Finds the position of the outer block at a height of the screen; null where there is none. Blocks stand one below
 * the other, so that few of a long text are measured: the pointer moves with every letter that shifts the page.
 */
function blockAtHeight(
  view: EditorView,
  y: number
): { readonly position: number; readonly dom: HTMLElement } | null {
  const positions: number[] = [];
  view.state.doc.forEach((_node, position) => positions.push(position));
  let [from, to] = [0, positions.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const position = positions[middle] ?? 0;
    const dom = view.nodeDOM(position);
    if (!(dom instanceof HTMLElement)) return null;
    const { top, bottom } = dom.getBoundingClientRect();
    const isAbove = y > bottom;
    if (!isAbove && y >= top - 8) return { position, dom };
    if (isAbove) from = middle + 1;
    else to = middle;
  }
  return null;
}

/** Returns where a block begins below the room that is above it for the sake of its pair. */
function topOf(dom: HTMLElement): number {
  const shown = dom.querySelector('table') ?? dom;
  return shown.getBoundingClientRect().top + Number.parseFloat(getComputedStyle(shown).paddingBlockStart);
}

class Handle {
  readonly #view: EditorView;
  readonly #dom: HTMLElement;
  readonly #label: () => string;
  #position: number | null = null;

  constructor(view: EditorView, label: () => string) {
    this.#view = view;
    this.#label = label;
    const dom = document.createElement('div');
    dom.className = 'block-handle no-print';
    dom.draggable = true;
    dom.setAttribute('aria-hidden', 'true');
    dom.textContent = '⠿';
    dom.hidden = true;
    dom.addEventListener('dragstart', this.#drag);
    dom.addEventListener('click', this.#select);
    this.#dom = dom;
    view.dom.parentElement?.append(dom);
    view.dom.parentElement?.addEventListener('mousemove', this.#follow);
    view.dom.parentElement?.addEventListener('mouseleave', this.hide);
  }

  readonly hide = (): void => {
    this.#dom.hidden = true;
    this.#position = null;
  };

  destroy(): void {
    const { parentElement } = this.#dom;
    parentElement?.removeEventListener('mousemove', this.#follow);
    parentElement?.removeEventListener('mouseleave', this.hide);
    this.#dom.remove();
  }

  readonly #follow = ({ clientY, target, buttons }: MouseEvent): void => {
    const view = this.#view;
    // A handle that moved away from the pointer would not be dragged.
    if (buttons !== 0 || target === this.#dom || view.dragging || !view.editable || view.composing) return;
    const found = blockAtHeight(view, clientY);
    if (!found) {
      this.hide();
      return;
    }
    this.#position = found.position;
    const around = view.dom.parentElement?.getBoundingClientRect();
    this.#dom.title = this.#label();
    this.#dom.hidden = false;
    this.#dom.style.insetBlockStart = `${topOf(found.dom) - (around?.top ?? 0)}px`;
  };

  readonly #select = (): void => {
    const { state } = this.#view;
    if (this.#position === null || !state.doc.nodeAt(this.#position)) return;
    this.#view.focus();
    this.#view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, this.#position)));
  };

  readonly #drag = (event: DragEvent): void => {
    this.#select();
    const view = this.#view;
    const { selection } = view.state;
    if (!event.dataTransfer || !(selection instanceof NodeSelection)) return;
    const slice = selection.content();
    const { dom, text } = view.serializeForClipboard(slice);
    event.dataTransfer.clearData();
    event.dataTransfer.setData('text/html', dom.innerHTML);
    event.dataTransfer.setData('text/plain', text);
    event.dataTransfer.effectAllowed = 'copyMove';
    const shown = view.nodeDOM(selection.from);
    if (shown instanceof HTMLElement) event.dataTransfer.setDragImage(shown, 0, 0);
    view.dragging = { slice, move: true };
  };
}

export const BlockHandle = Extension.create<{ label: () => string }>({
  name: 'blockHandle',
  addOptions: () => ({ label: () => '' }),
  addProseMirrorPlugins() {
    const { label } = this.options;
    return [
      new Plugin({
        view: (view) => {
          const handle = new Handle(view, label);
          return {
            update: (_, before) => {
              if (before.doc !== view.state.doc) handle.hide();
            },
            destroy: () => handle.destroy()
          };
        }
      })
    ];
  }
});

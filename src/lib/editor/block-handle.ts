/**
 * Shows a handle next to the block under the pointer, by which it is dragged to another place. The keys Alt+Shift
 * with the arrows do the same. The handle is no part of the text. It stays with its block while colleagues write and
 * while the page moves beneath a resting pointer, and goes when its reader writes or moves the pointer elsewhere.
 */
import { NodeSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { textOverlay } from './text-overlay.ts';

interface ShownBlock {
  readonly id: unknown;
  readonly dom: HTMLElement;
}

/**
 * Finds the outer block at a height of the screen: between two it is the lower one, below all the last. Blocks stand one
 * below the other, so that few of a long text are measured: the pointer moves with every letter that shifts the page.
 */
function blockAtHeight(view: EditorView, y: number): ShownBlock | null {
  const positions: number[] = [];
  view.state.doc.forEach((_node, position) => positions.push(position));
  const domAt = (index: number): Node | null => view.nodeDOM(positions[index] ?? 0);
  let [from, to] = [0, positions.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    const dom = domAt(middle);
    if (!(dom instanceof HTMLElement)) return null;
    if (y > dom.getBoundingClientRect().bottom) from = middle + 1;
    else to = middle;
  }
  const dom = domAt(from);
  return dom instanceof HTMLElement
    ? { id: view.state.doc.nodeAt(positions[from] ?? 0)?.attrs['id'], dom }
    : null;
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
  /** Holds the block that the handle stands next to, as it was shown: its position changes while others write. */
  #block: ShownBlock | null = null;
  /** Holds where on the screen the pointer was last, in pixels. */
  #pointer = { x: NaN, y: NaN };

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
    view.dom.parentElement?.addEventListener('mouseleave', this.#leave);
    document.addEventListener('mousemove', this.#follow);
    view.dom.addEventListener('keydown', this.#hideWhileWriting);
    view.dom.addEventListener('beforeinput', this.#hide);
  }

  readonly #hide = (): void => {
    this.#dom.hidden = true;
    this.#block = null;
  };

  /** Follows the block to where it is after the text changed. */
  changed(): void {
    if (!this.#block) return;
    const position = this.#position();
    const dom = position === null ? null : this.#view.nodeDOM(position);
    if (!(dom instanceof HTMLElement)) {
      this.#hide();
      return;
    }
    this.#block = { ...this.#block, dom };
    this.#placeNextTo(dom);
  }

  destroy(): void {
    this.#dom.parentElement?.removeEventListener('mouseleave', this.#leave);
    document.removeEventListener('mousemove', this.#follow);
    this.#view.dom.removeEventListener('keydown', this.#hideWhileWriting);
    this.#view.dom.removeEventListener('beforeinput', this.#hide);
    this.#dom.remove();
  }

  /** Lets a key that is held while a block is dragged, to copy it, leave the handle where it is. */
  readonly #hideWhileWriting = ({ key }: KeyboardEvent): void => {
    if (!['Alt', 'Control', 'Meta', 'Shift'].includes(key)) this.#hide();
  };

  readonly #leave = (event: MouseEvent): void => {
    // A handle that is hidden before the browser has noticed the drag would not be dragged.
    if (event.buttons === 0 && !this.#isResting(event)) this.#hide();
  };

  readonly #follow = (event: MouseEvent): void => {
    const { clientX, clientY, target, buttons } = event;
    if (this.#block && this.#isResting(event)) return;
    this.#pointer = { x: clientX, y: clientY };
    const view = this.#view;
    // A handle that moved away from the pointer would not be dragged.
    if (buttons !== 0 || target === this.#dom || view.dragging || !view.editable || view.composing) return;
    if (!(target instanceof Node) || !view.dom.parentElement?.contains(target)) {
      this.#hide();
      return;
    }
    const found = blockAtHeight(view, clientY);
    if (!found) {
      this.#hide();
      return;
    }
    this.#block = found;
    this.#placeNextTo(found.dom);
  };

  /** Checks whether the pointer is where it was: browsers report it as well when the page moves beneath it. */
  #isResting({ clientX, clientY }: MouseEvent): boolean {
    return clientX === this.#pointer.x && clientY === this.#pointer.y;
  }

  /** Null if there is none. Of blocks with one id it is the one that was shown. */
  #position(): number | null {
    const [view, block] = [this.#view, this.#block];
    let found: number | null = null;
    if (block)
      view.state.doc.forEach((node, position) => {
        if (node.attrs['id'] !== block.id) return;
        if (found === null || view.nodeDOM(position) === block.dom) found = position;
      });
    return found;
  }

  #placeNextTo(block: HTMLElement): void {
    const around = this.#view.dom.parentElement?.getBoundingClientRect();
    this.#dom.title = this.#label();
    this.#dom.hidden = false;
    this.#dom.style.insetBlockStart = `${topOf(block) - (around?.top ?? 0)}px`;
  }

  readonly #select = (): void => {
    const { state } = this.#view;
    const position = this.#position();
    if (position === null) return;
    this.#view.focus();
    this.#view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, position)));
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

export const BlockHandle = textOverlay('blockHandle', Handle);

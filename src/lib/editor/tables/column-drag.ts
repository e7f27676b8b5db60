/**
 * Shows a grip on the border of a column under the pointer, by which its width is dragged. The width is written
 * once, when the grip is let go: no colleague sees it on its way. The table's tools do the same by keys.
 */
import type { EditorView } from '@tiptap/pm/view';
import { textOverlay } from '../text-overlay.ts';
import { gridOf, type GridCell } from './grid.ts';
import { setWidthAt } from './table-commands.ts';

/** The distance from a border, in pixels, within which the pointer is on it. */
const reach = 5;

interface Border {
  /** Its place may change while others write. */
  readonly table: unknown;
  readonly column: string;
  /** The width of the column on the screen, and where its border is. */
  readonly width: number;
  readonly right: number;
  readonly dom: HTMLElement;
}

/** Finds the border of a column, or of the last column of a merged cell, near the pointer. */
function borderAt(view: EditorView, target: EventTarget | null, x: number): Border | null {
  const over = target instanceof Element ? target.closest<HTMLTableCellElement>('td, th') : null;
  if (!over || !view.dom.contains(over)) return null;
  const before = over.previousElementSibling;
  const cell = [over, before].find(
    (one) => one instanceof HTMLTableCellElement && Math.abs(one.getBoundingClientRect().right - x) <= reach
  );
  const dom = over.closest('table');
  if (!(cell instanceof HTMLTableCellElement) || !dom) return null;
  const $at = view.state.doc.resolve(view.posAtDOM(cell, 0));
  if ($at.depth < 3 || $at.node(1).type.name !== 'table') return null;
  const { columns, cells } = gridOf($at.node(1));
  const found: GridCell | undefined = cells.find(({ node }) => node === $at.node(3));
  const column = found && columns[found.column + found.colspan - 1];
  if (!column) return null;
  const { width, right } = cell.getBoundingClientRect();
  return { table: $at.node(1).attrs['id'], column: column.id, width: width / found.colspan, right, dom };
}

class Grip {
  readonly #view: EditorView;
  readonly #dom: HTMLElement;
  readonly #label: () => string;
  #border: Border | null = null;
  #from: number | null = null;

  constructor(view: EditorView, label: () => string) {
    this.#view = view;
    this.#label = label;
    const dom = document.createElement('div');
    dom.className = 'column-grip no-print';
    dom.setAttribute('aria-hidden', 'true');
    dom.hidden = true;
    dom.addEventListener('pointerdown', this.#begin);
    dom.addEventListener('pointermove', this.#move);
    dom.addEventListener('pointerup', this.#end);
    dom.addEventListener('pointercancel', this.hide);
    this.#dom = dom;
    view.dom.parentElement?.append(dom);
    view.dom.parentElement?.addEventListener('mousemove', this.#follow);
  }

  readonly hide = (): void => {
    this.#dom.hidden = true;
    this.#border = null;
    this.#from = null;
  };

  /** The border may be elsewhere now; what is being dragged stays in the hand. */
  changed(): void {
    if (this.#from === null) this.hide();
  }

  destroy(): void {
    this.#dom.parentElement?.removeEventListener('mousemove', this.#follow);
    this.#dom.remove();
  }

  readonly #follow = ({ clientX, target, buttons }: MouseEvent): void => {
    const view = this.#view;
    if (this.#from !== null || buttons !== 0 || target === this.#dom) return;
    const border = view.editable && !view.composing ? borderAt(view, target, clientX) : null;
    if (!border) {
      this.hide();
      return;
    }
    this.#border = border;
    const [around, table] = [this.#dom.parentElement, border.dom].map((one) => one?.getBoundingClientRect());
    this.#dom.title = this.#label();
    this.#dom.hidden = false;
    this.#dom.style.insetBlockStart = `${(table?.top ?? 0) - (around?.top ?? 0)}px`;
    this.#dom.style.blockSize = `${table?.height ?? 0}px`;
    this.#place(border.right);
  };

  #place(x: number): void {
    const left = this.#dom.parentElement?.getBoundingClientRect().left ?? 0;
    this.#dom.style.left = `${x - left - reach}px`;
  }

  readonly #begin = (event: PointerEvent): void => {
    if (event.button !== 0 || !this.#border) return;
    event.preventDefault();
    this.#dom.setPointerCapture(event.pointerId);
    this.#from = event.clientX;
  };

  readonly #move = ({ clientX }: PointerEvent): void => {
    if (this.#from !== null && this.#border) this.#place(this.#border.right + clientX - this.#from);
  };

  readonly #end = ({ clientX }: PointerEvent): void => {
    const [border, from, view] = [this.#border, this.#from, this.#view];
    this.hide();
    if (!border || from === null || clientX === from) return;
    view.state.doc.forEach((node, index) => {
      if (node.type.name === 'table' && node.attrs['id'] === border.table)
        setWidthAt(
          index,
          border.column,
          border.width + clientX - from
        )(view.state, (tr) => view.dispatch(tr));
    });
  };
}

export const ColumnDrag = textOverlay('columnDrag', Grip);

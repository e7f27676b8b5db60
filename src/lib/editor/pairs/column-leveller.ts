/**
 * Keeps the tops of pairs on one line in two columns. It reads all tops at once and writes once, after a frame was
 * painted and never while somebody composes. The room above a block is a rule of a style sheet: it is in no document,
 * in no copy and on no paper, and an editor that draws a block anew finds it as it was.
 */
import type { Locale } from '#base/locale.ts';
import { levelsOf, type Levels, type MeasuredBlock } from './levels.ts';

export interface LevelledColumns {
  /** Maps each block to where its words begin, in pixels from the top of the columns. */
  readonly tops: ReadonlyMap<string, number>;
  /** True if both languages stand side by side. */
  readonly isWide: boolean;
}

export interface LevellerOptions {
  /** Contains both columns, each with its language in `data-language`. */
  readonly root: HTMLElement;
  readonly isComposing: () => boolean;
  readonly onLevelled: (columns: LevelledColumns) => void;
}

const markName = 'data-level';
let count = 0;

export class ColumnLeveller {
  readonly #options: LevellerOptions;
  readonly #sheet = new CSSStyleSheet();
  readonly #emphasis = new CSSStyleSheet();
  readonly #mark = String(++count);
  readonly #sizes: ResizeObserver;
  #partners: ReadonlyMap<string, string> = new Map();
  #rooms: ReadonlyMap<string, number> = new Map();
  #observed: readonly Element[] = [];
  #levelled: LevelledColumns | null = null;
  #emphasised = '';
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LevellerOptions) {
    this.#options = options;
    options.root.setAttribute(markName, this.#mark);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet, this.#emphasis];
    this.#sizes = new ResizeObserver(() => this.soon());
    this.soon();
  }

  /** Sets which blocks are pairs, from those of the English text to those of the Chinese. */
  show(partners: ReadonlyMap<string, string>): void {
    const isSame = areEqual([...partners].flat(), [...this.#partners].flat());
    this.#partners = partners;
    if (!isSame) this.soon();
  }

  /** Gives blocks a background. */
  emphasise(ids: readonly string[]): void {
    const key = ids.join(' ');
    if (key === this.#emphasised) return;
    this.#emphasised = key;
    const blocks = ids.map((id) => `[${markName}="${this.#mark}"] .prose [data-id="${CSS.escape(id)}"]`);
    const look = 'background: color-mix(in srgb, var(--focus) 7%, transparent) content-box';
    this.#emphasis.replaceSync(blocks.length === 0 ? '' : `@media screen { ${blocks.join()} { ${look} } }`);
  }

  /** Levels after the next frame is painted: no letter waits for it. */
  soon(): void {
    if (this.#frame !== 0 || this.#timer !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (!this.#options.isComposing()) this.#level();
      });
    });
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#sizes.disconnect();
    this.#options.root.removeAttribute(markName);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(
      (sheet) => sheet !== this.#sheet && sheet !== this.#emphasis
    );
  }

  #level(): void {
    const { root, onLevelled } = this.#options;
    const texts = { en: this.#textIn('en'), zh: this.#textIn('zh') };
    this.#observe([root, texts.en, texts.zh].filter((one) => one !== null));
    const { top } = root.getBoundingClientRect();
    const columns = {
      en: texts.en ? this.#measure(texts.en, top) : [],
      zh: texts.zh ? this.#measure(texts.zh, top) : []
    };
    const isWide = texts.en !== null && texts.zh !== null && standSideBySide(texts.en, texts.zh);
    const levels = levelsOf(columns.en, columns.zh, isWide ? this.#partners : new Map());
    if (!isShown(levels, [...columns.en, ...columns.zh])) this.#write(levels);
    const { tops } = levels;
    if (this.#levelled?.isWide === isWide && haveEqualTops(this.#levelled.tops, tops)) return;
    this.#levelled = { tops, isWide };
    onLevelled(this.#levelled);
  }

  /** Returns what shows a text, the HTML or the editor; null for a language that is not shown. */
  #textIn(language: Locale): HTMLElement | null {
    const found = this.#options.root.querySelectorAll<HTMLElement>(
      `:scope > [data-language="${language}"] .prose`
    );
    return [...found].find((one) => one.offsetParent !== null) ?? null;
  }

  /** Measures the outer blocks of a text and the items of its lists, in its order; cells are no blocks of it. */
  #measure(text: HTMLElement, top: number): MeasuredBlock[] {
    const blocks: MeasuredBlock[] = [];
    for (const element of text.querySelectorAll<HTMLElement>('[data-id]')) {
      const id = element.dataset['id'];
      if (id === undefined || element.closest('td, th, tr') !== null) continue;
      const room = this.#rooms.get(id) ?? 0;
      const own = element.getBoundingClientRect().top - top;
      blocks.push({ id, top: element instanceof HTMLTableElement ? own : own + room, room });
    }
    return blocks;
  }

  #observe(elements: readonly Element[]): void {
    if (areEqual(elements, this.#observed)) return;
    this.#sizes.disconnect();
    for (const element of elements) this.#sizes.observe(element);
    this.#observed = elements;
  }

  #write({ rooms }: Levels): void {
    this.#rooms = rooms;
    const rules = [...rooms].map(([id, height]) => {
      const block = `[data-id="${CSS.escape(id)}"]`;
      // A table with collapsed borders has no padding. The lines of quotes begin below the room.
      return `${block} { padding-block-start: ${height}px; --room: ${height}px } table${block} { margin-block-start: ${height}px; --room: 0px }`;
    });
    this.#sheet.replaceSync(
      rules.length === 0 ? '' : `@media screen { [${markName}="${this.#mark}"] { ${rules.join('\n')} } }`
    );
  }
}

const haveEqualTops = (some: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): boolean =>
  some.size === others.size && [...some].every(([id, top]) => others.get(id) === top);

const areEqual = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);

const standSideBySide = (one: HTMLElement, other: HTMLElement): boolean => {
  const [first, second] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return first.right <= second.left || second.right <= first.left;
};

/** Checks whether every block stands where it is to stand: differences that nobody sees are not written. */
const isShown = ({ tops }: Levels, measured: readonly MeasuredBlock[]): boolean =>
  measured.every(({ id, top }) => Math.abs((tops.get(id) ?? top) - top) <= 0.5);

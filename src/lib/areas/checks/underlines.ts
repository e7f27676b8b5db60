/**
 * Underlines the terms of the glossary in both texts of a section. Ranges are painted by the browser (CSS
 * highlights), so that no node of the text changes: it is the same in the editor and in a text that is read,
 * and no composition is disturbed.
 */
import { locales, type Locale } from '#base/locale.ts';
import { findTerms, type TermIndex, type TermSense } from '#rules/pairs/parity/term-index.ts';
import { rangeIn, textOf, textsIn } from '#lib/editor/place-on-page.ts';

const [termName, wrongName] = ['meridian-term', 'meridian-wrong'];
/** Further ones are long past what a reader sees. */
const mostBlocks = 3_000;

export interface UnderlinedTerm {
  readonly range: Range;
  readonly language: Locale;
  readonly senses: readonly TermSense[];
}

export class Underlines {
  readonly #root: Element;
  readonly #index: () => TermIndex;
  readonly #blocks = new Map<Element, readonly UnderlinedTerm[]>();
  readonly #observer: MutationObserver;
  readonly #terms = new Highlight();
  readonly #wrong = new Highlight();
  #dirty = new Set<Element>();
  #isWhole = true;
  #frame = 0;

  /** `index` is read at each painting. */
  constructor(root: Element, index: () => TermIndex) {
    this.#root = root;
    this.#index = index;
    this.#wrong.priority = 1;
    CSS.highlights.set(termName, this.#terms);
    CSS.highlights.set(wrongName, this.#wrong);
    this.#observer = new MutationObserver((records) => {
      for (const { type, target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        if (!element?.closest('.prose')) this.#isWhole ||= type === 'childList';
        else if (type === 'characterData') this.#mark(element);
        // A block that was changed within is read again; one that came or went changes the list.
        else if (element.matches('.prose, ul, ol, table, tbody, tr, blockquote')) this.#isWhole = true;
        else this.#mark(element);
      }
      this.#paintSoon();
    });
    this.#observer.observe(root, { subtree: true, childList: true, characterData: true });
    this.repaint();
  }

  /** Reads everything again, as after a change of the glossary. */
  repaint(): void {
    this.#isWhole = true;
    this.#paintSoon();
  }

  at(node: Node, offset: number): UnderlinedTerm | null {
    for (const terms of this.#blocks.values())
      for (const term of terms)
        if (term.range.startContainer.isConnected && term.range.isPointInRange(node, offset)) return term;
    return null;
  }

  /** Returns the first place of a term, among those that are shown if any is; null where the texts do not use it. */
  firstOf(term: number): UnderlinedTerm | null {
    const places = [...this.#blocks.values()]
      .flat()
      .filter(
        ({ range, senses }) => range.startContainer.isConnected && senses.some((one) => one.term === term)
      )
      .sort((a, b) => a.range.compareBoundaryPoints(Range.START_TO_START, b.range));
    return places.find(({ range }) => range.getClientRects().length > 0) ?? places[0] ?? null;
  }

  close(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    CSS.highlights.delete(termName);
    CSS.highlights.delete(wrongName);
  }

  #mark(element: Element): void {
    this.#dirty.add(element.closest('p, h1, h2, h3, h4, h5, h6, li, td, th, figcaption, pre') ?? element);
  }

  #paintSoon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const index = this.#index();
    if (this.#isWhole) {
      this.#blocks.clear();
      this.#terms.clear();
      this.#wrong.clear();
      for (const language of locales)
        for (const prose of this.#root.querySelectorAll(`.passage[data-language="${language}"] .prose`))
          this.#read(prose, language, index);
    } else
      for (const block of this.#dirty) {
        for (const { range } of this.#blocks.get(block) ?? []) {
          this.#terms.delete(range);
          this.#wrong.delete(range);
        }
        this.#blocks.delete(block);
        const language = block.closest('.passage')?.getAttribute('data-language');
        if (block.isConnected && (language === 'en' || language === 'zh')) this.#read(block, language, index);
      }
    this.#isWhole = false;
    this.#dirty = new Set();
  }

  #read(root: Element, language: Locale, index: TermIndex): void {
    for (const [block, texts] of textsIn(root)) {
      if (this.#blocks.size >= mostBlocks) return;
      const found: UnderlinedTerm[] = [];
      for (const { from, to, senses } of findTerms(index, language, textOf(texts)).occurrences) {
        const range = rangeIn(texts, from, to);
        if (!range) continue;
        // A false friend is one only next to the term that it is mistaken for: a finding names it then.
        const shown = senses.filter(({ use }) => use !== 'false-friend');
        if (shown.length === 0) continue;
        const isWrong = shown.every(({ use }) => use === 'forbidden');
        (isWrong ? this.#wrong : this.#terms).add(range);
        found.push({ range, language, senses: shown });
      }
      this.#blocks.set(block, found);
    }
  }
}

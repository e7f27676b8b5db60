/**
 * Finds in a text that is read. The matches are shown as highlights of the page, so that its elements stay as they
 * are; a browser without highlights still scrolls to each match.
 */
import { chipSelector } from '#document/nodes/chip-html.ts';
import type { Matcher } from '#base/find-text.ts';
import { mostMatches, type FindTarget } from './find-target.ts';
import { scrollToMiddle } from './scroll.ts';

/** The elements of a text that stand within a line of letters; any other ends what can match. */
const withinWords = 'a, b, code, del, em, i, ins, mark, s, strong, sub, sup, u, span';
/** A chip and a note's sign are no words of the text, and end what can match. */
const apart = `${chipSelector}, .footnote-mark`;

interface Letters {
  readonly node: Text;
  readonly start: number;
}

/** Returns the runs of letters of a text, each with its text nodes. */
function* runsIn(root: Element): Generator<{ readonly text: string; readonly letters: readonly Letters[] }> {
  let text = '';
  let letters: Letters[] = [];
  function* finish(): Generator<{ text: string; letters: readonly Letters[] }> {
    if (text !== '') yield { text, letters };
    text = '';
    letters = [];
  }
  function* walk(parent: Element): Generator<{ text: string; letters: readonly Letters[] }> {
    for (const child of parent.childNodes) {
      if (child instanceof Text) {
        letters.push({ node: child, start: text.length });
        text += child.data;
      } else if (child instanceof Element) {
        const isApart = child.matches(apart);
        const isWithin = child.matches(withinWords) && !isApart;
        if (!isWithin) yield* finish();
        if (!isApart) yield* walk(child);
        if (!isWithin) yield* finish();
      }
    }
  }
  yield* walk(root);
  yield* finish();
}

function rangeOf(letters: readonly Letters[], from: number, to: number): Range {
  const range = document.createRange();
  const first = letters.findLast(({ start }) => start <= from);
  const last = letters.findLast(({ start }) => start < to);
  if (first) range.setStart(first.node, from - first.start);
  if (last) range.setEnd(last.node, to - last.start);
  return range;
}

const highlightOf = (name: string): Highlight | null => {
  if (typeof Highlight === 'undefined') return null;
  const known = CSS.highlights.get(name);
  if (known) return known;
  const highlight = new Highlight();
  CSS.highlights.set(name, highlight);
  return highlight;
};

export class ReadFind implements FindTarget {
  readonly #text: () => Element | null;
  #matcher: Matcher | null = null;
  #ranges: readonly Range[] = [];
  #current = -1;
  isCut = false;

  /** `text` returns the element that holds the text at present. */
  constructor(text: () => Element | null) {
    this.#text = text;
  }

  get count(): number {
    return this.#ranges.length;
  }
  get current(): number {
    return this.#current;
  }

  show(matcher: Matcher | null): void {
    this.#matcher = matcher;
    this.#search(-1);
  }

  /** Searches again after the text has changed; the current match keeps its number. */
  searchAgain(): void {
    this.#search(this.#current);
  }

  fromCaret(): number {
    const selection = getSelection();
    const text = this.#text();
    if (!selection?.rangeCount || !text?.contains(selection.anchorNode)) return -1;
    const caret = selection.getRangeAt(0);
    return this.#ranges.findIndex((range) => range.compareBoundaryPoints(Range.START_TO_START, caret) >= 0);
  }

  goTo(index: number): void {
    this.#mark(index);
    scrollToMiddle(this.#ranges[index]?.startContainer.parentElement);
  }

  select(): void {
    const range = this.#ranges[this.#current];
    const selection = getSelection();
    if (!range || !selection) return;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    selection.removeAllRanges();
    selection.addRange(range.cloneRange());
  }

  #search(current: number): void {
    const matches = highlightOf('find-match');
    for (const range of this.#ranges) matches?.delete(range);
    this.#mark(-1);
    const ranges: Range[] = [];
    const text = this.#matcher && this.#text();
    if (text && this.#matcher)
      for (const run of runsIn(text)) {
        if (ranges.length > mostMatches) break;
        const found = this.#matcher(run.text, mostMatches + 1 - ranges.length);
        ranges.push(...found.map(({ from, to }) => rangeOf(run.letters, from, to)));
      }
    this.isCut = ranges.length > mostMatches;
    this.#ranges = ranges.slice(0, mostMatches);
    for (const range of this.#ranges) matches?.add(range);
    this.#mark(Math.min(current, this.#ranges.length - 1));
  }

  #mark(index: number): void {
    const highlight = highlightOf('find-current');
    const before = this.#ranges[this.#current];
    if (before) highlight?.delete(before);
    this.#current = this.#ranges[index] ? index : -1;
    const now = this.#ranges[index];
    if (highlight && now) {
      highlight.priority = 1;
      highlight.add(now);
    }
  }
}

/** Finds where words are on the page, in the editor and in a text that is read alike. */
import type { Locale } from '#base/locale.ts';
import type { PlacedExcerpt } from '#rules/pairs/parity/text-findings.ts';

const blocks = 'p, h1, h2, h3, h4, h5, h6, li, td, th, figcaption, pre';

export const proseOf = (section: string, language: Locale): HTMLElement | null =>
  document.querySelector<HTMLElement>(
    `[data-section="${CSS.escape(section)}"] .passage[data-language="${language}"] .prose`
  );

/** Is true for a text that nobody wrote: a caret with a name, a chip, the number of a note. */
const foreign = '[contenteditable="false"], [data-client], .footnote, .footnote-mark';
const isForeign = ({ parentElement }: Node): boolean =>
  parentElement !== null && parentElement.closest(foreign) !== null;

/** Returns the texts of a part of the page by the innermost block that holds them. */
export function textsIn(root: Element): Map<Element, Text[]> {
  const texts = new Map<Element, Text[]>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (isForeign(node)) continue;
    const block = node.parentElement?.closest(blocks) ?? root;
    const known = texts.get(block);
    if (known) known.push(node as Text);
    else texts.set(block, [node as Text]);
  }
  return texts;
}

export function rangeIn(texts: readonly Text[], from: number, to: number): Range | null {
  const range = document.createRange();
  let at = 0;
  let isBegun = false;
  for (const text of texts) {
    const end = at + text.data.length;
    if (!isBegun && from < end) {
      range.setStart(text, from - at);
      isBegun = true;
    }
    if (isBegun && to <= end) {
      range.setEnd(text, to - at);
      return range;
    }
    at = end;
  }
  return null;
}

export const textOf = (texts: readonly Text[]): string => texts.map(({ data }) => data).join('');

/** The range of its whole block where its words are not there any more. */
export function rangeOf(
  section: string,
  language: Locale,
  excerpt: Pick<PlacedExcerpt, 'block' | 'text' | 'before'> | null,
  block: string | null
): Range | null {
  const prose = proseOf(section, language);
  const id = excerpt?.block ?? block;
  const element = id === null ? null : prose?.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (!element) return null;
  const texts = [...textsIn(element).values()].flat();
  if (excerpt) {
    let at = -1;
    const text = textOf(texts);
    for (let count = 0; count <= excerpt.before; count++) {
      const next = text.indexOf(excerpt.text, at + 1);
      if (next < 0) break;
      at = next;
    }
    const range = at < 0 ? null : rangeIn(texts, at, at + excerpt.text.length);
    if (range) return range;
  }
  const whole = document.createRange();
  whole.selectNodeContents(element);
  return whole;
}

/** Names a page that shows a text in two languages, of which a narrow one shows one at a time. */
export interface ShownText {
  /** Shows one language of a narrow page. */
  readonly show: (language: Locale) => void;
  /** Is called before the page scrolls, as by a panel that covers it. */
  readonly onshown?: (() => void) | undefined;
}

/** Shows a place in the first of these languages in which it is on the page. */
export function showIn(
  languages: readonly Locale[],
  rangeOfLanguage: (language: Locale) => Range | null,
  { show, onshown }: ShownText
): void {
  const language = languages.find((one) => rangeOfLanguage(one));
  if (!language) return;
  show(language);
  onshown?.();
  requestAnimationFrame(() => {
    const range = rangeOfLanguage(language);
    if (range) showRange(range);
  });
}

const placeName = 'meridian-place';
/** The time for which a place stays marked, in milliseconds. */
const shownFor = 4_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Scrolls to a range and marks it for a while. */
export function showRange(range: Range): void {
  const target = range.startContainer.parentElement;
  target?.scrollIntoView({
    block: 'center',
    behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
  });
  if (!('highlights' in CSS)) return;
  clearTimeout(timer);
  CSS.highlights.set(placeName, new Highlight(range));
  timer = setTimeout(() => CSS.highlights.delete(placeName), shownFor);
}

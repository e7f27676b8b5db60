/**
 * Locates the threads on one section's texts, and the selection with which a new one begins; the same for
 * editor and read text.
 */
import type * as Y from 'yjs';
import type { CommentedRange } from '#document/comment-marks.ts';
import { chipSelector } from '#document/nodes/chip-html.ts';
import { anchorAt, counterpartOf, findAnchorRange, type Anchor } from '#document/sequence/anchors.ts';
import { flatTextOf, type FlatText } from '#document/sequence/flat-text.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { chipSign, longestQuote } from '#rules/threads/comment.ts';
import { locales, otherLocale, type Locale } from '#base/locale.ts';

export interface AnchoredThread {
  readonly id: string;
  readonly language: Locale;
  readonly anchor: Anchor;
}

export interface CommentTarget extends Anchor {
  readonly language: Locale;
}

export interface TextComments {
  readonly threads: readonly AnchoredThread[];
  readonly active: string | null;
  /** The reader may begin a thread. */
  readonly mayComment: boolean;
  readonly oncomment: (target: CommentTarget) => void;
  /** Called when the reader points at text that is commented on. */
  readonly onpick: (threadId: string) => void;
}

export interface Shown {
  readonly flatText: FlatText;
  readonly ranges: readonly CommentedRange[];
  /** The blocks whose counterpart in the other language is commented on, each with one of its threads. */
  readonly counterparts: ReadonlyMap<string, string>;
}

/** Returns the current ranges of the threads in one text of this document. */
export function shownIn(
  doc: Y.Doc,
  section: string,
  language: Locale,
  { threads, active }: Pick<TextComments, 'threads' | 'active'>
): Shown {
  const textIn = (one: Locale): FlatText => flatTextOf(doc, openPassage(doc, section, one));
  const flatText = textIn(language);
  const others = threads.some((thread) => thread.language !== language)
    ? textIn(otherLocale(language))
    : flatText;
  const ranges: CommentedRange[] = [];
  const counterparts = new Map<string, string>();
  for (const { id, language: own, anchor } of threads) {
    const range = findAnchorRange(doc, own === language ? flatText : others, anchor);
    if (!range) continue;
    if (own === language) ranges.push({ id, from: range.from, to: range.to, isActive: id === active });
    else if (range.blockId !== null) {
      const counterpart = counterpartOf(doc, section, own, range.blockId);
      if (counterpart !== null && !(counterparts.has(counterpart) && id !== active))
        counterparts.set(counterpart, id);
    }
  }
  return { flatText, ranges, counterparts };
}

const blockTags = /^(P|H[1-6]|UL|OL|LI|BLOCKQUOTE|TABLE|TBODY|TR|TH|TD|FIGURE|FIGCAPTION|HR|DIV)$/;

const uncounted = '.footnote-mark, .footnotes, ins.suggested';

/** Checks whether the block of a chip has no letters, as `chipSign` tells. */
function standsAloneIn(chip: Element, root: Element): boolean {
  const blockOf = (node: Node): Element | null => {
    let element = node.parentElement;
    while (element && element !== root && !blockTags.test(element.tagName)) element = element.parentElement;
    return element;
  };
  const block = blockOf(chip);
  if (!block) return false;
  const found = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = found.nextNode(); node; node = found.nextNode()) {
    const isLetter = node instanceof Text ? node.data !== '' : node instanceof HTMLBRElement;
    if (!isLetter || node.parentElement?.closest(`${chipSelector}, ${uncounted}`)) continue;
    if (blockOf(node) === block) return false;
  }
  return true;
}

/**
 * Returns the selection in a text that was rendered as HTML, as offsets in its flat text; null where the
 * selection is elsewhere or the text is not this one.
 */
export function selectedIn(
  root: Element,
  selection: Selection | null,
  flatText: FlatText
): { readonly from: number; readonly to: number } | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  let text = '';
  let isApart = false;
  let [from, to] = [-1, -1];
  const separate = (): void => {
    if (isApart && text !== '') text += '\n';
    isApart = false;
  };
  const walk = (parent: Node): void => {
    for (const child of parent.childNodes) {
      if (child instanceof HTMLBRElement && parent.childNodes.length > 1) {
        separate();
        text += '\n';
      } else if (child instanceof Text) {
        if (child.data === '') continue;
        separate();
        if (range.intersectsNode(child)) {
          const begin = child === range.startContainer ? range.startOffset : 0;
          const end = child === range.endContainer ? range.endOffset : child.data.length;
          if (end > begin) {
            if (from < 0) from = text.length + begin;
            to = text.length + end;
          }
        }
        text += child.data;
      } else if (child instanceof Element && child.matches(chipSelector)) {
        if (!standsAloneIn(child, root)) continue;
        separate();
        if (range.intersectsNode(child)) {
          if (from < 0) from = text.length;
          to = text.length + 1;
        }
        text += chipSign;
      } else if (child instanceof Element && !child.matches(uncounted)) {
        const isBlock = blockTags.test(child.tagName);
        if (isBlock) isApart = true;
        walk(child);
        if (isBlock) isApart = true;
      }
    }
  };
  walk(root);
  return from >= 0 && from < to && text === flatText.text ? { from, to } : null;
}

/** Returns the selection in one of a section's texts that are read, as the target of a comment. */
export function readTarget(root: Element, doc: Y.Doc, section: string): CommentTarget | undefined {
  for (const language of locales) {
    const text = root.querySelector(`[data-read="${language}"]`);
    if (!text) continue;
    const flatText = flatTextOf(doc, openPassage(doc, section, language));
    const range = selectedIn(text, getSelection(), flatText);
    const anchor = range && anchorAt(flatText, range.from, range.to, longestQuote);
    if (anchor) return { ...anchor, language };
  }
  return undefined;
}

/**
 * Locates the threads on one section's texts, and the selection with which a new one begins; the same for
 * editor and read text.
 */
import * as Y from 'yjs';
import {
  anchorAt,
  counterpartOf,
  flatTextOf,
  findAnchorRange,
  type Anchor,
  type FlatText
} from '#document/anchors.ts';
import type { CommentMarks } from '#document/html.ts';
import { passage } from '#document/narrative.ts';
import { longestQuote } from '#domain/comment.ts';
import { locales, otherLocale, type Locale } from '#domain/locale.ts';

export interface AnchoredThread {
  readonly id: string;
  readonly language: Locale;
  readonly anchor: Anchor;
}

/** Describes the target of a new comment. */
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

/** Describes a range in the passage's flat text. */
interface Range {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly isActive: boolean;
}

export interface Shown {
  readonly flatText: FlatText;
  readonly ranges: readonly Range[];
  /**
   * The outer blocks whose counterpart in the other language is commented on, each with one of its threads.
   */
  readonly counterparts: ReadonlyMap<string, string>;
}

/** Returns the current ranges of the threads in one text of this document. */
export function shownIn(
  doc: Y.Doc,
  section: string,
  language: Locale,
  { threads, active }: Pick<TextComments, 'threads' | 'active'>
): Shown {
  const flatText = flatTextOf(passage(doc, section, language));
  const others = threads.some((thread) => thread.language !== language)
    ? flatTextOf(passage(doc, section, otherLocale(language)))
    : flatText;
  const ranges: Range[] = [];
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

/** Returns the marks for HTML, by pieces of text. */
export function marksIn({ flatText, ranges, counterparts }: Shown): CommentMarks {
  const runs = new Map(flatText.runs.map((run) => [run.text, run]));
  return {
    counterparts,
    of: (text) => {
      const run = runs.get(text);
      if (!run) return [];
      const end = run.start + run.content.length;
      return ranges
        .filter(({ from, to }) => from < end && to > run.start)
        .map(({ id, from, to, isActive }) => ({
          from: Math.max(0, from - run.start),
          to: Math.min(run.content.length, to - run.start),
          threads: [id],
          isActive
        }));
    }
  };
}

const blockTags = /^(P|H[1-6]|UL|OL|LI|BLOCKQUOTE|TABLE|TBODY|TR|TH|TD|FIGURE|FIGCAPTION|HR|DIV)$/;

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
  const walk = (parent: Node): void => {
    for (const child of parent.childNodes) {
      if (child instanceof Text) {
        if (child.data === '') continue;
        if (isApart && text !== '') text += '\n';
        isApart = false;
        if (range.intersectsNode(child)) {
          const begin = child === range.startContainer ? range.startOffset : 0;
          const end = child === range.endContainer ? range.endOffset : child.data.length;
          if (end > begin) {
            if (from < 0) from = text.length + begin;
            to = text.length + end;
          }
        }
        text += child.data;
      } else if (child instanceof Element && !child.matches('.footnote-mark, .footnotes, .grade, .goal')) {
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
    const flatText = flatTextOf(passage(doc, section, language));
    const range = selectedIn(text, getSelection(), flatText);
    const anchor = range && anchorAt(flatText, range.from, range.to, longestQuote);
    if (anchor) return { ...anchor, language };
  }
  return undefined;
}

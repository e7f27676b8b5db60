/**
 * Shows in the editor which text is commented on. The marks are rendered over the text and are no part of it:
 * a comment never changes a document, and those who may comment need not be able to write.
 */
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { NodeSelection, PluginKey, type EditorState, type Selection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type * as Y from 'yjs';
import { anchorAt } from '#document/sequence/anchors.ts';
import { standsAlone } from '#document/lone-chips.ts';
import { isChipType } from '#base/chips/chips.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { chipSign, longestQuote } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
import { marksShown, renderedMarks } from './rendered-marks.ts';
import { shownIn, type CommentTarget, type Shown, type TextComments } from './text-comments.ts';

/**
 * Maps a piece of the flat text, as `document/sequence/flat-text` reads it, to its position in the editor.
 */
interface Piece {
  readonly start: number;
  readonly length: number;
  readonly pos: number;
}
export interface EditorFlatText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

export function editorFlatText(doc: Node): EditorFlatText {
  const pieces: Piece[] = [];
  let text = '';
  let isApart = false;
  const add = (letters: string, pos: number): void => {
    if (isApart && text !== '') text += '\n';
    isApart = false;
    pieces.push({ start: text.length, length: letters.length, pos });
    text += letters;
  };
  doc.descendants((node, pos, parent) => {
    if (node.isText) add(node.text ?? '', pos);
    else if (node.type.name === 'hardBreak') add('\n', pos);
    else if (isChipType(node.type.name) && isAlone(parent)) add(chipSign, pos);
    else if (node.isBlock) isApart = true;
    return node.isBlock;
  });
  return { text, pieces };
}

const isAlone = (block: Node | null): boolean =>
  standsAlone((block?.children ?? []).map(({ type, text }) => ({ type: type.name, text })));

export function rangeIn(
  { pieces }: EditorFlatText,
  from: number,
  to: number
): { readonly from: number; readonly to: number } | null {
  const first = pieces.find((piece) => from < piece.start + piece.length);
  const last = pieces.findLast((piece) => to > piece.start);
  if (!first || !last) return null;
  return {
    from: first.pos + Math.max(0, from - first.start),
    to: last.pos + Math.min(last.length, to - last.start)
  };
}

function textRangeOf(
  { pieces }: EditorFlatText,
  from: number,
  to: number
): { readonly from: number; readonly to: number } | null {
  const first = pieces.find((piece) => piece.pos + piece.length > from);
  const last = pieces.findLast((piece) => piece.pos < to);
  if (!first || !last) return null;
  return {
    from: first.start + Math.max(0, from - first.pos),
    to: last.start + Math.min(last.length, to - last.pos)
  };
}

/** Null while the editor's text is not yet that of the document. */
export function decorationsOf(doc: Node, { flatText, ranges, counterparts }: Shown): DecorationSet | null {
  const own = editorFlatText(doc);
  if (own.text !== flatText.text) return null;
  const decorated = ranges.flatMap(({ id, from, to, isActive }) => {
    const range = rangeIn(own, from, to);
    return range
      ? [
          Decoration.inline(
            range.from,
            range.to,
            { class: isActive ? 'comment-mark active' : 'comment-mark', 'data-thread': id },
            { thread: id }
          )
        ]
      : [];
  });
  const blocks: Decoration[] = [];
  doc.forEach((node, pos) => {
    const thread = counterparts.get(String(node.attrs['id']));
    if (thread !== undefined)
      blocks.push(
        Decoration.node(pos, pos + node.nodeSize, { class: 'comment-beside', 'data-thread': thread })
      );
  });
  return DecorationSet.create(doc, [...decorated, ...blocks]);
}

export interface CommentOptions {
  doc: Y.Doc | null;
  section: string;
  language: Locale;
  onpick: (threadId: string) => void;
}

const key = new PluginKey<DecorationSet>('comments');

export const Comments = Extension.create<CommentOptions, { shown: Pick<TextComments, 'threads' | 'active'> }>(
  {
    name: 'comments',
    addOptions: () => ({ doc: null, section: '', language: 'en', onpick: () => undefined }),
    addStorage: () => ({ shown: { threads: [], active: null } }),
    addProseMirrorPlugins() {
      const { doc, section, language, onpick } = this.options;
      const { storage } = this;
      if (!doc) return [];
      return [
        renderedMarks({
          key,
          render: (state) => decorationsOf(state.doc, shownIn(doc, section, language, storage.shown)),
          hasMarks: () => storage.shown.threads.length > 0,
          afterComposition: 0,
          handleClick: (view, pos) => {
            const found = key.getState(view.state)?.find(pos, pos, (spec) => 'thread' in spec)[0];
            const { selection } = view.state;
            if (found && (selection.empty || selection instanceof NodeSelection))
              onpick(String((found.spec as { thread: unknown }).thread));
            return false;
          }
        })
      ];
    },
    addCommands() {
      return {
        showComments:
          (shown) =>
          ({ state, dispatch }) => {
            this.storage.shown = shown;
            const { doc, section, language } = this.options;
            const rendered = doc && decorationsOf(state.doc, shownIn(doc, section, language, shown));
            if (rendered && dispatch) dispatch(marksShown(state, key, rendered));
            return true;
          }
      };
    }
  }
);

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    comments: { showComments: (shown: Pick<TextComments, 'threads' | 'active'>) => ReturnType };
  }
}

/**
 * Returns where the sentence is in the flat text around a selection that holds no letters, such as a chip next to
 * words. Null where its block has none.
 */
function sentenceAround(
  own: EditorFlatText,
  { $from, from }: Selection,
  language: Locale
): { readonly from: number; readonly to: number } | null {
  if (!$from.parent.inlineContent) return null;
  const block = textRangeOf(own, $from.start(), $from.end());
  if (!block || block.from >= block.to) return null;
  const before = own.pieces.findLast(({ pos }) => pos < from);
  const place = before && before.start >= block.from ? before.start + before.length - block.from : 0;
  const sentences = new Intl.Segmenter(language, { granularity: 'sentence' });
  const segments = [...sentences.segment(own.text.slice(block.from, block.to))];
  const around = segments.find(({ index, segment }) => place < index + segment.length) ?? segments.at(-1);
  if (!around) return null;
  const start = block.from + around.index;
  return { from: start, to: start + around.segment.trimEnd().length };
}

/**
 * Returns the selection as the target of a comment, or the sentence around a selected chip; undefined where nothing
 * is selected.
 */
export function targetIn(
  state: EditorState,
  doc: Y.Doc,
  section: string,
  language: Locale
): CommentTarget | undefined {
  const flatText = flatTextOf(doc, openPassage(doc, section, language));
  const own = editorFlatText(state.doc);
  const { selection } = state;
  const selected = textRangeOf(own, selection.from, selection.to);
  const holdsLetters = selected !== null && selected.from < selected.to;
  const range = selection.empty ? null : holdsLetters ? selected : sentenceAround(own, selection, language);
  const anchor =
    range && own.text === flatText.text ? anchorAt(flatText, range.from, range.to, longestQuote) : undefined;
  return anchor && { ...anchor, language };
}

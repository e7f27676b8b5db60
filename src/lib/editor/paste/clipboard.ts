/** Pastes and copies: what comes from elsewhere becomes blocks of a passage, and blocks are copied as nested HTML. */
import { Extension } from '@tiptap/core';
import { DOMParser, DOMSerializer, Fragment, Slice, type Schema } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { badCharacters, signsOf } from '#base/bad-characters.ts';
import type { OwnHistory } from '../binding/undo.ts';
import { bindingOf } from '../own-undo.ts';
import { cleanPaste, longestPaste } from './clean-html.ts';
import { NestedSerializer, plainTextOf } from './copy.ts';
import { flattenHtml } from './flatten-html.ts';
import { Identities, type PastePlace } from './identities.ts';
import { blocksOf, insertBlocks } from './insert-blocks.ts';
import { looksLikeMarkdown, markdownBlocks } from './markdown.ts';
import { insertInPortions, portionsPlugin } from './portions.ts';
import { amountIn, excessOf, roomAt, type Amount, type Excess } from './room.ts';
import { blockOfLine, linesOf } from './text-blocks.ts';

/** Names what is shown to the writer after a paste. */
export type Pasted =
  | { readonly lostImages: number }
  | { readonly badSigns: string }
  /** Offers to convert Markdown that was pasted as text to headings, lists and marks. */
  | { readonly convert: () => void }
  /** Nothing was pasted, since it has no room in the passage. */
  | { readonly excess: Excess }
  | 'too-large';

export interface ClipboardOptions {
  readonly history: OwnHistory | null;
  /** The passage of the editor; null where it is none of a document. */
  readonly place: PastePlace | null;
  readonly pasted: (what: Pasted) => void;
  readonly figure: (file: File) => void;
}

/** A paste of more characters is inserted in portions. */
const longestAtOnce = 60_000;

interface Range {
  readonly from: number;
  readonly to: number;
}
/** Holds where Markdown was pasted as text, until it is converted or something else is pasted. */
const markdownKey = new PluginKey<Range | null>('pastedMarkdown');

export const Clipboard = Extension.create<ClipboardOptions>({
  name: 'clipboard',
  addOptions: () => ({ history: null, place: null, pasted: () => undefined, figure: () => undefined }),
  addProseMirrorPlugins() {
    const { options } = this;
    const { schema } = this.editor;
    const serializer = new NestedSerializer(DOMSerializer.fromSchema(schema));
    const identities = new Identities(options.place);
    const { editor } = this;
    const room = (): Amount => roomAt(bindingOf(editor), editor.state);
    return [
      portionsPlugin(),
      new Plugin<Range | null>({
        key: markdownKey,
        state: {
          init: () => null,
          apply: (transaction, range) => {
            const set = transaction.getMeta(markdownKey) as Range | null | undefined;
            if (set !== undefined) return set;
            if (!range) return null;
            return {
              from: transaction.mapping.map(range.from, -1),
              to: transaction.mapping.map(range.to, 1)
            };
          }
        },
        props: {
          handleDOMEvents: {
            cut: (view) => identities.move(view.state.selection.content()),
            drop: (view, event) => {
              if (view.dragging) return view.dragging.move ? identities.move(view.dragging.slice) : false;
              return takesDrop(view, event, options, room);
            },
            paste: (view, event) => takesPaste(view, event, event.clipboardData, options, room)
          },
          transformPastedHTML: (html) => {
            const { body, lostImages } = cleanPaste(html);
            if (lostImages > 0) options.pasted({ lostImages });
            const copied = body.querySelector('[data-pm-slice]')?.getAttribute('data-pm-slice');
            const flat = body.ownerDocument.createElement('div');
            flat.append(...flattenHtml(body));
            if (copied) flat.firstElementChild?.setAttribute('data-pm-slice', copied);
            return flat.innerHTML;
          },
          transformPasted: (slice) => identities.strip(slice),
          clipboardTextParser: (text) =>
            new Slice(Fragment.fromArray(linesOf(text).map((line) => blockOfLine(schema, line))), 1, 1),
          clipboardSerializer: serializer as unknown as DOMSerializer,
          clipboardTextSerializer: plainTextOf,
          handlePaste: (view, event, slice) => {
            const blocks = blocksOf(slice);
            if (blocks.length === 0) return false;
            const { tr } = view.state;
            const from = tr.selection.from;
            const to = insertBlocks(tr, blocks);
            identities.settle(tr.doc);
            const text = event.clipboardData?.getData('text/plain') ?? '';
            const isText = event.clipboardData?.getData('text/html') === '' && looksLikeMarkdown(text);
            tr.setMeta(markdownKey, isText ? { from, to } : null);
            view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'));
            if (isText) options.pasted({ convert: () => convert(view, schema, text) });
            return true;
          }
        }
      })
    ];
  }
});

/** Replaces what was pasted as text by the blocks that its Markdown means, as an undo step of its own. */
function convert(view: EditorView, schema: Schema, text: string): void {
  const range = view.isDestroyed ? null : markdownKey.getState(view.state);
  if (!range || range.to <= range.from) return;
  const { tr } = view.state;
  tr.setSelection(TextSelection.between(tr.doc.resolve(range.from), tr.doc.resolve(range.to)));
  insertBlocks(tr, markdownBlocks(schema, text));
  view.dispatch(tr.setMeta(markdownKey, null).scrollIntoView());
  view.focus();
}

/** Takes a paste before it is parsed: one that has no room, a picture, or one to be inserted in portions. */
function takesPaste(
  view: EditorView,
  event: Event,
  data: DataTransfer | null,
  { pasted, figure, history, place }: ClipboardOptions,
  room: () => Amount
): boolean {
  if (!data || view.composing || !view.editable) return false;
  const [html, text] = [data.getData('text/html'), data.getData('text/plain')];
  const take = (notice?: Pasted): true => {
    event.preventDefault();
    if (notice) pasted(notice);
    return true;
  };
  const excess = excessOf(amountIn(html, text), room());
  if (excess) return take({ excess });
  if (html.length > longestPaste) return take('too-large');
  const bad = badCharacters(text);
  if (bad.length > 0) pasted({ badSigns: signsOf(bad) });
  const file = [...data.files].find((one) => one.type.startsWith('image/'));
  // Microsoft Word and Excel put a picture of the selection next to its HTML; the text is what is meant.
  if (file && !html.includes('<table') && text.trim() === '') {
    figure(file);
    return take();
  }
  if (Math.max(html.length, text.length) <= longestAtOnce) return false;
  const { schema } = view.state;
  if (html === '') {
    const lines = linesOf(text);
    insertInPortions(view, history, (count) =>
      lines.splice(0, count).map((line) => blockOfLine(schema, line))
    );
    return take();
  }
  const { body, lostImages } = cleanPaste(html);
  const elements = flattenHtml(body);
  const inAll = excessOf({ characters: 0, blocks: elements.length - 1 }, room());
  if (inAll) return take({ excess: inAll });
  if (lostImages > 0) pasted({ lostImages });
  const parser = DOMParser.fromSchema(schema);
  insertInPortions(view, history, (count) => {
    const holder = body.ownerDocument.createElement('div');
    holder.append(...elements.splice(0, count));
    const slice = new Slice(parser.parse(holder).content, 0, 0);
    return holder.childElementCount === 0 ? [] : blocksOf(new Identities(place).strip(slice));
  });
  return take();
}

/** Takes what is dropped from elsewhere as a paste at the place where it was dropped. */
function takesDrop(
  view: EditorView,
  event: DragEvent,
  options: ClipboardOptions,
  room: () => Amount
): boolean {
  const data = event.dataTransfer;
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (!data || !at || data.files.length > 0 || view.composing || !view.editable) return false;
  const length = Math.max(data.getData('text/html').length, data.getData('text/plain').length);
  if (
    length <= longestAtOnce &&
    !excessOf(amountIn(data.getData('text/html'), data.getData('text/plain')), room())
  )
    return false;
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(at.pos))));
  return takesPaste(view, event, data, options, room);
}

/** Editors without a view, on the sequence and on the tree, that hold the same text and have a colleague. */
import { EditorState, type Plugin, type PluginView, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { richtext } from '#document/richtext.ts';
import { openText } from '#document/sequence/roots.ts';
import { HeadlessEditor, root } from '../editor/binding/headless-editor.ts';

const paragraph = 'The old town lies by the river. '.repeat(4);
const bold = { from: 30, length: 12 };

export interface Measured {
  state: EditorState;
  dispatch(transaction: Transaction): void;
  readonly doc: Y.Doc;
  /** Types a letter of a colleague in another document. */
  readonly peer: { readonly doc: Y.Doc; type(): void };
}

/** Sets the client id of both, since it is part of each letter and its length varies. */
const clientID = 1_234_567_890;

export function sequenceOf(blocks: number): Measured {
  const doc = Object.assign(new Y.Doc(), { clientID });
  const text = openText(doc, root);
  const delta: object[] = [];
  for (let n = 0; n < blocks; n++) {
    delta.push({ insert: { block: `b${n}` } });
    if (n % 3 > 0) delta.push({ insert: paragraph });
    else
      delta.push(
        { insert: paragraph.slice(0, bold.from) },
        { insert: paragraph.slice(bold.from, bold.from + bold.length), attributes: { bold: true } },
        { insert: paragraph.slice(bold.from + bold.length) }
      );
  }
  text.applyDelta(delta, { sanitize: false });
  const editor = new HeadlessEditor(doc);
  const peer = new Y.Doc();
  const other = openText(peer, root);
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc));
  const at = Math.floor(other.length * 0.4);
  return Object.assign(editor, { peer: { doc: peer, type: () => other.insert(at, 'y', {}) } });
}

/** y-tiptap asks its view only for the focus. */
export class TreeEditor implements Measured {
  readonly doc = Object.assign(new Y.Doc(), { clientID });
  readonly peer: Measured['peer'];
  state: EditorState;
  readonly #views: PluginView[];

  constructor(blocks: number) {
    const fragment = this.doc.getXmlFragment(root);
    this.doc.transact(() => {
      for (let n = 0; n < blocks; n++) {
        const element = new Y.XmlElement('paragraph');
        const text = new Y.XmlText(paragraph);
        if (n % 3 === 0) text.format(bold.from, bold.length, { bold: {} });
        element.insert(0, [text]);
        fragment.push([element]);
      }
    });
    const { doc, mapping } = initProseMirrorDoc(fragment, richtext);
    const sync = ySyncPlugin(fragment, { mapping }) as Plugin;
    this.state = EditorState.create({ doc, plugins: [sync] });
    this.#views = this.state.plugins.flatMap(({ spec }) => spec.view?.(this as unknown as EditorView) ?? []);
    const peer = new Y.Doc();
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(this.doc));
    const elements = peer.getXmlFragment(root);
    const other = (elements.get(Math.floor(blocks * 0.4)) as Y.XmlElement).get(0) as Y.XmlText;
    this.peer = { doc: peer, type: () => other.insert(20, 'y') };
  }

  hasFocus(): boolean {
    return false;
  }

  dispatch(transaction: Transaction): void {
    const before = this.state;
    this.state = before.applyTransaction(transaction).state;
    for (const view of this.#views) view.update?.(this as unknown as EditorView, before);
  }
}

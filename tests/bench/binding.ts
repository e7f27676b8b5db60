/**
 * Measures what one key costs in the binding of the sequence and in the one of the tree, without a view, one
 * after the other in turns, so that a busy machine slows both: `node tests/bench/binding.ts`.
 */
import { EditorState, TextSelection, type Plugin, type PluginView, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { richtext } from '#document/richtext.ts';
import { openText } from '#document/sequence/roots.ts';
import { HeadlessEditor, root } from '../editor/binding/headless-editor.ts';

const paragraph = 'The old town lies by the river. '.repeat(4);
const bold = { from: 30, length: 12 };

interface Measured {
  state: EditorState;
  dispatch(transaction: Transaction): void;
  readonly doc: Y.Doc;
  /** Types a letter of a colleague in another document. */
  readonly peer: { readonly doc: Y.Doc; type(): void };
}

function sequenceOf(blocks: number): Measured {
  const doc = new Y.Doc();
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

/** Holds the state of an editor of the tree; y-tiptap asks its view only for the focus. */
class TreeEditor implements Measured {
  readonly doc = new Y.Doc();
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

/** Acts return their time in milliseconds if only a part of them counts. */
const acts: Record<string, (editor: Measured) => number | null> = {
  'own letter': (editor) => {
    editor.dispatch(editor.state.tr.insertText('x'));
    return null;
  },
  'own split': (editor) => {
    editor.dispatch(editor.state.tr.split(editor.state.selection.head));
    return null;
  },
  "colleague's letter": (editor) => {
    let update: Uint8Array | undefined;
    editor.peer.doc.once('update', (one: Uint8Array) => {
      update = one;
    });
    editor.peer.type();
    const start = performance.now();
    if (update) Y.applyUpdate(editor.doc, update, 'network');
    return performance.now() - start;
  }
};

function timeOf(act: (editor: Measured) => number | null, editor: Measured): number {
  const start = performance.now();
  return act(editor) ?? performance.now() - start;
}

const at = (times: number[], part: number): string =>
  (times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0).toFixed(3);

for (const blocks of [10, 100, 1_000]) {
  const editors = { sequence: sequenceOf(blocks), tree: new TreeEditor(blocks) };
  for (const editor of Object.values(editors)) {
    const { doc, tr } = editor.state;
    let position = 0;
    for (let n = 0; n < Math.floor(blocks * 0.9); n++) position += doc.child(n).nodeSize;
    editor.dispatch(tr.setSelection(TextSelection.create(doc, position + 21)));
  }
  for (const [name, act] of Object.entries(acts)) {
    const times = { sequence: [] as number[], tree: [] as number[] };
    for (let n = 0; n < 250; n++)
      for (const kind of ['sequence', 'tree'] as const) {
        const time = timeOf(act, editors[kind]);
        if (n >= 50) times[kind].push(time);
      }
    const [own, other] = [times.sequence, times.tree];
    const ratio = Number(at(own, 0.5)) / Number(at(other, 0.5));
    console.log(
      `${blocks} blocks, ${name}: p50 ${at(own, 0.5)} ms against ${at(other, 0.5)} (ratio ${ratio.toFixed(2)}), p95 ${at(own, 0.95)} against ${at(other, 0.95)}`
    );
  }
}
process.exit(0);

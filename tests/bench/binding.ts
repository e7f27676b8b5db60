/**
 * Measures what one key costs in the binding of the sequence and in the one of the tree, without a view, one
 * after the other in turns, so that a busy machine slows both: `node tests/bench/binding.ts`.
 */
import { TextSelection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import { sequenceOf, TreeEditor, type Measured } from './editors.ts';

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

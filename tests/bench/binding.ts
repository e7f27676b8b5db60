/** Measures the binding without a view: `node tests/bench/binding.ts`. */
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { splitBlock } from '#lib/editor/binding/block-commands.ts';
import { HeadlessEditor, root } from '../editor/binding/headless-editor.ts';

function passageOf(blocks: number, edits: number): Y.Doc {
  const doc = new Y.Doc();
  const text = openText(doc, root);
  doc.transact(() => {
    for (let n = 0; n < blocks; n++) {
      text.insertEmbed(text.length, { block: `b${n}` }, {});
      text.insert(text.length, 'The old town lies by the river. '.repeat(4), {});
      if (n % 3 === 0) text.format(text.length - 40, 12, { bold: true });
    }
  });
  // Random places, from the end to the start, in one pass.
  const items = Array.from({ length: edits }, () => Math.floor(Math.random() * 1000));
  let retained: object[] = [];
  for (const [n, retain] of items.entries()) {
    retained.push(
      { retain: 1 + (retain % Math.max(1, Math.floor((2 * text.length) / edits))) },
      { insert: 'words' }
    );
    if (n % (edits / 3) < edits / 3 - 1) continue;
    doc.clientID += 1;
    text.applyDelta(retained, { sanitize: false });
    retained = [];
  }
  return doc;
}

const percentile = (times: number[], part: number): string =>
  (times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0).toFixed(3);

function measure(name: string, count: number, act: () => void): void {
  for (let n = 0; n < 20; n++) act();
  const times = Array.from({ length: count }, () => {
    const start = performance.now();
    act();
    return performance.now() - start;
  });
  console.log(`${name}: p50 ${percentile(times, 0.5)} ms, p95 ${percentile(times, 0.95)} ms`);
}

for (const [blocks, edits] of [
  [10, 0],
  [100, 0],
  [1_000, 0],
  [1_000, 20_000]
] as const) {
  const source = passageOf(blocks, edits);
  const update = Y.encodeStateAsUpdate(source);
  const doc = new Y.Doc();
  openText(doc, root);
  Y.applyUpdate(doc, update);
  const start = performance.now();
  const editor = new HeadlessEditor(doc);
  console.log(`\n${blocks} blocks, ${edits} edits: opened in ${(performance.now() - start).toFixed(1)} ms`);
  let at = 0;
  for (let n = 0; n < Math.floor(blocks * 0.9); n++) at += editor.state.doc.child(n).nodeSize;
  editor.caret(at + 20);
  measure('own letter', 400, () => editor.type('x'));
  measure('own split', 100, () => editor.run(splitBlock));
  const peer = new Y.Doc();
  const text = openText(peer, root);
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc));
  const updates: Uint8Array[] = [];
  peer.on('update', (one: Uint8Array) => updates.push(one));
  measure("peer's letter", 400, () => {
    text.insert(Math.floor(text.length * 0.4), 'y', {});
    Y.applyUpdate(doc, updates.pop() as Uint8Array, 'network');
  });
  editor.close();
}

/**
 * Measures bytes in the sequence and in the tree, for the same text and the same keys: what a letter and a split
 * send, how large a text is after many splits, and how large a long history is and how long it takes to load:
 * `node tests/bench/sizes.ts [TRACE]`, where TRACE is a file of the public editing-traces collection.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { TextSelection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import { passageContent } from '#document/content.ts';
import { sequenceOf, TreeEditor, type Measured } from './editors.ts';
import { median } from './figures.ts';

type Both = Readonly<Record<'sequence' | 'tree', number>>;

function print(name: string, { sequence, tree }: Both, unit: string): void {
  const shown = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
  const ratio = (sequence / tree).toFixed(2);
  console.log(`${name}: ${shown(sequence)} ${unit} against ${shown(tree)} (ratio ${ratio})`);
}

const inBoth = (measure: (editor: Measured) => number, blocks: number): Both => ({
  sequence: measure(sequenceOf(blocks)),
  tree: measure(new TreeEditor(blocks))
});

/** Sets the caret into the middle of the text, and returns what one call of `act` sends. */
function sent(editor: Measured, times: number, act: () => void): number {
  const { doc, tr } = editor.state;
  let position = 0;
  for (let n = 0; n < Math.floor(doc.childCount / 2); n++) position += doc.child(n).nodeSize;
  editor.dispatch(tr.setSelection(TextSelection.create(doc, position + 21)));
  let bytes = 0;
  editor.doc.on('update', (update: Uint8Array) => (bytes += update.length));
  for (let n = 0; n < times; n++) act();
  return bytes / times;
}

const type = (editor: Measured): void => editor.dispatch(editor.state.tr.insertText('x'));
const split = (editor: Measured): void => editor.dispatch(editor.state.tr.split(editor.state.selection.head));
const sizeOf = ({ doc }: Measured): number => Y.encodeStateAsUpdate(doc).length;

print(
  'a typed letter',
  inBoth((editor) => sent(editor, 1_000, () => type(editor)), 100),
  'bytes'
);
print(
  'a split',
  inBoth((editor) => sent(editor, 200, () => split(editor)), 100),
  'bytes'
);
/** Returns how large a text is after so many letters and splits in its middle. */
const splitting =
  (times: number) =>
  (editor: Measured): number => {
    sent(editor, times, () => {
      type(editor);
      split(editor);
    });
    return sizeOf(editor);
  };
// The tree would take a quarter of an hour for 10,000.
print('a text after 1,000 letters and splits', inBoth(splitting(1_000), 10), 'bytes');
console.log(`a text after 10,000 letters and splits: ${splitting(10_000)(sequenceOf(10))} bytes`);

const [trace] = process.argv.slice(2);
if (trace !== undefined) {
  const { txns } = JSON.parse(gunzipSync(readFileSync(trace)).toString('utf8')) as {
    readonly txns: readonly { readonly patches: readonly (readonly [number, number, string])[] }[];
  };
  const written = (text: Y.Text, before: number): Uint8Array => {
    for (const [at, deleted, inserted] of txns.flatMap(({ patches }) => patches)) {
      if (deleted > 0) text.delete(at + before, deleted);
      if (inserted) text.insert(at + before, inserted);
    }
    return text.doc ? Y.encodeStateAsUpdate(text.doc) : new Uint8Array();
  };
  const passage = new Y.Doc().getText('body.en');
  passage.insertEmbed(0, { block: 'b' });
  const element = new Y.XmlElement('paragraph');
  new Y.Doc().getXmlFragment('body.en').push([element]);
  const inner = new Y.XmlText();
  element.push([inner]);
  const updates = { sequence: written(passage, 1), tree: written(inner, 0) };
  print('a long history', { sequence: updates.sequence.length, tree: updates.tree.length }, 'bytes');
  const times = { sequence: [] as number[], tree: [] as number[] };
  for (let n = 0; n < 15; n++)
    for (const kind of ['sequence', 'tree'] as const) {
      const doc = new Y.Doc();
      const began = process.cpuUsage();
      Y.applyUpdate(doc, updates[kind]);
      passageContent(doc, 'body', 'en');
      if (n >= 5) times[kind].push(process.cpuUsage(began).user / 1_000);
    }
  print('to load and read it', { sequence: median(times.sequence), tree: median(times.tree) }, 'ms');
}
process.exit(0);

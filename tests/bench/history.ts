/**
 * Builds a text with a long history: the keystrokes of a real paper where BENCH_TRACE names the file (format
 * of the public editing-traces collection), else as many generated ones. It is written once, as updates of
 * single edits, and stored for all runs. Each session has a client id of its own, as with every editor on
 * Yjs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { markerOf, rootName } from './clients/updates.ts';
import { chanceOf } from '#base/chance.ts';
import { runRoot } from './targets/process.ts';

/** Position, number of characters deleted, text inserted. */
type Patch = readonly [number, number, string];

export interface History {
  readonly sittings: readonly Sitting[];
}

export interface Sitting {
  readonly author: number;
  /** One update per edit, with the author's clock after it. */
  readonly updates: readonly { readonly bytes: Uint8Array; readonly clock: number }[];
}

const firstAuthor = 2 ** 31 - 1000;
const sittingCount = 50;
const editCount = 259_778;
const quickCount = 20_000;
const meanBurst = 40;

const fileOf = (quick: boolean, kind: string): string =>
  `${runRoot}/history-${quick ? quickCount : editCount}.${kind}`;

export const snapshotFile = (quick: boolean): string => fileOf(quick, 'snapshot');

/** Makes the files when they are not there. */
export function writeHistory(quick: boolean, trace: string | undefined): void {
  if (existsSync(fileOf(quick, 'text'))) return;
  const patches = (trace ? readTrace(trace) : generate()).slice(0, quick ? quickCount : editCount);
  const doc = new Y.Doc();
  const perSitting = Math.ceil(patches.length / sittingCount);
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, patches.length);
  doc.on('update', (update: Uint8Array) => {
    encoding.writeVarUint8Array(encoder, update);
    encoding.writeVarUint(encoder, Y.getState(doc.store, doc.clientID));
  });
  const text = doc.getText(rootName);
  for (const [index, [at, deleted, inserted]] of patches.entries()) {
    doc.clientID = firstAuthor + Math.floor(index / perSitting);
    doc.transact(() => {
      if (index === 0) text.insertEmbed(0, markerOf(doc.clientID));
      // The marker is the first character.
      if (deleted > 0) text.delete(at + 1, deleted);
      if (inserted) text.insert(at + 1, inserted);
    });
  }
  writeFileSync(fileOf(quick, 'updates'), encoding.toUint8Array(encoder));
  writeFileSync(snapshotFile(quick), Y.encodeStateAsUpdate(doc));
  writeFileSync(fileOf(quick, 'text'), text.toJSON());
}

export function readHistory(quick: boolean): History {
  const decoder = decoding.createDecoder(readFileSync(fileOf(quick, 'updates')));
  const updates = Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    bytes: decoding.readVarUint8Array(decoder),
    clock: decoding.readVarUint(decoder)
  }));
  const perSitting = Math.ceil(updates.length / sittingCount);
  const sittings = Array.from({ length: sittingCount }, (_, i) => ({
    author: firstAuthor + i,
    updates: updates.slice(i * perSitting, (i + 1) * perSitting)
  }));
  return { sittings: sittings.filter((sitting) => sitting.updates.length > 0) };
}

/** The clock is the one after the edit. */
export function lastEdit(quick: boolean): { readonly author: number; readonly clock: number } {
  const { to } = Y.parseUpdateMeta(readFileSync(snapshotFile(quick)));
  const author = Math.max(...to.keys());
  return { author, clock: to.get(author) ?? 0 };
}

export const readText = (quick: boolean): string => readFileSync(fileOf(quick, 'text'), 'utf8');

function readTrace(file: string): Patch[] {
  const bytes = readFileSync(file);
  const json = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const { txns } = JSON.parse(json.toString('utf8')) as {
    readonly txns: readonly { readonly patches: readonly Patch[] }[];
  };
  return txns.flatMap(({ patches }) => patches);
}

/**
 * Generates bursts of typing at positions all over the text, with a fifth deleted again, as in the real one.
 */
function generate(): Patch[] {
  const random = chanceOf(2013);
  const patches: Patch[] = [];
  let length = 0;
  while (patches.length < editCount) {
    let at = Math.floor(random() * (length + 1));
    for (
      let left = 1 + Math.floor(random() * 2 * meanBurst);
      left > 0 && patches.length < editCount;
      left--
    ) {
      if (at > 0 && random() < 0.2) {
        patches.push([--at, 1, '']);
        length--;
      } else {
        patches.push([at++, 0, String.fromCharCode(97 + Math.floor(random() * 26))]);
        length++;
      }
    }
  }
  return patches;
}

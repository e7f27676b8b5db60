/**
 * Generates well-formed updates that no editor would write: structs of any content whose references are
 * chosen at random from what exists.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Chance } from '#base/chance.ts';
import { roots } from './sessions-of-yjs.ts';

export interface CraftedContents {
  readonly roots: readonly string[];
  readonly keys: readonly string[];
  /** Lists kinds of content as Yjs numbers them; one is drawn for each struct. */
  readonly refs: readonly number[];
  /** Writes the embed (5) or the one value (8) of a struct. */
  readonly write: (encoder: encoding.Encoder, ref: number, below: (limit: number) => number) => void;
}

const treeContents: CraftedContents = {
  roots,
  keys: ['id', 'level'],
  refs: [0, 1, 4, 4, 4, 6, 7, 7, 7, 8],
  write: (encoder) => encoding.writeAny(encoder, 'value')
};

export function craft(base: Y.Doc, chance: Chance, contents = treeContents): Uint8Array {
  const below = (limit: number): number => Math.floor(chance() * limit);
  const clocks = new Map(Y.decodeStateVector(Y.encodeStateVector(base)));
  const clients = [...new Set([...clocks.keys()].filter(() => chance() < 0.4)), 77 + below(3)].slice(0, 3);
  const encoder = encoding.createEncoder();
  const anyClient = (): number => {
    const all = [...clocks.keys(), ...clients];
    return all[below(all.length)] ?? 77;
  };
  const writeId = (own: number, clock: number): void => {
    const client = chance() < 0.3 ? own : anyClient();
    const end = client === own ? clock : (clocks.get(client) ?? 0) + (chance() < 0.1 ? 3 : 0);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, below(Math.max(1, end)));
  };
  encoding.writeVarUint(encoder, clients.length);
  for (const client of clients) {
    const count = 1 + below(4);
    const known = clocks.get(client) ?? 0;
    let clock = chance() < 0.8 ? known : Math.max(0, known - below(5));
    encoding.writeVarUint(encoder, count);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (let i = 0; i < count; i++) clock += writeStruct(client, clock);
    clocks.set(client, Math.max(known, clock));
  }
  const deleting = [...clocks.keys()].filter(() => chance() < 0.3);
  encoding.writeVarUint(encoder, deleting.length);
  for (const client of deleting) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, below(clocks.get(client) ?? 1));
    encoding.writeVarUint(encoder, 1 + below(4));
  }
  return encoding.toUint8Array(encoder);

  function writeStruct(client: number, clock: number): number {
    const ref = contents.refs[below(contents.refs.length)] ?? 4;
    if (ref === 0) {
      const length = 1 + below(5);
      encoding.writeUint8(encoder, 0);
      encoding.writeVarUint(encoder, length);
      return length;
    }
    const left = chance() < 0.5 ? 128 : 0;
    const right = chance() < 0.5 ? 64 : 0;
    const sub = ref === 8 || chance() < 0.05 ? 32 : 0;
    encoding.writeUint8(encoder, ref | left | right | sub);
    if (left) writeId(client, clock);
    if (right) writeId(client, clock);
    if (!left && !right) {
      const inRoot = chance() < 0.3;
      encoding.writeVarUint(encoder, inRoot ? 1 : 0);
      if (inRoot) encoding.writeVarString(encoder, contents.roots[below(contents.roots.length)] ?? roots[0]);
      else writeId(client, clock);
      if (sub) encoding.writeVarString(encoder, contents.keys[below(contents.keys.length)] ?? 'id');
    }
    return writeContent(ref);
  }

  function writeContent(ref: number): number {
    const length = 1 + below(5);
    switch (ref) {
      case 1:
        encoding.writeVarUint(encoder, length);
        return length;
      case 4:
        encoding.writeVarString(encoder, '智abcd'.slice(0, length));
        return length;
      case 6:
        encoding.writeVarString(encoder, 'bold');
        encoding.writeVarString(encoder, 'true');
        return 1;
      case 7: {
        const element = chance() < 0.6;
        encoding.writeVarUint(encoder, element ? 3 : 6);
        if (element) encoding.writeVarString(encoder, 'paragraph');
        return 1;
      }
      case 5:
        contents.write(encoder, ref, below);
        return 1;
      default:
        encoding.writeVarUint(encoder, 1);
        contents.write(encoder, ref, below);
        return 1;
    }
  }
}

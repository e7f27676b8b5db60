/**
 * Lists updates that no honest client sends: every field at and past its bounds, each with a text that says
 * what is wrong with it.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { addParagraph } from './passages.ts';

export type Write = (encoder: encoding.Encoder) => void;
export const bytes = (write: Write): Uint8Array => encoding.encode(write);
const root = 'smart-city-strategy.zh';

interface StructInput {
  readonly client?: number;
  readonly clock?: number;
  readonly info?: number;
  readonly parent?: string;
  readonly content?: Write;
  readonly clients?: number;
  readonly structs?: number;
}

const marker = '{"block":"b1"}';

/**
 * Makes one update of one struct in which any field can be set; by default it is an honest empty paragraph of
 * a sequence. Info 7 begins a shared type.
 */
export const crafted = ({
  client = 71,
  clock = 0,
  info = 5,
  parent = root,
  clients = 1,
  structs = 1,
  content
}: StructInput = {}): Uint8Array =>
  bytes((encoder) => {
    encoding.writeVarUint(encoder, clients);
    encoding.writeVarUint(encoder, structs);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeUint8(encoder, info);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, parent);
    if (content) content(encoder);
    else encoding.writeVarString(encoder, marker);
    encoding.writeVarUint(encoder, 0);
  });

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);
const uint =
  (value: number): Write =>
  (encoder) =>
    encoding.writeVarUint(encoder, value);
const string =
  (value: string): Write =>
  (encoder) =>
    encoding.writeVarString(encoder, value);
const all =
  (...writes: Write[]): Write =>
  (encoder) =>
    writes.forEach((write) => write(encoder));
const overlong: Write = (encoder) =>
  encoding.writeUint8Array(
    encoder,
    new Uint8Array([0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0])
  );
export const deletion = (client: number, clock: number, length: number): Uint8Array =>
  bytes(all(uint(0), uint(1), uint(client), uint(1), uint(clock), uint(length)));
const anyOf =
  (depth: number): Write =>
  (encoder) => {
    for (let i = 0; i < depth; i++) {
      encoding.writeUint8(encoder, 117);
      encoding.writeVarUint(encoder, 1);
    }
    encoding.writeUint8(encoder, 126);
  };

function honest(text: string): Uint8Array {
  const doc = new Y.Doc();
  addParagraph(doc, root, text);
  return Y.encodeStateAsUpdate(doc);
}

/** Lists rows C03 to C06: every field at and past its bounds. */
export const malformed: [string, Uint8Array][] = [
  ['nothing at all', new Uint8Array()],
  ['only a count', new Uint8Array([1])],
  ['client id 0', crafted({ client: 0 })],
  ['client id 2^32', crafted({ client: 2 ** 32 })],
  ['client id 2^53-1', crafted({ client: 2 ** 53 - 1 })],
  ['clock 2^40', crafted({ clock: 2 ** 40 })],
  ['an over-long number', bytes(all(overlong, uint(0)))],
  ['a count of clients beyond the frame', crafted({ clients: 2 ** 31 })],
  ['a count of clients of 2^53-1', crafted({ clients: 2 ** 53 - 1 })],
  ['a count of structs beyond the frame', crafted({ structs: 2 ** 31 })],
  ['a count of structs of 2^53-1', crafted({ structs: 2 ** 53 - 1 })],
  ['no structs for a client', crafted({ structs: 0 })],
  ['a deleted run of length 0', crafted({ info: 1, content: uint(0) })],
  ['a deleted run of a thousand million', crafted({ info: 1, content: uint(1e9) })],
  ['a collected run of length 0', bytes(all(uint(1), uint(1), uint(71), uint(0), uint(0), uint(0), uint(0)))],
  ['an empty string', crafted({ info: 4, content: string('') })],
  ['a string longer than the frame', crafted({ info: 4, content: uint(1e9) })],
  [
    'a string that is not UTF-8',
    crafted({ info: 4, content: all(uint(2), uint(0x7f), (encoder) => encoding.writeUint8(encoder, 0xff)) })
  ],
  ['a skip', crafted({ info: 10, content: uint(3) })],
  ['a sub-document', crafted({ info: 9, content: all(string('guid'), anyOf(0)) })],
  ['JSON of old versions', crafted({ info: 2, content: all(uint(1), string('1')) })],
  ['unknown content 11', crafted({ info: 11, content: uint(1) })],
  ['unknown content 31', crafted({ info: 31, content: uint(1) })],
  ['an unknown type', crafted({ info: 7, content: uint(7) })],
  ['a hook', crafted({ info: 7, content: all(uint(5), string('x')) })],
  ['a map under a narrative', crafted({ info: 7, content: uint(1) })],
  ['an element of a tree', crafted({ info: 7, content: all(uint(3), string('paragraph')) })],
  ['a key on a root', crafted({ info: 5 | 32, content: all(string('key'), string(marker)) })],
  ['an unknown root', crafted({ parent: 'smart-city-strategy.fr' })],
  ['another document’s root', crafted({ parent: 'body.zh' })],
  ['the root __proto__', crafted({ parent: '__proto__' })],
  ['an element named __proto__', crafted({ info: 7, content: all(uint(3), string('__proto__')) })],
  ['an element named constructor', crafted({ info: 7, content: all(uint(3), string('constructor')) })],
  ['a value nested 100,000 deep', crafted({ info: 8, content: all(uint(1), anyOf(100_000)) })],
  ['JSON nested 100,000 deep', crafted({ info: 5, content: string(deep('[', ']', 100_000)) })],
  ['JSON with a prototype key', crafted({ info: 5, content: string('{"__proto__":{"x":1}}') })],
  [
    'an unknown value',
    crafted({ info: 8, content: all(uint(1), (encoder) => encoding.writeUint8(encoder, 5)) })
  ],
  ['trailing bytes', Buffer.concat([honest('x'), Buffer.from([0])])],
  ['deletions beyond 2^40', deletion(71, 2 ** 40, 1)],
  ['a deletion of nothing', deletion(71, 0, 0)],
  ['deletions of client 0', deletion(0, 0, 1)],
  ['a count of deletions beyond the frame', bytes(all(uint(0), uint(1), uint(71), uint(2 ** 40)))],
  ['encoding V2', Y.convertUpdateFormatV1ToV2(honest('two'))],
  ['a run-length bomb of V2', bytes(all(uint(0), uint(0), uint(2 ** 50), uint(2 ** 50)))]
];

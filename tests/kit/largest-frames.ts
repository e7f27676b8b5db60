/**
 * Makes the largest frame of each kind that may be sent to a room: what its parts cost to read grows with their number, of which
 * a frame's bytes say little.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { mostStructs } from '#server/sync/rooms/instalments.ts';
import { maxFrameBytes } from '#server/sync/handshake/socket-server.ts';
import { messageTypes, syncSteps } from '#wire/messages.ts';

type Write = (encoder: encoding.Encoder) => void;

/** Leaves room for the head of a frame and of an update. */
const largest = maxFrameBytes - 1_024;
const client = 1_000_000;

const frameOf = (step: number, payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, payload);
  });

const updateFrameOf = (update: Uint8Array): Uint8Array => frameOf(syncSteps.update, update);
export const answerFrameOf = (update: Uint8Array): Uint8Array => frameOf(syncSteps.step2, update);

/** Makes an update of some client ids, of one struct each; `left` says how many structs follow the first, at the same place. */
function updateOf(
  write: Write,
  { clients = 1, structs = 1 }: { clients?: number; structs?: number } = {}
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clients);
    for (let n = 0; n < clients; n++) {
      encoding.writeVarUint(encoder, structs);
      encoding.writeVarUint(encoder, client + n);
      encoding.writeVarUint(encoder, 0);
      write(encoder);
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/** Writes the head of a struct at the beginning of a passage. */
const under =
  (ref: number, root: string, content: Write): Write =>
  (encoder) => {
    encoding.writeUint8(encoder, ref);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, root);
    content(encoder);
  };

const text =
  (value: string): Write =>
  (encoder) =>
    encoding.writeVarString(encoder, value);

const filled = (piece: string, size = largest): string => piece.repeat(Math.floor(size / piece.length));

/** Maps the name of each kind to the frame. `root` is a passage of the room. */
export function largestFrames(root: string): ReadonlyMap<string, Uint8Array> {
  const embed = (json: string): Uint8Array => updateFrameOf(updateOf(under(5, root, text(json))));
  const keys = Array.from({ length: 300_000 }, (_, n) => `"k${n}":1`).join(',');
  return new Map([
    ['JSON of numbers', embed(`[${filled('1,')}1]`)],
    ['JSON of keys', embed(`{${keys}}`)],
    ['JSON of objects', embed(`[${filled('{"a":1},')}1]`)],
    ['JSON of escaped strings', embed(`["${filled('\\u0041')}"]`)],
    ['many embeds of 64 KB of JSON', updateFrameOf(manyEmbeds(root))],
    [
      'a mark with a large value',
      updateFrameOf(
        updateOf(
          under(6, root, (encoder) => {
            encoding.writeVarString(encoder, 'bold');
            encoding.writeVarString(encoder, `[${filled('{},')}1]`);
          })
        )
      )
    ],
    [
      'values',
      updateFrameOf(
        updateOf(
          under(8, root, (encoder) => {
            encoding.writeVarUint(encoder, largest);
            for (let n = 0; n < largest; n++) encoding.writeUint8(encoder, 126);
          })
        )
      )
    ],
    ['a text of Chinese signs', updateFrameOf(updateOf(under(4, root, text(filled('智', largest / 3)))))],
    ['client ids', updateFrameOf(updateOf(under(4, root, text('a')), { clients: 100_000 }))],
    ['letters, one by one', updateFrameOf(oneByOne(root))],
    ['as many letters, one by one, as are taken', updateFrameOf(oneByOne(root, mostStructs))],
    ['letters that wait for each other', updateFrameOf(waitingForEachOther())],
    ['deleted ranges', updateFrameOf(deletions())],
    ['client ids with deletions', updateFrameOf(deletionsOfMany())],
    ['a state vector', frameOf(syncSteps.step1, stateVector())],
    ['an answer that cannot be read at its end', answerFrameOf(oneByOne(root).subarray(0, -1))],
    ['presence', presence()],
    ['noise', new Uint8Array(largest).fill(129)]
  ]);
}

/** Makes embeds of the largest JSON that is read. */
function manyEmbeds(root: string): Uint8Array {
  const json = `{"block":"b1","x":[${filled('{"a":1},', 60 * 1024)}1]}`;
  const structs = Math.floor(largest / (json.length + 32));
  return updateOf(
    (encoder) => {
      under(5, root, text(json))(encoder);
      for (let clock = 1; clock < structs; clock++) after(5, clock - 1, text(json))(encoder);
    },
    { structs }
  );
}

/** Writes a struct after another one of the same client id. */
const after =
  (ref: number, clock: number, content: Write): Write =>
  (encoder) => {
    encoding.writeUint8(encoder, ref | 128);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    content(encoder);
  };

function oneByOne(root: string, structs = 400_000): Uint8Array {
  return updateOf(
    (encoder) => {
      under(4, root, text('a'))(encoder);
      // Each stands before the last, so that Yjs would not join them.
      for (let clock = 1; clock < structs; clock++) {
        encoding.writeUint8(encoder, 4 | 64);
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock - 1);
        encoding.writeVarString(encoder, 'a');
      }
    },
    { structs }
  );
}

/** Makes letters of two client ids, of which the last of the one waits for the last of the other. */
function waitingForEachOther(): Uint8Array {
  const structs = 150_000;
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 2);
    for (const own of [client, client + 1]) {
      encoding.writeVarUint(encoder, structs);
      encoding.writeVarUint(encoder, own);
      encoding.writeVarUint(encoder, 0);
      for (let clock = 0; clock < structs; clock++) {
        encoding.writeUint8(encoder, 4 | 128);
        encoding.writeVarUint(encoder, own === client ? client + 1 : client);
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarString(encoder, 'a');
      }
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/** Makes deletions of letters that nobody has. */
const deletions = (): Uint8Array =>
  encoding.encode((encoder) => {
    const ranges = 800_000;
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges);
    for (let n = 0; n < ranges; n++) {
      encoding.writeVarUint(encoder, 2 * n);
      encoding.writeVarUint(encoder, 1);
    }
  });

const deletionsOfMany = (): Uint8Array =>
  encoding.encode((encoder) => {
    const clients = 500_000;
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, clients);
    for (let n = 0; n < clients; n++) {
      encoding.writeVarUint(encoder, client + n);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, 1);
    }
  });

const stateVector = (): Uint8Array =>
  encoding.encode((encoder) => {
    const clients = 800_000;
    encoding.writeVarUint(encoder, clients);
    for (let n = 0; n < clients; n++) {
      encoding.writeVarUint(encoder, client + n);
      encoding.writeVarUint(encoder, 1);
    }
  });

const presence = (): Uint8Array =>
  encoding.encode((encoder) => {
    const state = `{"place":"body","more":[${filled('{"a":1},', 7 * 1024)}1]}`;
    encoding.writeVarUint(encoder, messageTypes.awareness);
    encoding.writeVarUint8Array(
      encoder,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, 256);
        for (let n = 0; n < 256; n++) {
          encoding.writeVarUint(inner, client + n);
          encoding.writeVarUint(inner, 1);
          encoding.writeVarString(inner, state);
        }
      })
    );
  });

/** Makes a text of one author in which another has typed a letter between each two; returns what each of them wrote. */
export function splitText(
  root: string,
  letters: number
): { readonly first: Uint8Array; readonly between: Uint8Array } {
  const doc = new Y.Doc();
  doc.clientID = 101;
  openText(doc, root).insert(0, 'a'.repeat(letters));
  const first = Y.encodeStateAsUpdate(doc);
  // Written by hand: in a document each insertion would look for its place.
  const between = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, letters - 1);
    encoding.writeVarUint(encoder, 102);
    encoding.writeVarUint(encoder, 0);
    for (let n = 0; n < letters - 1; n++) {
      encoding.writeUint8(encoder, 4 | 128 | 64);
      encoding.writeVarUint(encoder, 101);
      encoding.writeVarUint(encoder, n);
      encoding.writeVarUint(encoder, 101);
      encoding.writeVarUint(encoder, n + 1);
      encoding.writeVarString(encoder, 'b');
    }
    encoding.writeVarUint(encoder, 0);
  });
  return { first, between };
}

/**
 * Generates what a hostile client sends: honest frames of every type, changed at random in structure and in
 * bytes, and plain noise.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Chance } from '#base/chance.ts';
import { mutate } from '#kit/sessions-of-yjs.ts';
import { messageTypes, syncSteps } from '#wire/messages.ts';
import type { Frame } from './hostile-socket.ts';
import { tokenOf } from './oracle.ts';
import { editOnce } from './writing.ts';

const syncFrame = (step: number, payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, payload);
  });

const awarenessFrame = (payload: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.awareness);
    encoding.writeVarUint8Array(encoder, payload);
  });

/** Makes the initial text of a room, for updates to build on and point into. */
export function baseText(chance: Chance): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 7;
  for (let n = 0; n < 30; n++) editOnce(doc, chance, () => tokenOf('base', n));
  return Y.encodeStateAsUpdate(doc);
}

/** Makes honest updates on that base, each under a client id of its own. */
export function honestUpdates(base: Uint8Array, count: number, chance: Chance): Uint8Array[] {
  const known = Y.encodeStateVectorFromUpdate(base);
  return Array.from({ length: count }, (_, n) => {
    const doc = new Y.Doc();
    doc.clientID = 1000 + n;
    Y.applyUpdate(doc, base);
    for (let edits = 1 + Math.floor(chance() * 4); edits > 0; edits--)
      editOnce(doc, chance, () => tokenOf(`h${n}e`, edits));
    return Y.encodeStateAsUpdate(doc, known);
  });
}

const stateVector = (chance: Chance): Uint8Array =>
  encoding.encode((encoder) => {
    const clients = Math.floor(chance() * 4);
    encoding.writeVarUint(encoder, clients);
    for (let n = 0; n < clients; n++) {
      encoding.writeVarUint(encoder, 1000 + Math.floor(chance() * 100));
      encoding.writeVarUint(encoder, Math.floor(chance() * 1000));
    }
  });

const presence = (client: number, chance: Chance): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, Math.floor(chance() * 5));
    encoding.writeVarString(
      encoder,
      JSON.stringify({ cursor: { anchor: null, head: null }, place: 'body', user: { name: 'somebody else' } })
    );
  });

const noise = (chance: Chance, most: number): Uint8Array =>
  Uint8Array.from({ length: Math.floor(chance() * most) }, () => Math.floor(chance() * 256));

/** Makes one hostile frame out of what this person might honestly have sent. */
export function hostileFrame(honest: readonly Uint8Array[], chance: Chance): Frame {
  const update = honest[Math.floor(chance() * honest.length)] ?? new Uint8Array([0, 0]);
  const step = chance() < 0.5 ? syncSteps.update : syncSteps.step2;
  const choice = chance();
  if (choice < 0.6) return syncFrame(step, mutate(update, chance));
  if (choice < 0.75) {
    const whole = [
      syncFrame(step, update),
      awarenessFrame(presence(1000, chance)),
      syncFrame(syncSteps.step1, stateVector(chance)),
      Uint8Array.of(messageTypes.queryAwareness)
    ];
    return mutate(whole[Math.floor(chance() * whole.length)] ?? new Uint8Array(), chance);
  }
  if (choice < 0.83)
    return awarenessFrame(mutate(presence(1000 + Math.floor(chance() * 100), chance), chance));
  if (choice < 0.88) return syncFrame(syncSteps.step1, mutate(stateVector(chance), chance));
  if (choice < 0.92) return Uint8Array.from([Math.floor(chance() * 256), ...noise(chance, 20)]);
  if (choice < 0.96) return noise(chance, 60);
  return Buffer.from(noise(chance, 30)).toString('latin1');
}

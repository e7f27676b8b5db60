/** Connects as a new client: opens a room once, reads what the server holds, and leaves. */
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { messageTypes, syncSteps } from '#wire/messages.ts';

export interface Endpoint {
  readonly port: number;
  readonly origin: string;
  readonly host: string;
}

/** Rejects when the socket closes before the whole was there. */
export function readRoom(endpoint: Endpoint, room: string, cookie: string): Promise<Y.Doc> {
  const doc = new Y.Doc();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${endpoint.host}:${endpoint.port}/sync/${room}`, {
      headers: { origin: endpoint.origin, cookie },
      perMessageDeflate: false
    });
    socket.on('open', () => socket.send(new Uint8Array([messageTypes.sync, syncSteps.step1, 1, 0])));
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      if (decoding.readVarUint(decoder) !== messageTypes.sync) return;
      const step = decoding.readVarUint(decoder);
      if (step === syncSteps.step1) return;
      // An answer in several pieces comes as updates and ends with a step 2.
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
      if (step !== syncSteps.step2) return;
      socket.terminate();
      resolve(doc);
    });
    socket.on('error', reject);
    socket.on('close', (code, reason) =>
      reject(new Error(`${room} closed with ${code} ${reason.toString()} before it was read`))
    );
  });
}

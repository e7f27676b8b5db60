/** Shows how soon an edit is with the others, over each transport and on both databases (R238). */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { openStage, textIn, writing } from '#kit/open-room.ts';
import { RawSocket, RawStream } from '#kit/socket.ts';

const transports = [
  ['a socket', RawSocket],
  ['an event stream', RawStream]
] as const;

it.each(engines.flatMap((engine) => transports.map(([name, Transport]) => ({ engine, name, Transport }))))(
  'R238: edits reach a reader over $name within a second on $engine, each as it was written',
  async ({ engine, Transport }) => {
    const { endpoint, room, euCookie, cnCookie } = await openStage(engine);
    const writer = await RawSocket.join(endpoint, room, { cookie: euCookie });
    const reader = await Transport.join(endpoint, room, { cookie: cnCookie });
    const [written, read] = [new Y.Doc(), new Y.Doc()];
    const delays: number[] = [];
    for (let index = 0; index < 21; index++) {
      const begun = performance.now();
      writer.update(writing(written, `句${index}`));
      while (textIn(read) !== textIn(written)) Y.applyUpdate(read, (await reader.hear('update')).bytes);
      delays.push(performance.now() - begun);
    }
    // The middle one of 21: one pause of a busy machine is no slow connection.
    expect(delays.sort((a, b) => a - b)[10]).toBeLessThan(1000);
  }
);

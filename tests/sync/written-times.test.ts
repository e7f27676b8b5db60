/** Shows that a room stores when somebody wrote under a client id, once a minute, for "who wrote what". */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { testClock } from '#kit/app.ts';
import { openStage, section } from '#kit/open-room.ts';
import { ourQuery, RawSocket } from '#kit/socket.ts';
import { listWriters } from '#server/store/updates.ts';

it('a room notes the first minute in which words were written under a client id, and the last', async () => {
  const clock = testClock();
  const stage = await openStage('sqlite', { now: clock.now });
  const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }, ourQuery);
  const doc = new Y.Doc();
  doc.clientID = 77;
  const text = openPassage(doc, section, 'en');
  let writes = 0;
  const written = async (): Promise<unknown> => {
    const before = Y.encodeStateVector(doc);
    text.insert(text.length, 'x');
    author.update(Y.encodeStateAsUpdate(doc, before));
    writes += 1;
    await author.hear('committed', ({ committed }) => committed.writes === writes);
    return (await listWriters(stage.app.store.db, stage.documentId, 1)).get(77);
  };
  author.awareness([{ client: 77, clock: 1, state: {} }]);
  const opened = clock.now().getTime();
  const after = (seconds: number): string => new Date(opened + seconds * 1000).toISOString();
  const minute = 60_000 - (opened % 60_000);
  clock.advance(minute);
  const first = after(minute / 1000);
  const userId = stage.eu.id;
  expect(await written()).toEqual({ userId, first, last: first });
  clock.advance(20_000);
  expect(await written()).toEqual({ userId, first, last: first });
  clock.advance(45_000);
  expect(await written()).toEqual({ userId, first, last: after(minute / 1000 + 65) });
});

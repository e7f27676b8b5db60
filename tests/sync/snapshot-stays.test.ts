import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { textIn, openStage, writing } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';
import { readRoom } from '../reliability/reader.ts';

it('a snapshot stays as it is when one who has all of it asks what is missing', async () => {
  const stage = await openStage();
  const doc = new Y.Doc();
  const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
  for (let n = 0; n < 60; n++) author.update(writing(doc, `words ${n}; ${'x'.repeat(2_000)}`));
  await author.hear('committed', ({ committed }) => committed.writes === 60);
  author.socket.terminate();
  // The room is laid together, forgotten, and read again from the database.
  const rooms = async (): Promise<number | undefined> =>
    (await stage.app.logger.metrics.rooms.get()).values[0]?.value;
  await expect.poll(rooms, { timeout: 20_000 }).toBe(0);
  expect(await stage.app.store.db.selectFrom('documentUpdate').select('seq').execute()).toEqual([]);
  const knows = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
  knows.sendSyncStep1(Y.encodeStateVector(doc));
  await knows.hear('step2');
  const read = await readRoom({ ...stage.endpoint, host: '127.0.0.1' }, stage.room, stage.cnCookie);
  expect(textIn(read)).toBe(textIn(doc));
}, 180_000);

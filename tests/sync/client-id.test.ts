/**
 * C13: a client changes its id in the middle of its session, as Yjs does when it finds its own id used by
 * another client.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { quickEngines } from '#kit/databases.ts';
import { openStage, textOf, writing } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';

describe.each(quickEngines)('a client id that changes in mid-session on %s', (engine) => {
  it('is its author’s from then on, with the old one; both words stand, and nobody else may take either', async () => {
    const stage = await openStage(engine);
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const doc = new Y.Doc();
    doc.clientID = 11;
    author.update(writing(doc, 'before'));
    doc.clientID = 12;
    author.update(writing(doc, 'after'));
    const { committed } = await author.hear('committed', (heard) => heard.committed.writes === 2);
    expect(committed.clocks.get(12)).toBe(Y.getState(doc.store, 12));
    const owners = await stage.app.store.db
      .selectFrom('clientOwner')
      .select(['clientId', 'userId'])
      .orderBy('clientId')
      .execute();
    expect(owners.map(({ clientId, userId }) => [clientId, userId])).toEqual([
      [11, stage.eu.id],
      [12, stage.eu.id]
    ]);
    for (const client of [11, 12]) {
      const other = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
      const theirs = new Y.Doc();
      Y.applyUpdate(theirs, await other.whole());
      theirs.clientID = client;
      other.update(writing(theirs, 'taken'));
      expect(await other.end()).toMatchObject({ code: 4403 });
    }
    expect(textOf(await author.whole())).toBe('before|after');
  });
});

describe('presence under a client id that changes in mid-session', () => {
  it('leaves no ghost: the old id goes when its client says so, and all go with the socket', async () => {
    const stage = await openStage();
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const peer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const here = new Map<number, unknown>();
    const hearOf = async (client: number, isHere: boolean): Promise<void> => {
      while (here.has(client) !== isHere) {
        for (const [id, { state }] of (await peer.hear('awareness')).states)
          if (state === null) here.delete(id);
          else here.set(id, state);
      }
    };
    author.awareness([{ client: 11, clock: 1, state: { place: 'body' } }]);
    await hearOf(11, true);
    author.awareness([{ client: 12, clock: 1, state: { place: 'body' } }]);
    await hearOf(12, true);
    author.awareness([{ client: 11, clock: 2, state: null }]);
    await hearOf(11, false);
    expect([...here.keys()]).toEqual([12]);
    // One that never says it is over, as after a crash of its tab.
    author.awareness([{ client: 13, clock: 1, state: {} }]);
    await hearOf(13, true);
    author.socket.terminate();
    await hearOf(12, false);
    await hearOf(13, false);
    const later = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    await later.whole();
    expect(
      later.heard.filter((heard) => heard.kind === 'awareness').flatMap((heard) => [...heard.states.keys()])
    ).toEqual([]);
  });
});

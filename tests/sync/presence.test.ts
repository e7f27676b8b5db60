import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openStage, writing } from '#kit/open-room.ts';
import { cookieOf } from '#kit/people.ts';
import { RawSocket, stockProvider } from '#kit/socket.ts';

const stage2 = async () => {
  const stage = await openStage();
  const join = (cookie: string): Promise<RawSocket> => RawSocket.join(stage.endpoint, stage.room, { cookie });
  return { stage, join, eu: await join(stage.euCookie), cn: await join(stage.cnCookie) };
};

describe('presence', () => {
  it('shows each client as the person the server knows, whatever it says of itself (R237)', async () => {
    const { stage, eu, cn } = await stage2();
    eu.awareness([
      {
        client: 7,
        clock: 1,
        state: {
          user: { id: stage.cn.id, name: 'Li Ming', side: 1 },
          cursor: { anchor: 1 },
          place: 'smart-city-strategy',
          colour: 'red',
          __proto: 1
        }
      }
    ]);
    const shown = (await cn.hear('awareness')).states.get(7);
    expect(shown?.state).toEqual({
      user: {
        id: stage.eu.id,
        name: { en: 'Anna Weber', zh: '' },
        side: 0,
        sideCode: 'EU',
        role: 'expert',
        colour: expect.any(Number) as number
      },
      cursor: { anchor: 1 },
      place: 'smart-city-strategy'
    });
    // A client that joins later receives the same.
    const later = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect((await later.hear('awareness')).states.get(7)).toEqual(shown);
  });

  it('is sent to the one it comes from as well, so that somebody alone hears that the connection is alive', async () => {
    const stage = await openStage();
    const alone = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    alone.awareness([{ client: 7, clock: 1, state: {} }]);
    expect((await alone.hear('awareness')).states.get(7)?.clock).toBe(1);
    alone.awareness([{ client: 7, clock: 2, state: {} }]);
    expect((await alone.hear('awareness')).states.get(7)?.clock).toBe(2);
  });

  it('lets nobody move, take or end another’s', async () => {
    const { stage, join, eu, cn } = await stage2();
    eu.awareness([{ client: 7, clock: 5, state: { place: 'here' } }]);
    await cn.hear('awareness');
    await eu.hear('awareness');
    for (const [clock, state] of [
      [6, { place: 'moved' }],
      [6, null],
      [2 ** 31, { place: 'far ahead' }],
      [5, null]
    ] as const) {
      cn.awareness([{ client: 7, clock, state }]);
    }
    const doc = new Y.Doc();
    doc.clientID = 8;
    eu.update(writing(doc, 'under 8'));
    await eu.hear('committed');
    // A client id under which one user writes is refused for the presence of any other.
    cn.awareness([{ client: 8, clock: 1, state: {} }]);
    cn.awareness([{ client: 9, clock: 1, state: {} }]);
    const heard = await eu.hear('awareness', ({ states }) => states.has(9));
    expect([...heard.states.keys()]).toEqual([9]);
    expect(eu.heard.filter((one) => one.kind === 'awareness')).toEqual([]);
    const later = await join(stage.cnCookie);
    const everyone = (await later.hear('awareness')).states;
    expect([...everyone.keys()].sort()).toEqual([7, 9]);
    expect(everyone.get(7)?.state).toMatchObject({ place: 'here', user: { id: stage.eu.id } });
  });

  it.each([
    ['a clock of 2^53-1', [{ client: 7, clock: 2 ** 53 - 1, state: {} }]],
    ['a client id of 2^32', [{ client: 2 ** 32, clock: 1, state: {} }]],
    ['a state of 1 MB', [{ client: 7, clock: 1, state: { cursor: 'x'.repeat(1_000_000) } }]],
    [
      'a state 8,000 deep',
      [{ client: 7, clock: 1, state: `{"cursor":${'['.repeat(8000)}${']'.repeat(8000)}}` }]
    ],
    ['a state that is no object', [{ client: 7, clock: 1, state: [1] }]],
    ['a state that is no JSON', [{ client: 7, clock: 1, state: '{"cursor":' }]],
    ['a prototype key', [{ client: 7, clock: 1, state: '{"cursor":{"__proto__":{"x":1}}}' }]],
    [
      'a thousand states',
      Array.from({ length: 1000 }, (_, client) => ({ client: client + 1, clock: 1, state: {} }))
    ]
  ])('refuses %s with 4400, and later joins work', async (_, entries) => {
    const { stage, join, eu, cn } = await stage2();
    eu.awareness(entries);
    expect(await eu.end()).toMatchObject({ code: 4400 });
    const later = await join(stage.euCookie);
    later.awareness([{ client: 9, clock: 1, state: {} }]);
    expect([...(await cn.hear('awareness')).states.keys()]).toEqual([9]);
  });

  it('of more than 1 KB is refused with 4400; what others are never shown of it does not count', async () => {
    const { eu, cn } = await stage2();
    eu.awareness([{ client: 7, clock: 1, state: { user: { photo: 'x'.repeat(4_000) }, place: 'here' } }]);
    expect((await cn.hear('awareness')).states.get(7)?.state).toMatchObject({ place: 'here' });
    eu.awareness([{ client: 7, clock: 2, state: { cursor: 'x'.repeat(1_100) } }]);
    expect(await eu.end()).toMatchObject({ code: 4400 });
  });

  it('that comes too fast is thinned out, and its newest state is shown', async () => {
    const { eu, cn } = await stage2();
    for (let clock = 1; clock <= 200; clock++)
      eu.awareness([{ client: 7, clock, state: { cursor: 'x'.repeat(900), place: `${clock}` } }]);
    const placeOf = (states: ReadonlyMap<number, { state: Record<string, unknown> | null }>): unknown =>
      states.get(7)?.state?.['place'];
    let shown = 0;
    for (let place: unknown; place !== '200'; shown++) place = placeOf((await cn.hear('awareness')).states);
    expect(shown).toBeLessThan(25);
  });

  it('of an honest typist, a caret with each key, is shown as it comes', async () => {
    const { eu, cn } = await stage2();
    const caret = { type: { client: 7, clock: 3 }, tname: null, item: { client: 7, clock: 4 }, assoc: 0 };
    for (let clock = 1; clock <= 40; clock++) {
      eu.awareness([
        { client: 7, clock, state: { cursor: { anchor: caret, head: caret }, place: `${clock}` } }
      ]);
      await cn.hear('awareness', ({ states }) => states.get(7)?.state?.['place'] === `${clock}`);
    }
  });

  it('is of a few clients for each socket, however many it claims', async () => {
    const { stage, join, eu } = await stage2();
    for (let client = 1; client <= 50; client++) eu.awareness([{ client, clock: 1, state: {} }]);
    for (let heard = 0; heard < 4;) heard += (await eu.hear('awareness')).states.size;
    for (let client = 51; client <= 60; client++) eu.awareness([{ client, clock: 1, state: {} }]);
    await eu.whole();
    const later = await join(stage.cnCookie);
    expect((await later.hear('awareness')).states.size).toBe(4);
  });

  it('ends with the socket, and comes back with the same client', async () => {
    const { stage, join, eu, cn } = await stage2();
    eu.awareness([{ client: 7, clock: 3, state: {} }]);
    const first = (await cn.hear('awareness')).states.get(7);
    eu.socket.terminate();
    const gone = (await cn.hear('awareness')).states.get(7);
    expect(gone?.state).toBe(null);
    expect(gone?.clock).toBeGreaterThan(first?.clock ?? Infinity);
    // An echo from a slow client does not restore the presence.
    cn.awareness([{ client: 7, clock: 3, state: {} }]);
    const back = await join(stage.euCookie);
    back.awareness([{ client: 7, clock: 3, state: {} }]);
    const again = (await cn.hear('awareness')).states.get(7);
    expect(again?.state).toMatchObject({ user: { id: stage.eu.id } });
    expect(again?.clock).toBeGreaterThan(gone?.clock ?? Infinity);
    back.awareness([{ client: 7, clock: 4, state: null }]);
    expect((await cn.hear('awareness')).states.get(7)?.state).toBe(null);
    back.awareness([{ client: 7, clock: 5, state: { place: 'again' } }]);
    expect((await cn.hear('awareness')).states.get(7)?.state).toMatchObject({ place: 'again' });
  });

  it('of stock clients that echo what they hear stays each one’s own, also over two tabs of one person', async () => {
    const stage = await openStage();
    const cookies = [stage.euCookie, await cookieOf(stage.app, stage.eu), stage.cnCookie];
    const docs = cookies.map(() => new Y.Doc());
    const providers = cookies.map((cookie, index) =>
      stockProvider(stage.endpoint, stage.room, docs[index] ?? new Y.Doc(), { cookie })
    );
    const ids = docs.map((doc) => doc.clientID);
    const persons = [stage.eu.id, stage.eu.id, stage.cn.id];
    const sees = (round: number): Promise<unknown> =>
      Promise.all(
        providers.map(
          ({ awareness }) =>
            new Promise<void>((resolve) => {
              const look = (): void => {
                const states = awareness.getStates();
                const all = ids.every(
                  (id) => id === awareness.clientID || states.get(id)?.['place'] === round
                );
                if (!all) return;
                awareness.off('change', look);
                resolve();
              };
              awareness.on('change', look);
              look();
            })
        )
      );
    for (let round = 0; round < 5; round++) {
      for (const { awareness } of providers) awareness.setLocalStateField('place', round);
      await sees(round);
    }
    for (const { awareness } of providers) {
      for (const [index, id] of ids.entries()) {
        if (id !== awareness.clientID)
          expect(awareness.getStates().get(id)?.['user']).toMatchObject({ id: persons[index] });
      }
    }
  });
});

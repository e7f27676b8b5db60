import { describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { quickEngines } from '#kit/databases.ts';
import { firstWriting, openStage, textOf, writing } from '#kit/open-room.ts';
import { bytesOf, closeAll, sendRaw, type SentPost } from '#kit/raw-posts.ts';
import { ourQuery, RawSocket, RawStream } from '#kit/socket.ts';

const query = ourQuery;

describe.each(quickEngines)('a room over an event stream and posts on %s', (engine) => {
  it('is the same room: what one writes the other reads, each is told what is saved, and all see who is here', async () => {
    const { endpoint, room, euCookie, cnCookie } = await openStage(engine);
    const bySocket = await RawSocket.join(endpoint, room, { cookie: cnCookie });
    const byStream = await RawStream.join(endpoint, room, { cookie: euCookie });
    expect((await byStream.hear('access')).access).toBe('write');
    const doc = new Y.Doc();
    byStream.update(writing(doc, '海淀'));
    expect((await byStream.hear('committed')).committed).toMatchObject({ generation: 1, writes: 1 });
    expect(textOf((await bySocket.hear('update')).bytes)).toContain('海淀');
    bySocket.update(firstWriting('answered'));
    expect(textOf((await byStream.hear('update')).bytes)).toContain('answered');
    expect(textOf(await byStream.whole())).toBe(textOf(await bySocket.whole()));
    byStream.awareness([{ client: doc.clientID, clock: 1, state: { cursor: null } }]);
    expect([...(await bySocket.hear('awareness')).states.keys()]).toEqual([doc.clientID]);
    byStream.leave();
    const left = await bySocket.hear('awareness', ({ states }) => states.get(doc.clientID)?.state === null);
    expect(left.states.size).toBe(1);
  });

  it('takes several messages of one POST request, in their order', async () => {
    const { endpoint, room, euCookie } = await openStage(engine);
    const stream = await RawStream.join(endpoint, room, { cookie: euCookie });
    const doc = new Y.Doc();
    const updates = Array.from({ length: 20 }, (_, n) => writing(doc, `line ${n};`));
    const status = await stream.post(
      encoding.encode((encoder) => {
        for (const update of updates) {
          encoding.writeVarUint8Array(
            encoder,
            encoding.encode((frame) => {
              encoding.writeVarUint(frame, 0);
              encoding.writeVarUint(frame, 2);
              encoding.writeVarUint8Array(frame, update);
            })
          );
        }
      })
    );
    expect(status).toBe(204);
    await stream.hear('committed', ({ committed }) => committed.writes === 20);
    const text = textOf(await stream.whole());
    for (let n = 0; n < 20; n++) expect(text).toContain(`line ${n};`);
  });
});

describe('a transport over HTTP', () => {
  it('is opened and written to after the handshake alone', async () => {
    const stage = await openStage();
    const { endpoint, room, euCookie } = stage;
    const stranger = await stage.addPerson({});
    const attemptUpgrade = (cookie: string | null, origin?: string | null, at = room): Promise<number> =>
      new RawStream(endpoint, at, { cookie, ...(origin === undefined ? {} : { origin }) }).open(query);
    expect(await attemptUpgrade(null)).toBe(401);
    expect(await attemptUpgrade(stranger.cookie)).toBe(404);
    expect(await attemptUpgrade(euCookie, 'https://elsewhere.example')).toBe(403);
    expect(await attemptUpgrade(euCookie, undefined, 'small-study.nowhere.findings@1')).toBe(404);
    expect(await attemptUpgrade(euCookie, undefined, '..%2f..%2fetc')).toBe(404);
    // A browser states no origin when it reads from its own site.
    expect(await attemptUpgrade(euCookie, null)).toBe(200);
  });

  it('belongs to the person who opened it', async () => {
    const { endpoint, room, euCookie, cnCookie } = await openStage();
    const mine = await RawStream.join(endpoint, room, { cookie: euCookie });
    const theirs = await RawStream.join(endpoint, room, { cookie: cnCookie });
    const update = encoding.encode((encoder) =>
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((frame) => {
          encoding.writeVarUint(frame, 0);
          encoding.writeVarUint(frame, 2);
          encoding.writeVarUint8Array(frame, firstWriting('in another’s name'));
        })
      )
    );
    expect(await theirs.post(update, mine.line)).toBe(410);
    expect(await theirs.post(update, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe(410);
    expect(textOf(await mine.whole())).toBe('');
  });

  it('of a reader takes no writing: it is denied, not stored and not shown', async () => {
    const stage = await openStage();
    const { endpoint, room, euCookie } = stage;
    const observer = await stage.addPerson({ role: 'observer' });
    const writer = await RawSocket.join(endpoint, room, { cookie: euCookie });
    const reader = await RawStream.join(endpoint, room, { cookie: observer.cookie });
    const before = await stage.stored();
    reader.update(firstWriting('smuggled'));
    expect((await reader.hear('denied')).reason).toBe('permission denied');
    expect(textOf(await writer.whole())).toBe('');
    expect(await stage.stored()).toBe(before);
  });

  it('ends with a code and a reason when what it sends is malformed, and with its session', async () => {
    const { endpoint, room, euCookie, cnCookie, cn, app } = await openStage();
    const careless = await RawStream.join(endpoint, room, { cookie: euCookie });
    careless.send(new Uint8Array([0, 2, 9, 9, 9]));
    expect(await careless.end()).toMatchObject({ code: 4400 });
    const broken = await RawStream.join(endpoint, room, { cookie: euCookie });
    await broken.post(new Uint8Array([200, 1]));
    expect(await broken.end()).toMatchObject({ code: 4400 });
    const leaving = await RawStream.join(endpoint, room, { cookie: cnCookie });
    const session = await app.sessions.read(cnCookie);
    if (session) await app.sessions.signOut(session.actor);
    expect(await leaving.end()).toMatchObject({ code: 4401 });
    expect(cn.id).toBe(session?.actor.userId);
    leaving.update(firstWriting('after the end'));
    expect([401, 410]).toContain(await leaving.posted);
  });

  it('moves on when its generation ends, and what comes later is kept next to it', async () => {
    const { endpoint, room, euCookie, app, documentId } = await openStage();
    const stream = await RawStream.join(endpoint, room, { cookie: euCookie });
    await app.documents.freeze(null, documentId);
    expect(await stream.end()).toMatchObject({ code: 4409 });
    const late = await RawStream.join(endpoint, room, { cookie: euCookie });
    late.update(firstWriting('too late'));
    await late.hear('late');
    expect(textOf(await late.whole())).toBe('');
  });

  it('refuses a POST request that is larger than any message', async () => {
    const { endpoint, room, euCookie } = await openStage();
    const stream = await RawStream.join(endpoint, room, { cookie: euCookie });
    expect(await stream.post(new Uint8Array(5 * 1024 * 1024))).toBe(413);
    stream.update(firstWriting('goes on'));
    await stream.hear('committed');
  });

  it('takes one POST request at a time', async () => {
    const { endpoint, room, euCookie } = await openStage();
    const stream = await RawStream.join(endpoint, room, { cookie: euCookie });
    const stalled = await sendRaw(endpoint, {
      path: `/sync-http/${room}?line=${stream.line}`,
      cookie: euCookie,
      length: 1_000,
      body: bytesOf(1),
      type: 'application/octet-stream'
    });
    // The stalled one has been taken once the server answers what came after it.
    while ((await stream.post(new Uint8Array())) !== 429);
    stalled.socket.destroy();
    while ((await stream.post(new Uint8Array())) !== 204);
  });

  it('takes no more bytes at once of one person than fit in two messages', async () => {
    const { endpoint, room, euCookie } = await openStage();
    const stalled: SentPost[] = [];
    for (let n = 0; n < 4; n += 1) {
      const stream = await RawStream.join(endpoint, room, { cookie: euCookie });
      stalled.push(
        await sendRaw(endpoint, {
          path: `/sync-http/${room}?line=${stream.line}`,
          cookie: euCookie,
          length: 4 * 1024 * 1024,
          body: bytesOf(1),
          type: 'application/octet-stream'
        })
      );
    }
    expect(await Promise.all(stalled.slice(2).map(({ status }) => status))).toEqual([429, 429]);
    closeAll(stalled);
  });
});

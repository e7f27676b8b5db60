import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignalBus } from '#server/events/signals.ts';
import { openRevoker, type RevocableSocket } from '#server/sync/handshake/revoke.ts';
import { openStage, writing } from '#kit/open-room.ts';
import { notesOf, writingNotes } from '#kit/passages.ts';
import { RawSocket } from '#kit/socket.ts';
import * as Y from 'yjs';

describe('the revoker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const socket = (userId: string, sessionId: string, documentId: string | null) => {
    const calls = { times: 0, pulses: 0 };
    const one: RevocableSocket = {
      userId,
      sessionId,
      documentId,
      studyId: 'a-study',
      recheckAccess: () => {
        calls.times++;
        return Promise.resolve();
      },
      checkPulse: () => {
        calls.pulses++;
      }
    };
    return { one, calls };
  };

  it('has every socket rechecked within its lease, though no signal ever comes', () => {
    const { one, calls } = socket('u', 's', 'd');
    const stop = openRevoker(createSignalBus(), () => [one]);
    vi.advanceTimersByTime(30_000);
    expect(calls).toEqual({ times: 1, pulses: 1 });
    stop();
    vi.advanceTimersByTime(60_000);
    expect(calls.times).toBe(1);
  });

  it('has those rechecked at once whom a signal concerns, and no others', () => {
    const signals = createSignalBus();
    const [one, other] = [socket('u1', 's1', 'd1'), socket('u2', 's2', null)];
    const stop = openRevoker(signals, () => [one.one, other.one]);
    signals.emit({ kind: 'rights-changed', userId: 'u1' });
    signals.emit({ kind: 'session-ended', sessionId: 's1' });
    signals.emit({ kind: 'document-moved', documentId: 'd1' });
    signals.emit({ kind: 'sessions-ended', userId: 'u2' });
    expect([one.calls.times, other.calls.times]).toEqual([3, 1]);
    stop();
  });
});

describe('a socket that is no use', () => {
  it('is closed with 4429 when it floods, and its neighbours go on', async () => {
    const stage = await openStage();
    const peer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const flood = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    for (let i = 0; i < 10_000; i++) flood.send(new Uint8Array([3]));
    expect(await flood.end()).toMatchObject({ code: 4429 });
    peer.update(writing(new Y.Doc(), 'still here'));
    await peer.hear('committed');
  });

  it('is closed with 4429 when it fetches a large document over and over', async () => {
    const stage = await openStage();
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    author.update(writingNotes(new Y.Doc(), 'x'.repeat(3_000_000)));
    await author.hear('committed');
    const greedy = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    let fetched = 0;
    while (
      await greedy.whole().then(
        () => true,
        () => false
      )
    )
      fetched++;
    expect(greedy.closed).toMatchObject({ code: 4429 });
    expect(fetched).toBeLessThan(25);
    expect((await author.whole()).length).toBeGreaterThan(3_000_000);
  });

  it('is let go when it does not read, and writers do not wait for it', async () => {
    let later = 0;
    const stage = await openStage('sqlite', {
      now: () => new Date(Date.now() + later),
      maxTextBytes: 32 * 1024 * 1024
    });
    const writer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const asleep = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    asleep.awareness([{ client: 6, clock: 1, state: {} }]);
    await writer.hear('awareness');
    asleep.socket.pause();
    const doc = new Y.Doc();
    const gone = writer.hear('awareness', ({ states }) => states.get(6)?.state === null);
    for (let i = 0; i < 20; i++) writer.update(writingNotes(doc, 'x'.repeat(1_000_000)));
    await writer.hear('committed', ({ committed }) => committed.writes === 20);
    later = 16_000;
    await gone;
    asleep.socket.resume();
    expect((await asleep.end()).code).not.toBe(1000);
  });

  it('gets what it missed when it reads again in time', async () => {
    const stage = await openStage('sqlite', { maxTextBytes: 32 * 1024 * 1024 });
    const writer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const slow = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    slow.socket.pause();
    const doc = new Y.Doc();
    for (let i = 0; i < 20; i++) writer.update(writingNotes(doc, 'x'.repeat(1_000_000)));
    await writer.hear('committed', ({ committed }) => committed.writes === 20);
    slow.socket.resume();
    const read = new Y.Doc();
    while (Y.getState(read.store, doc.clientID) < Y.getState(doc.store, doc.clientID))
      Y.applyUpdate(read, (await slow.hear('update')).bytes);
    expect(slow.closed).toBe(null);
    expect(notesOf(read)).toHaveLength(20_000_000);
  });
});

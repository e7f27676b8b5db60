/**
 * P09: an exception is thrown at an unexpected point. The room in which it happens closes; everything else
 * goes on.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { interposedLog } from '#kit/interposed-log.ts';
import { firstWriting, openStage, textOf, writing } from '#kit/open-room.ts';
import { ourQuery, RawSocket, RawStream } from '#kit/socket.ts';

const elsewhere = 'small-study.bristol.findings@1';

/** Makes a clock that throws once, for the first caller of this name. */
function clockThatThrows(): { readonly now: () => Date; throwIn(caller: string): void } {
  let caller: string | null = null;
  return {
    now: () => {
      if (caller === null || new Error().stack?.includes(caller) !== true) return new Date();
      caller = null;
      throw new Error('thrown for a test');
    },
    throwIn: (name) => (caller = name)
  };
}

describe('a throw', () => {
  it.each(['append', 'load'] as const)(
    'in the log’s %s of one room shows nobody anything half done, and other rooms go on',
    async (step) => {
      const between = interposedLog();
      const stage = await openStage('sqlite', { log: between.log });
      const [one, other] = [
        await RawSocket.join(stage.endpoint, elsewhere, { cookie: stage.euCookie }),
        await RawSocket.join(stage.endpoint, elsewhere, { cookie: stage.cnCookie })
      ];
      const doc = new Y.Doc();
      one.update(writing(doc, 'before'));
      await other.hear('update');
      let isBroken = true;
      // Not a promise that is rejected: a throw in the midst of the caller.
      const throwIn = (roomKey: { readonly documentId: string }): void => {
        if (isBroken && roomKey.documentId === stage.documentId) throw new Error('thrown for a test');
      };
      if (step === 'load') {
        between.instead.load = (roomKey) => {
          throwIn(roomKey);
          return between.own.load(roomKey);
        };
      } else {
        between.instead.append = (roomKey, batch) => {
          throwIn(roomKey);
          return between.own.append(roomKey, batch);
        };
      }
      const open = (cookie: string): RawSocket =>
        new RawSocket(stage.endpoint, `/sync/${stage.room}?${ourQuery}`, { cookie });
      const [author, reader] = [open(stage.euCookie), open(stage.cnCookie)];
      if (step === 'append') {
        await Promise.all([author.hear('step1'), reader.hear('step1')]);
        author.update(firstWriting('half'));
      }
      expect((await author.end()).code).toBe(1013);
      await reader.end();
      expect(
        [...author.heard, ...reader.heard].filter(({ kind }) => kind === 'update' || kind === 'committed')
      ).toEqual([]);
      one.update(writing(doc, 'after'));
      await other.hear('update');
      isBroken = false;
      const again = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
      expect(textOf(await again.whole())).toBe('');
      again.update(firstWriting('whole'));
      await again.hear('committed');
    }
  );

  it.each(['a write', 'presence', 'a question'] as const)(
    'of the clock while %s is taken closes the connection it came over, and nothing else',
    async (what) => {
      const clock = clockThatThrows();
      const stage = await openStage('sqlite', { now: clock.now });
      const doc = new Y.Doc();
      const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
      const otherSocket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
      const streaming = await RawStream.join(stage.endpoint, elsewhere, { cookie: stage.cnCookie });
      author.update(writing(doc, 'before'));
      await author.hear('committed');
      await otherSocket.hear('update');
      clock.throwIn('#onMessage');
      if (what === 'a write') author.update(writing(doc, 'meanwhile'));
      else if (what === 'presence') author.awareness([{ client: doc.clientID, clock: 1, state: {} }]);
      else author.sendSyncStep1();
      expect(await author.end()).toMatchObject({ code: 1013 });
      expect([otherSocket.closed, streaming.closed]).toEqual([null, null]);
      streaming.update(firstWriting('goes on'));
      await streaming.hear('committed');
      const again = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
      again.answer(Y.encodeStateAsUpdate(doc));
      await again.hear('committed');
      expect(textOf(await otherSocket.whole())).toBe(textOf(Y.encodeStateAsUpdate(doc)));
    }
  );

  it('in the regular look at every connection closes the one it met', async () => {
    const clock = clockThatThrows();
    const stage = await openStage('sqlite', { now: clock.now });
    const [one, other] = [
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }),
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie })
    ];
    clock.throwIn('checkSlowReader');
    expect(await Promise.race([one.end(), other.end()])).toMatchObject({ code: 1013 });
    const lives = one.closed ? other : one;
    expect(lives.closed).toBe(null);
    lives.update(firstWriting('goes on'));
    await lives.hear('committed');
  });
});

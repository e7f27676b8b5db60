/** Storms of people: many who come for a line each, and one who brings a week of work along. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { interposedLog } from '#kit/interposed-log.ts';
import { firstWriting, openStage, textOf } from '#kit/open-room.ts';
import { chanceOf } from '#base/chance.ts';
import { RawSocket } from '#kit/socket.ts';
import { tokensIn, tokenOf, plainTextOf } from './oracle.ts';

/** Describes people who come, write one line and leave, `cycles` times. */
export function describeLines(cycles: number): void {
  describe('people who come, write one line and leave', () => {
    it(`${cycles} times, several at once, over a log that is slow by chance: every line is there`, async () => {
      const between = interposedLog();
      const stage = await openStage('sqlite', { log: between.log });
      const chance = chanceOf(4);
      const turns = async (most: number): Promise<void> => {
        for (let left = Math.floor(chance() * most); left > 0; left--)
          await new Promise((resolve) => setImmediate(resolve));
      };
      between.instead.append = async (roomKey, batch) => {
        await turns(40);
        return between.own.append(roomKey, batch);
      };
      between.instead.load = async (roomKey) => {
        await turns(40);
        return between.own.load(roomKey);
      };
      const people = await Promise.all(
        Array.from({ length: 12 }, () => stage.addPerson({ role: 'expert', side: 'eu' }))
      );
      const line = async (n: number): Promise<void> => {
        const socket = await RawSocket.join(stage.endpoint, stage.room, {
          cookie: people[n % people.length]?.cookie ?? null
        });
        socket.update(firstWriting(tokenOf('line', n), 1_000_000 + n));
        socket.socket.close();
        await socket.end();
      };
      for (let n = 0; n < cycles;) {
        const together = Math.min(cycles - n, 1 + Math.floor(chance() * 4));
        await Promise.all(Array.from({ length: together }, (_, k) => line(n + k)));
        n += together;
      }
      await stage.app.sync.settled();
      const text = textOf((await stage.app.documents.contentOf(stage.documentId)) ?? new Uint8Array());
      const there = tokensIn(text);
      expect(
        Array.from({ length: cycles }, (_, n) => tokenOf('line', n)).filter((token) => !there.includes(token))
      ).toEqual([]);
      expect(there).toHaveLength(cycles);
    }, 180_000);
  });
}

/** Describes somebody who comes back after a week offline with `edits` edits. */
export function describeReturn(edits: number): void {
  describe('one who comes back after a week offline', () => {
    it(`with ${edits} edits finds them merged with what the others wrote, each once`, async () => {
      const stage = await openStage();
      const away = new Y.Doc();
      // In both languages: a passage holds 5,000 blocks.
      for (let n = 0; n < edits; n++)
        Y.applyUpdate(away, firstWriting(tokenOf('away', n), 2_000_000 + n, n % 2 === 0 ? 'en' : 'zh'));
      const here = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
      for (let n = 0; n < 500; n++) here.update(firstWriting(tokenOf('here', n), 3_000_000 + n));
      await here.hear('committed', ({ committed }) => committed.writes === 500);
      const back = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
      back.answer(Y.encodeStateAsUpdate(away));
      await back.hear('committed', ({ committed }) => committed.writes === 1);
      const whole = new Y.Doc();
      Y.applyUpdate(whole, await here.whole());
      const tokens = tokensIn(plainTextOf(whole));
      expect(tokens).toHaveLength(edits + 500);
      expect(new Set(tokens).size).toBe(edits + 500);
      expect(whole.store.pendingStructs).toBe(null);
    }, 180_000);
  });
}

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Engine } from '#kit/databases.ts';
import { section, writing } from '#kit/open-room.ts';
import { testConfig } from '#kit/house.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { startHouse } from '#kit/processes.ts';
import { RawSocket, type Door } from '#kit/socket.ts';
import { chanceFrom } from '#kit/sessions-of-yjs.ts';
import { buildHouse } from '#server/house.ts';

const room = 'small-study.haidian.findings@1';

/** Someone who types one numbered word after another, and remembers what was acknowledged and what they saw of the other. */
class Typist {
  readonly doc = new Y.Doc();
  readonly typed: string[] = [];
  readonly seen = new Set<string>();
  readonly name: string;
  readonly cookie: string;
  acknowledged = 0;
  #socket: RawSocket | null = null;
  #before = 0;

  constructor(name: string, cookie: string) {
    this.name = name;
    this.cookie = cookie;
  }

  async join(door: Door): Promise<void> {
    this.#socket = await RawSocket.join(door, room, { cookie: this.cookie });
    Y.applyUpdate(this.doc, await this.#socket.whole());
    this.#socket.answer(Y.encodeStateAsUpdate(this.doc));
    await this.#socket.hear('committed');
    // The answer held everything typed so far; from here each word is one write more.
    this.#before = this.typed.length;
    this.acknowledged = this.typed.length;
    this.#socket.socket.on('message', () => this.#listen());
  }

  type(): void {
    const word = `${this.name}-${this.typed.length};`;
    this.typed.push(word);
    this.#socket?.update(writing(this.doc, word));
  }

  /** What came in until the line broke counts as well. */
  async lost(): Promise<void> {
    await this.#socket?.end();
    this.#listen();
  }

  #listen(): void {
    for (const one of this.#socket?.heard.splice(0) ?? []) {
      if (one.type === 'committed') this.acknowledged = Math.max(this.acknowledged, this.#before + one.committed.writes - 1);
      if (one.type === 'update') {
        Y.applyUpdate(this.doc, one.bytes, 'server');
        for (const word of Buffer.from(one.bytes).toString('latin1').match(/\w+-\d+;/g) ?? []) this.seen.add(word);
      }
    }
  }
}

const runs: [Engine, number][] = [['sqlite', 20], ['postgres', 3]];

describe.each(runs)('a house on %s that is killed while two people type, %i times', (engine, times) => {
  it('comes back with everything that was acknowledged or that the other had seen', async () => {
    const config = await testConfig(engine);
    const house = await buildHouse(config);
    const study = await makeStudy(house);
    const typists = [
      new Typist('eu', await cookieOf(house, await makePerson(house, { role: 'expert', study, side: 'eu' }))),
      new Typist('cn', await cookieOf(house, await makePerson(house, { role: 'expert', study, side: 'cn' })))
    ];
    await house.close();
    const chance = chanceFrom(20);
    let running = await startHouse(config);
    for (let run = 0; run < times; run++) {
      for (const typist of typists) await typist.join(running.door);
      const atOnce = 5 + Math.floor(chance() * 40);
      for (let i = 0; i < atOnce; i++) for (const typist of typists) typist.type();
      // Somewhere in the middle of the burst, with writes acknowledged, in the transaction and on the wire.
      const seen = typists.map((typist) => typist.seen.size);
      await waitUntil(() => typists.some((typist, index) => typist.seen.size - (seen[index] ?? 0) >= 1 + Math.floor(chance() * atOnce * 0.7)));
      await running.end('SIGKILL');
      for (const typist of typists) await typist.lost();

      running = await startHouse(config);
      const reader = await RawSocket.join(running.door, room, { cookie: typists[0]?.cookie ?? null });
      const whole = new Y.Doc();
      Y.applyUpdate(whole, await reader.whole());
      expect(whole.store.pendingStructs).toBe(null);
      const text = whole.getXmlFragment(`${section}.zh`).toJSON();
      for (const typist of typists) {
        const known = typist.typed.slice(0, typist.acknowledged);
        expect(known.filter((word) => !text.includes(word)), `run ${run}: acknowledged to ${typist.name}`).toEqual([]);
        expect([...typist.seen].filter((word) => !text.includes(word)), `run ${run}: seen by ${typist.name}`).toEqual([]);
      }
      reader.socket.terminate();
    }
    for (const typist of typists) await typist.join(running.door);
    const last = await RawSocket.join(running.door, room, { cookie: typists[0]?.cookie ?? null });
    const end = new Y.Doc();
    Y.applyUpdate(end, await last.whole());
    const text = end.getXmlFragment(`${section}.zh`).toJSON();
    for (const typist of typists) {
      for (const word of typist.typed) expect(text.split(word)).toHaveLength(2);
      expect(typist.seen.size).toBeGreaterThan(0);
    }
    expect(await running.end('SIGTERM')).toBe('');
  }, 180_000);
});

describe('a house that is asked to stop while two people type', () => {
  it('commits what has arrived, sends its clients away for a restart, and loses nothing it told', async () => {
    const config = await testConfig();
    const house = await buildHouse(config);
    const study = await makeStudy(house);
    const cookie = await cookieOf(house, await makePerson(house, { role: 'expert', study, side: 'eu' }));
    await house.close();
    const running = await startHouse(config);
    const typist = new Typist('eu', cookie);
    const peer = await RawSocket.join(running.door, room, { cookie });
    await typist.join(running.door);
    for (let i = 0; i < 100; i++) typist.type();
    await peer.hear('update');
    const ended = running.end('SIGTERM');
    expect((await peer.end()).code).toBe(1012);
    await typist.lost();
    expect(await ended).toBe('');
    const again = await startHouse(config);
    const reader = await RawSocket.join(again.door, room, { cookie });
    const whole = new Y.Doc();
    Y.applyUpdate(whole, await reader.whole());
    const text = whole.getXmlFragment(`${section}.zh`).toJSON();
    expect(typist.typed.slice(0, typist.acknowledged).filter((word) => !text.includes(word))).toEqual([]);
    expect(typist.acknowledged).toBeGreaterThan(0);
  });
});

/** Looks again after every turn of the event loop: what it waits for is brought by sockets. */
async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** A gentle end under load; the sudden ones are in tests/reliability/kill.test.ts. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { section, writing } from '#kit/open-room.ts';
import { testConfig } from '#kit/house.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { startHouse } from '#kit/processes.ts';
import { RawSocket, type Door } from '#kit/socket.ts';
import { buildHouse } from '#server/house.ts';

const room = 'small-study.haidian.findings@1';

/** Someone who types one numbered word after another, and remembers what was acknowledged. */
class Typist {
  readonly doc = new Y.Doc();
  readonly typed: string[] = [];
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
      if (one.type === 'committed')
        this.acknowledged = Math.max(this.acknowledged, this.#before + one.committed.writes - 1);
      if (one.type === 'update') Y.applyUpdate(this.doc, one.bytes, 'server');
    }
  }
}

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

/** Tests a gentle end under load; the abrupt ones are in tests/reliability/kill.test.ts. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { textIn, writing } from '#kit/open-room.ts';
import { testConfig } from '#kit/app.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { startAppProcess } from '#kit/processes.ts';
import { RawSocket, type Endpoint } from '#kit/socket.ts';
import { createApp } from '#server/app.ts';

const room = 'small-study.haidian.findings@1';

/** Simulates a client that types one numbered word after another, and records what was acknowledged. */
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

  async join(endpoint: Endpoint): Promise<void> {
    this.#socket = await RawSocket.join(endpoint, room, { cookie: this.cookie });
    Y.applyUpdate(this.doc, await this.#socket.whole());
    this.#socket.answer(Y.encodeStateAsUpdate(this.doc));
    await this.#socket.hear('committed');
    // The answer held everything typed so far; from here each word is one write more.
    this.#before = this.typed.length;
    this.acknowledged = this.typed.length;
    this.#socket.socket.on('message', () => this.#listen());
  }

  typeWord(): void {
    const word = `${this.name}-${this.typed.length};`;
    this.typed.push(word);
    this.#socket?.update(writing(this.doc, word));
  }

  /** Waits for the close and processes what came in before the connection broke. */
  async lost(): Promise<void> {
    await this.#socket?.end();
    this.#listen();
  }

  #listen(): void {
    for (const one of this.#socket?.heard.splice(0) ?? []) {
      if (one.kind === 'committed')
        this.acknowledged = Math.max(this.acknowledged, this.#before + one.committed.writes - 1);
      if (one.kind === 'update') Y.applyUpdate(this.doc, one.bytes, 'server');
    }
  }
}

describe('an app that is asked to stop while two people type', () => {
  it('commits what has arrived, sends its clients away for a restart, and loses nothing it told', async () => {
    const config = await testConfig();
    const app = await createApp(config);
    const study = await makeStudy(app);
    const cookie = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    await app.close();
    const running = await startAppProcess(config);
    const typist = new Typist('eu', cookie);
    const peer = await RawSocket.join(running.endpoint, room, { cookie });
    await typist.join(running.endpoint);
    for (let i = 0; i < 100; i++) typist.typeWord();
    await peer.hear('update');
    const ended = running.end('SIGTERM');
    expect((await peer.end()).code).toBe(1012);
    await typist.lost();
    expect(await ended).toBe('');
    const again = await startAppProcess(config);
    const reader = await RawSocket.join(again.endpoint, room, { cookie });
    const whole = new Y.Doc();
    Y.applyUpdate(whole, await reader.whole());
    const text = textIn(whole);
    expect(typist.typed.slice(0, typist.acknowledged).filter((word) => !text.includes(word))).toEqual([]);
    expect(typist.acknowledged).toBeGreaterThan(0);
  });
});

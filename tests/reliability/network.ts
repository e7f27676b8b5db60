/**
 * Runs one seed: a few people in one room of a real app, on a network that loses, repeats, delays and
 * reorders across connections, partitions them, and loses the server in between. Then the faults end, and all
 * must come to the same text (oracle.ts). The seed fixes what is done in which order; what the kernel does
 * meanwhile it cannot fix, so a failing seed is run again a few times.
 */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { TestClock } from '#kit/clock.ts';
import { chanceOf, type Chance } from '#base/chance.ts';
import { syncSteps, messageTypes } from '#wire/messages.ts';
import { readRoom } from './reader.ts';
import type { Link } from './link.ts';
import { equalDocs, Oracle, tokenOf, tokensIn, plainTextOf } from './oracle.ts';
import type { Room } from './fixture.ts';
import { Tab } from './tab.ts';
import type { Node } from './world.ts';
import { editOnce } from './writing.ts';

export interface World {
  /** One node, or several over one database. */
  readonly nodes: readonly Node[];
  readonly writers: readonly string[];
  readonly makeRoom: () => Promise<Room>;
}

export interface Outcome {
  readonly seed: number;
  /** Sentences of what went wrong; none when all is well. */
  readonly faults: readonly string[];
  readonly edits: number;
  readonly connections: number;
  readonly restarts: number;
}

const mostSteps = 160;
/** Turns without a pause, then looks a millisecond apart: the disk may be what all wait for. */
const eagerTurns = 30;
/** Real time that the end may take; it takes a few milliseconds. */
const patienceMilliseconds = 20_000;

export async function runSeed(world: World, seed: number): Promise<Outcome> {
  const run = new Run(world, seed, await world.makeRoom());
  try {
    return await run.toItsEnd();
  } finally {
    run.close();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Run {
  readonly #world: World;
  readonly #seed: number;
  readonly #room: Room;
  readonly #chance: Chance;
  readonly #clock = new TestClock();
  readonly #oracle = new Oracle();
  readonly #links: Link[] = [];
  readonly #parrots: WebSocket[] = [];
  /** Sockets whose messages the server has not processed completely. */
  readonly #talking = new Set<WebSocket>();
  #tabs: Tab[] = [];
  #names = 0;
  #edits = 0;
  #restarts = 0;

  constructor(world: World, seed: number, room: Room) {
    this.#world = world;
    this.#seed = seed;
    this.#room = room;
    this.#chance = chanceOf(seed);
  }

  async toItsEnd(): Promise<Outcome> {
    const people = 2 + this.#below(3);
    for (let n = 0; n < people; n++)
      this.#addTab(this.#world.writers[(this.#seed * 5 + n) % this.#world.writers.length] ?? '');
    const steps = mostSteps / 2 + this.#below(mostSteps / 2);
    for (let step = 0; step < steps; step++) {
      await this.#step();
      await turn();
    }
    const faults = await this.#settle();
    if (faults.length === 0) faults.push(...(await this.#check()));
    return {
      seed: this.#seed,
      faults,
      edits: this.#edits,
      connections: this.#links.length,
      restarts: this.#restarts
    };
  }

  close(): void {
    for (const tab of this.#tabs) tab.close();
    for (const link of this.#links) link.end();
    for (const parrot of this.#parrots) parrot.terminate();
  }

  #below(limit: number): number {
    return Math.floor(this.#chance() * limit);
  }

  #one<T>(from: readonly T[]): T | undefined {
    return from[this.#below(from.length)];
  }

  #addTab(cookie: string): void {
    this.#tabs.push(
      new Tab({
        name: `p${(this.#names += 1)}`,
        room: this.#room.name,
        cookie,
        clock: this.#clock,
        chance: this.#chance,
        origin: this.#world.nodes[0]?.app.config.origin ?? '',
        port: () => this.#one(this.#world.nodes)?.port ?? 0,
        onLink: (link) => this.#links.push(link)
      })
    );
  }

  async #step(): Promise<void> {
    const tab = this.#one(this.#tabs);
    const link = tab?.link;
    if (!tab || !link) return;
    const choice = this.#chance();
    if (choice < 0.35) this.#edit(tab);
    else if (choice < 0.8) this.#carry();
    else if (choice < 0.85) link.cut(this.#chance() < 0.5 ? 'lost' : 'late');
    else if (choice < 0.87) link.fallSilent();
    else if (choice < 0.93) this.#clock.advance(this.#below(this.#chance() < 0.3 ? 40_000 : 1_500));
    else if (choice < 0.95) this.#repeat(tab);
    else if (choice < 0.96) this.#part();
    else if (choice < 0.975) this.#die(tab);
    else if (choice < 0.98 && this.#restarts < 2) await this.#restart();
    else for (let left = this.#below(5); left > 0; left--) await turn();
  }

  #edit(tab: Tab): void {
    this.#edits += 1;
    const { deleted } = editOnce(tab.doc, this.#chance, () => {
      const token = tokenOf(tab.name, tab.written.length);
      tab.written.push(token);
      this.#oracle.sent.add(token);
      return token;
    });
    for (const token of deleted) {
      tab.removed.push(token);
      this.#oracle.deleted.add(token);
    }
  }

  /** Delivers some frames of some connections, including old ones. */
  #carry(): void {
    for (let left = 1 + this.#below(6); left > 0; left--) {
      const link = this.#one(this.#links.slice(-12));
      if (this.#chance() < 0.5) link?.handToServer();
      else link?.handToClient();
    }
  }

  /** Cuts some tabs off together; neither end notices at first. */
  #part(): void {
    for (const tab of this.#tabs) if (this.#chance() < 0.5) tab.link?.fallSilent();
  }

  /** Closes a tab with what it had not sent; its person opens another. */
  #die(tab: Tab): void {
    this.#account(tab);
    this.#tabs = this.#tabs.filter((one) => one !== tab);
    tab.close();
    if (this.#chance() < 0.5) tab.link?.end();
    this.#addTab(tab.cookie);
  }

  /** Records what a tab has shown as saved or received: it must hold for ever. */
  #account(tab: Tab): void {
    for (const token of tab.written.slice(0, tab.saved)) this.#oracle.acknowledged.add(token);
    for (const token of tab.removed.slice(0, tab.savedRemovals)) this.#oracle.gone.add(token);
    for (const token of tokensIn(plainTextOf(tab.doc)))
      if (!tab.written.includes(token)) this.#oracle.seen.add(token);
  }

  /** Sends everything of the same person once more over another connection, in pieces and in any order. */
  #repeat(tab: Tab): void {
    const parrot = new WebSocket(
      `ws://127.0.0.1:${this.#one(this.#world.nodes)?.port ?? 0}/sync/${this.#room.name}`,
      {
        headers: { origin: this.#world.nodes[0]?.app.config.origin ?? '', cookie: tab.cookie }
      }
    );
    const own = Y.encodeStateAsUpdate(tab.doc);
    const pieces = [own, own, Y.encodeStateAsUpdate(tab.doc, new Uint8Array([0]))];
    this.#parrots.push(parrot);
    this.#talking.add(parrot);
    parrot.on('error', () => undefined);
    parrot.on('close', () => this.#talking.delete(parrot));
    parrot.on('open', () => {
      for (const piece of pieces) parrot.send(syncFrame(syncSteps.update, piece));
      // Answered when all before it is dealt with.
      parrot.send(syncFrame(syncSteps.step1, new Uint8Array([0])));
    });
    parrot.on('message', (data: Buffer) => {
      if (data[0] !== messageTypes.sync) return;
      if (data[1] === syncSteps.step1) parrot.send(syncFrame(syncSteps.step2, own));
      if (data[1] === syncSteps.step2) this.#talking.delete(parrot);
    });
  }

  async #restart(): Promise<void> {
    this.#restarts += 1;
    await this.#one(this.#world.nodes)?.restart(this.#chance() < 0.5 ? 'gently' : 'abruptly');
  }

  /**
   * Ends the faults: dead connections are noticed and everything is delivered, until all hold the same and
   * show it as saved.
   */
  async #settle(): Promise<string[]> {
    const end = performance.now() + patienceMilliseconds;
    let turns = 0;
    // What a user who has left sent before may still be in flight: the others must receive it, too.
    while (!this.#isQuiet() || !(await this.#isStored())) {
      const stopped = this.#tabs.find((tab) => tab.provider.state.link === 'stopped');
      if (stopped) return [`${stopped.name} was sent away for good: ${stopped.provider.state.end ?? ''}`];
      if (performance.now() > end) return [`no agreement: ${this.#describe()}`];
      for (const link of this.#links) {
        while (link.holdsForServer && !link.isDead) link.handToServer();
        for (let left = 20; left > 0; left--) link.handToClient();
      }
      this.#clock.advance(100);
      await ((turns += 1) < eagerTurns ? turn() : new Promise((resolve) => setTimeout(resolve, 1)));
    }
    return [];
  }

  #isQuiet(): boolean {
    const [first, ...others] = this.#tabs;
    return (
      first !== undefined &&
      this.#talking.size === 0 &&
      this.#tabs.every((tab) => tab.isSaved && tab.link?.isDead === false && !tab.link.holdsFrames) &&
      !this.#links.some((link) => link.holdsForServer && !link.isDead) &&
      others.every((other) => equalDocs(first.doc, other.doc))
    );
  }

  async #isStored(): Promise<boolean> {
    const stored = new Y.Doc();
    Y.applyUpdate(
      stored,
      (await this.#world.nodes[0]?.app.documents.contentOf(this.#room.documentId)) ?? new Uint8Array([0, 0])
    );
    return this.#tabs.every(({ doc }) => equalDocs(doc, stored));
  }

  #describe(): string {
    return this.#tabs.map((tab) => `${tab.name} ${JSON.stringify(tab.provider.state)}`).join('; ');
  }

  async #check(): Promise<string[]> {
    const faults: string[] = [];
    for (const tab of this.#tabs) this.#account(tab);
    const [first] = this.#tabs;
    const text = first ? plainTextOf(first.doc) : '';
    faults.push(...this.#oracle.check(text));
    for (const tab of this.#tabs) {
      if (tab.provider.state.denied !== null)
        faults.push(`${tab.name} was denied: ${tab.provider.state.denied}`);
      const missing = tab.written.filter(
        (token) => !text.includes(token) && !this.#oracle.deleted.has(token)
      );
      if (missing.length > 0) faults.push(`${tab.name} wrote and does not find again: ${missing.join(' ')}`);
    }
    for (const node of this.#world.nodes) {
      const endpoint = { port: node.port, origin: node.app.config.origin, host: '127.0.0.1' };
      if (first && !(await this.#isReadAt(endpoint, first.doc)))
        faults.push('a newcomer reads another document');
      const reloaded = new Y.Doc();
      Y.applyUpdate(
        reloaded,
        (await node.app.documents.contentOf(this.#room.documentId)) ?? new Uint8Array([0, 0])
      );
      if (first && !equalDocs(first.doc, reloaded)) faults.push('the database holds another document');
      if (reloaded.store.pendingStructs !== null)
        faults.push('the database holds something that waits for more');
    }
    return faults;
  }

  /**
   * Checks that a new client reads the document there: at once at the node where it was saved; another node
   * may wait a moment for the cluster message.
   */
  async #isReadAt(endpoint: Parameters<typeof readRoom>[0], doc: Y.Doc): Promise<boolean> {
    const patience = this.#world.nodes.length > 1 ? 20_000 : 0;
    const end = performance.now() + patience;
    for (;;) {
      if (equalDocs(doc, await readRoom(endpoint, this.#room.name, this.#tabs[0]?.cookie ?? ''))) return true;
      if (performance.now() >= end) return false;
      // A client that connects without a pause is rate-limited.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function syncFrame(step: number, payload: Uint8Array): Uint8Array {
  const length: number[] = [];
  let left = payload.length;
  for (; left > 127; left = Math.floor(left / 128)) length.push((left & 127) | 128);
  return Buffer.concat([Buffer.from([messageTypes.sync, step, ...length, left]), payload]);
}

/** For a file or database of a run. */
export const newName = (): string => `r_${randomUUID().replaceAll('-', '')}`;

/**
 * Tests two whole nodes on one database: what people at different nodes see of one another, with the bus,
 * without it, and after failures.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { createLogger } from '#server/process/logger.ts';
import { loadBusSecret } from '#server/store/bus-secret.ts';
import { listHistory } from '#server/events/history.ts';
import { openFanout } from '#server/sync/cluster/open-fanout.ts';
import { textIn, writing } from '#kit/open-room.ts';
import type { AppProcess } from '#kit/processes.ts';
import { RawSocket, stockProvider } from '#kit/socket.ts';
import { proxyTo } from '#kit/tcp-proxy.ts';
import { isReady, missingAt, startNodes, type SharedNodes, type TwoNodes } from '#kit/two-nodes.ts';

const patient = { timeout: 20_000 };

let shared: SharedNodes;
beforeAll(async () => {
  shared = await startNodes();
});
afterAll(() => shared.end());

/** Simulates a user with a stock provider at one of the nodes, who types numbered words. */
class Typist {
  readonly name: string;
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  readonly words: string[] = [];

  constructor(nodes: TwoNodes, node: AppProcess, name: string, cookie: string) {
    this.name = name;
    this.provider = stockProvider(node.endpoint, nodes.room, this.doc, { cookie });
  }

  type(times = 1): void {
    for (let left = times; left > 0; left--) {
      const word = `${this.name}-${this.words.length};`;
      this.words.push(word);
      writing(this.doc, word);
    }
  }

  get text(): string {
    return textIn(this.doc);
  }

  sees(words: readonly string[]): boolean {
    const text = this.text;
    return words.every((word) => text.includes(word));
  }
}

/** Resolves when the documents hold the same and every word that was typed. Looks after each change of any of them. */
async function converged(...typists: readonly Typist[]): Promise<void> {
  const words = typists.flatMap((typist) => typist.words);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!typists.every((typist) => typist.sees(words))) return;
      for (const { doc } of typists) doc.off('update', look);
      resolve();
    };
    for (const { doc } of typists) doc.on('update', look);
    look();
  });
  const [first] = typists;
  for (const { text } of typists) expect(text).toBe(first?.text);
  for (const word of words) expect(first?.text.split(word)).toHaveLength(2);
}

async function openTypists(nodes: TwoNodes): Promise<[Typist, Typist]> {
  const eu = await nodes.addPerson({ role: 'expert', side: 'eu', name: 'Anna Weber' });
  const cn = await nodes.addPerson({ role: 'expert', side: 'cn', name: 'Li Ming' });
  const typists: [Typist, Typist] = [
    new Typist(nodes, nodes.a, 'eu', eu.cookie),
    new Typist(nodes, nodes.b, 'cn', cn.cookie)
  ];
  await Promise.all(typists.map(isSynced));
  return typists;
}

const isSynced = ({ provider }: Typist): Promise<void> =>
  provider.synced ? Promise.resolve() : new Promise((resolve) => provider.once('sync', () => resolve()));

/** Lists every update in the log, as text of its bytes. */
async function stored({ app, documentId }: TwoNodes): Promise<string[]> {
  const updates: string[] = [];
  for await (const { bytes } of listHistory(app.store.db, documentId, 1))
    updates.push(Buffer.from(bytes).toString('latin1'));
  return updates;
}

async function isStored(nodes: TwoNodes, words: readonly string[]): Promise<void> {
  await expect
    .poll(async () => {
      const log = (await stored(nodes)).join();
      return words.filter((word) => !log.includes(word));
    }, patient)
    .toEqual([]);
}

/** Checks that the log has each of the words in one update. */
async function isStoredOnce(nodes: TwoNodes, words: readonly string[]): Promise<void> {
  const log = await stored(nodes);
  for (const word of words)
    expect(
      log.filter((update) => update.includes(word)),
      word
    ).toHaveLength(1);
}

describe('two people at two nodes', () => {
  it('see each other’s words, each of which is stored once', async () => {
    const nodes = await shared.forTest();
    const [eu, cn] = await openTypists(nodes);
    for (let turn = 0; turn < 100; turn++) {
      eu.type(5);
      cn.type(5);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await converged(eu, cn);
    await isStored(nodes, [...eu.words, ...cn.words]);
    await isStoredOnce(nodes, [...eu.words, ...cn.words]);
  });

  it('see where the other is, and that the other has left', async () => {
    const nodes = await shared.forTest();
    const [eu, cn] = await openTypists(nodes);
    const names = ({ provider }: Typist) =>
      [...provider.awareness.getStates().values()]
        .map((state) => (state['user'] as { name?: { en: string } } | undefined)?.name?.en)
        .sort();
    eu.provider.awareness.setLocalStateField('cursor', { at: 1 });
    cn.provider.awareness.setLocalStateField('cursor', { at: 2 });
    await expect.poll(() => names(eu), patient).toContain('Li Ming');
    await expect.poll(() => names(cn), patient).toContain('Anna Weber');
    cn.provider.disconnect();
    await expect.poll(() => eu.provider.awareness.getStates().has(cn.doc.clientID), patient).toBe(false);
    cn.provider.connect();
    await expect.poll(() => names(eu), patient).toContain('Li Ming');
    await nodes.b.end('SIGKILL');
    await expect.poll(() => eu.provider.awareness.getStates().has(cn.doc.clientID), patient).toBe(false);
  });

  it('find everything that was seen before at a node that has just started', async () => {
    const nodes = await shared.forTest();
    const [eu, cn] = await openTypists(nodes);
    eu.type(200);
    cn.type(200);
    await converged(eu, cn);
    const newcomer = await nodes.startNode();
    const { cookie } = await nodes.addPerson({ role: 'expert', side: 'eu' });
    const joiner = await RawSocket.join(newcomer.endpoint, nodes.room, { cookie });
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await joiner.whole());
    expect(textIn(doc)).toBe(eu.text);
  });
});

describe('two nodes without Redis', () => {
  it('go on saving, say that they lack it, and come together when it is back', async () => {
    const nodes = await shared.forTest();
    const [eu, cn] = await openTypists(nodes);
    eu.type(20);
    cn.type(20);
    await converged(eu, cn);
    await nodes.redis.kill();
    for (const node of [nodes.a, nodes.b])
      await expect.poll(() => missingAt(node), patient).toEqual(['redis']);
    eu.type(50);
    cn.type(50);
    await isStored(nodes, [...eu.words, ...cn.words]);
    await nodes.redis.start();
    await Promise.all([nodes.a, nodes.b].map(isReady));
    await converged(eu, cn);
    eu.type();
    cn.type();
    await converged(eu, cn);
  }, 180_000);
});

/**
 * Uses a packet filter that drops the packets between a node and Redis: at either end nothing arrives, and no
 * error is reported.
 */
describe('two nodes that are parted while both reach the database', () => {
  it('save on either side, number nothing twice, and are one again soon after', async () => {
    const nodes = await shared.forTest();
    const filter = await proxyTo(nodes.redis.port);
    const parted = await nodes.startNode(`redis://127.0.0.1:${filter.port}`);
    await isReady(parted);
    const eu = new Typist(
      nodes,
      nodes.a,
      'eu',
      (await nodes.addPerson({ role: 'expert', side: 'eu' })).cookie
    );
    const cn = new Typist(
      nodes,
      parted,
      'cn',
      (await nodes.addPerson({ role: 'expert', side: 'cn' })).cookie
    );
    await Promise.all([eu, cn].map(isSynced));
    eu.type(20);
    cn.type(20);
    await converged(eu, cn);
    filter.setSilent(true);
    eu.type(50);
    cn.type(50);
    await isStored(nodes, [...eu.words, ...cn.words]);
    await expect.poll(() => missingAt(parted), patient).toEqual(['redis']);
    expect(await missingAt(nodes.a)).toEqual([]);
    // Both nodes go on appending to one log: the second to append reads first.
    eu.type(20);
    cn.type(20);
    await isStored(nodes, [...eu.words, ...cn.words]);
    filter.setSilent(false);
    await converged(eu, cn);
    await isReady(parted);
    eu.type();
    cn.type();
    await converged(eu, cn);
    await isStoredOnce(nodes, [...eu.words, ...cn.words]);
  }, 180_000);
});

describe('a node that starts while Redis takes five seconds for every answer', () => {
  it('serves its people meanwhile, and they see the others’ words', async () => {
    const nodes = await shared.forTest();
    const slow = await proxyTo(nodes.redis.port);
    slow.setDelay(5_000);
    const node = await nodes.startNode(`redis://127.0.0.1:${slow.port}`);
    const eu = new Typist(
      nodes,
      nodes.a,
      'eu',
      (await nodes.addPerson({ role: 'expert', side: 'eu' })).cookie
    );
    const cn = new Typist(nodes, node, 'cn', (await nodes.addPerson({ role: 'expert', side: 'cn' })).cookie);
    await Promise.all([eu, cn].map(isSynced));
    eu.type(10);
    cn.type(10);
    await isStored(nodes, [...eu.words, ...cn.words]);
    await converged(eu, cn);
  }, 180_000);
});

describe('two nodes whose database goes away under load', () => {
  it('show nobody what is not stored, and lose nothing', async () => {
    const nodes = await shared.forTest();
    const [eu, cn] = await openTypists(nodes);
    eu.type(20);
    cn.type(20);
    await converged(eu, cn);
    await nodes.cluster.halt();
    eu.type(50);
    cn.type(50);
    for (const node of [nodes.a, nodes.b])
      await expect.poll(() => missingAt(node), patient).toContain('database');
    expect(eu.sees(cn.words.slice(20, 21))).toBe(false);
    expect(cn.sees(eu.words.slice(20, 21))).toBe(false);
    await nodes.cluster.start();
    await Promise.all([nodes.a, nodes.b].map(isReady));
    await converged(eu, cn);
    await isStored(nodes, [...eu.words, ...cn.words]);
  }, 180_000);
});

/** Types a word now and then until stopped. */
function typingOn(typist: Typist): () => void {
  const timer = setInterval(() => typist.type(), 10);
  onTestFinished(() => clearInterval(timer));
  return () => clearInterval(timer);
}

describe('two nodes under load whose Redis dies, and then their database', () => {
  it('hear each other again by themselves each time, and lose nothing', async () => {
    const nodes = await shared.forTest();
    const typists = await openTypists(nodes);
    const stops = typists.map(typingOn);
    /** Waits until each has read a word that the other wrote from now on. */
    const hearEachOther = async (): Promise<void> => {
      const [eu, cn] = typists;
      const next = typists.map(({ name, words }) => `${name}-${words.length};`);
      await expect.poll(() => cn.sees(next.slice(0, 1)) && eu.sees(next.slice(1)), patient).toBe(true);
    };
    await hearEachOther();
    await nodes.redis.kill();
    for (const node of [nodes.a, nodes.b])
      await expect.poll(() => missingAt(node), patient).toContain('redis');
    await hearEachOther();
    await nodes.redis.start();
    await Promise.all([nodes.a, nodes.b].map(isReady));
    await hearEachOther();
    await nodes.cluster.halt();
    for (const node of [nodes.a, nodes.b])
      await expect.poll(() => missingAt(node), patient).toContain('database');
    await nodes.cluster.start();
    await Promise.all([nodes.a, nodes.b].map(isReady));
    await hearEachOther();
    for (const stop of stops) stop();
    await converged(...typists);
    const log = await stored(nodes);
    for (const word of typists.flatMap(({ words }) => words))
      expect(
        log.filter((update) => update.includes(word)),
        word
      ).toHaveLength(1);
  }, 180_000);
});

describe('a node that has died', () => {
  it('has what it committed last, and did not broadcast, shown by the others', async () => {
    const nodes = await shared.forTest();
    const [eu] = await openTypists(nodes);
    eu.type();
    await isStored(nodes, eu.words);
    const { db, appender } = nodes.app.store;
    const logger = createLogger({ level: 'silent', now: nodes.app.now });
    const dying = openFanout(nodes.redis.url, {
      nodeId: 'dying',
      secret: await loadBusSecret(db, randomBytes(32)),
      logger
    });
    onTestFinished(() => dying.close());
    await expect.poll(() => dying.isUp, patient).toBe(true);
    const { person } = await nodes.addPerson({ role: 'expert', side: 'cn' });
    const doc = new Y.Doc();
    const entry = {
      userId: person.id,
      at: nodes.app.now().toISOString(),
      bytes: writing(doc, 'told nobody')
    };
    const part = {
      documentId: nodes.documentId,
      generation: 1,
      after: 0,
      entries: [entry],
      newOwners: new Map([[doc.clientID, person.id]])
    };
    expect(await appender.append([part])).toMatchObject([{ kind: 'committed' }]);
    await dying.close();
    await expect.poll(() => eu.text, patient).toContain('told nobody');
  }, 180_000);
});

describe('a node that is stopped in its tracks and goes on', () => {
  it('has numbered nothing twice, and has what was written meanwhile', async () => {
    const nodes = await shared.forTest();
    const [eu, cn] = await openTypists(nodes);
    eu.type(20);
    cn.type(20);
    await converged(eu, cn);
    nodes.a.pause();
    eu.type(50);
    cn.type(50);
    await isStored(nodes, cn.words);
    nodes.a.goOn();
    await converged(eu, cn);
    await isStored(nodes, eu.words);
    await isStoredOnce(nodes, [...eu.words, ...cn.words]);
  }, 180_000);
});

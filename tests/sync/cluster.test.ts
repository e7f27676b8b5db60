/**
 * Tests the cluster messages that nodes exchange over a real Redis, and the nodes' state when it dies, hangs,
 * is slow, is full or delivers forged messages.
 */
import { createClient } from '@redis/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSignalBus, type Signal } from '#server/events/signals.ts';
import { createLogger } from '#server/process/logger.ts';
import type { Fanout, ReceivedClusterMessage, ClusterMessage } from '#server/sync/cluster/fanout.ts';
import { openFanout } from '#server/sync/cluster/open-fanout.ts';
import { streamOf } from '#server/sync/cluster/redis-stream.ts';
import { OtherNodes } from '#server/sync/cluster/other-nodes.ts';
import { Outbox } from '#server/sync/cluster/outbox.ts';
import { relaySignals } from '#server/sync/cluster/relay-signals.ts';
import { startRedis, type RedisServer } from '#kit/redis.ts';
import { proxyTo } from '#kit/tcp-proxy.ts';

const secret = new Uint8Array(32).fill(7);
const roomKey = { documentId: 'a-document', generation: 2 };
const committed = (firstSeq: number, bytes = new Uint8Array([firstSeq % 256])): ClusterMessage => ({
  kind: 'committed',
  roomKey,
  firstSeq,
  updates: [bytes],
  owners: new Map()
});

interface Node {
  readonly fanout: Fanout;
  readonly heard: { readonly message: ReceivedClusterMessage; readonly node: string }[];
  readonly changes: boolean[];
  /** Messages of the logger. */
  readonly lines: string[];
  metric(name: string): Promise<number>;
  /** Resolves when the condition holds, now or after a message has arrived or a state has changed. */
  until(holds: () => boolean): Promise<void>;
}

function openNode(url: string, nodeId: string, ownSecret = secret): Node {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    now: () => new Date(),
    write: (line) => void lines.push(line)
  });
  const fanout = openFanout(url, { nodeId, secret: ownSecret, logger });
  onTestFinished(() => fanout.close());
  const heard: Node['heard'] = [];
  const changes: boolean[] = [];
  const waiters = new Set<() => void>();
  const wake = (): void => waiters.forEach((look) => look());
  fanout.listen((message, node) => {
    heard.push({ message, node });
    wake();
  });
  fanout.onChange((isUp) => {
    changes.push(isUp);
    wake();
  });
  return {
    fanout,
    heard,
    changes,
    lines,
    metric: async (name) => {
      const found = (await logger.metrics.registry.getMetricsAsJSON()).find((metric) => metric.name === name);
      return found?.values[0]?.value ?? NaN;
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          waiters.delete(look);
          resolve();
        };
        waiters.add(look);
        look();
      })
  };
}

const isUp = (node: Node): Promise<void> => node.until(() => node.fanout.isUp);
const isDown = (node: Node): Promise<void> => node.until(() => !node.fanout.isUp);
const seqsOf = (node: Node): number[] =>
  node.heard.flatMap(({ message }) => (message.kind === 'committed' ? [message.firstSeq] : []));

async function twoNodes(redis: RedisServer): Promise<[Node, Node]> {
  const nodes: [Node, Node] = [openNode(redis.url, 'a'), openNode(redis.url, 'b')];
  await Promise.all(nodes.map(isUp));
  return nodes;
}

async function clientOf(redis: RedisServer) {
  const client = createClient({ url: redis.url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.destroy());
  return client;
}

describe('two nodes on one Redis', () => {
  it('hear each other in order, and nothing of what they have told themselves', async () => {
    const [a, b] = await twoNodes(await startRedis());
    for (let seq = 1; seq <= 500; seq++) {
      a.fanout.broadcast(committed(seq));
      b.fanout.broadcast(committed(1000 + seq));
      if (seq % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([a.until(() => a.heard.length === 500), b.until(() => b.heard.length === 500)]);
    expect(seqsOf(b)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(seqsOf(a)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1001));
    expect(new Set(a.heard.map(({ node }) => node))).toEqual(new Set(['b']));
  });

  it('hear every kind of message as it was sent', async () => {
    const [a, b] = await twoNodes(await startRedis());
    const sent: ClusterMessage[] = [
      {
        kind: 'committed',
        roomKey,
        firstSeq: 2 ** 40,
        updates: [new Uint8Array([0, 255]), new Uint8Array()],
        owners: new Map([[4294967295, 'user-一']])
      },
      {
        kind: 'presence',
        roomKey,
        entries: [
          { client: 7, clock: 3, state: '{"user":{"name":"李"}}', userId: 'u' },
          { client: 8, clock: 1, state: 'null', userId: 'v' }
        ]
      },
      { kind: 'presence-wanted', roomKey },
      { kind: 'signal', signal: { kind: 'sessions-ended', userId: 'u', exceptSessionId: 's' } }
    ];
    sent.forEach((message) => a.fanout.broadcast(message));
    await b.until(() => b.heard.length === sent.length);
    expect(b.heard.map(({ message }) => message)).toEqual(sent);
  });

  it('leave an update that is large to be read from the log', async () => {
    const [a, b] = await twoNodes(await startRedis());
    a.fanout.broadcast(committed(1, new Uint8Array(100_000)));
    a.fanout.broadcast(committed(2));
    await b.until(() => b.heard.length === 2);
    expect(b.heard.map(({ message }) => message)).toEqual([
      { kind: 'committed', roomKey, firstSeq: 1, updates: [], owners: new Map() },
      committed(2)
    ]);
  });

  it('know when the other has closed', async () => {
    const [a, b] = await twoNodes(await startRedis());
    a.fanout.broadcast(committed(1));
    await a.fanout.close();
    await b.until(() => b.heard.length === 2);
    expect(b.heard.at(-1)).toEqual({ message: { kind: 'gone' }, node: 'a' });
    a.fanout.broadcast(committed(2));
    await expect(a.fanout.ping()).rejects.toThrow();
  });

  it('do not hear nodes of another installation, nor complain of them', async () => {
    const redis = await startRedis();
    const [a, b] = await twoNodes(redis);
    const stranger = openNode(redis.url, 'stranger', new Uint8Array(32).fill(8));
    await isUp(stranger);
    stranger.fanout.broadcast(committed(666));
    a.fanout.broadcast(committed(1));
    await b.until(() => b.heard.length > 0);
    expect(b.heard).toEqual([{ message: committed(1), node: 'a' }]);
    expect(stranger.heard).toEqual([]);
    expect(await b.metric('meridian_bus_refused_total')).toBe(0);
  });

  it('measure how long a message is in flight', async () => {
    const [a] = await twoNodes(await startRedis());
    const lag = await a.metric('meridian_bus_lag_seconds');
    expect(lag).toBeGreaterThan(0);
    expect(lag).toBeLessThan(3);
    expect(await a.metric('meridian_bus_up')).toBe(1);
  });
});

describe('a Redis that fails', () => {
  it('killed and started again empty: both say so, drop what they tell meanwhile, and hear each other again', async () => {
    const redis = await startRedis();
    const [a, b] = await twoNodes(redis);
    a.fanout.broadcast(committed(1));
    await b.until(() => b.heard.length === 1);
    await redis.kill();
    await Promise.all([isDown(a), isDown(b)]);
    await expect(a.fanout.ping()).rejects.toThrow();
    a.fanout.broadcast(committed(2));
    expect(await a.metric('meridian_bus_dropped_total')).toBe(1);
    expect(await a.metric('meridian_bus_up')).toBe(0);
    await redis.start();
    await Promise.all([isUp(a), isUp(b)]);
    await a.fanout.ping();
    a.fanout.broadcast(committed(3));
    await b.until(() => b.heard.length === 2);
    expect(seqsOf(b)).toEqual([1, 3]);
    expect(b.changes.slice(0, 3)).toEqual([true, false, true]);
    expect(a.lines.map((line) => (JSON.parse(line) as { message: string }).message).slice(0, 2)).toEqual([
      'The bus between nodes is down; trying again',
      'The bus between nodes is up again'
    ]);
  });

  it('hung: both notice, and when it goes on they hear what was told meanwhile', async () => {
    const redis = await startRedis();
    const [a, b] = await twoNodes(redis);
    redis.pause();
    a.fanout.broadcast(committed(1));
    await Promise.all([isDown(a), isDown(b)]);
    redis.goOn();
    await Promise.all([isUp(a), isUp(b)]);
    await b.until(() => seqsOf(b).length === 1);
    expect(seqsOf(b)).toEqual([1]);
  });

  it('so slow that words come five seconds late: a node says so, is heard all the same, and recovers', async () => {
    const redis = await startRedis();
    const proxy = await proxyTo(redis.port);
    const a = openNode(`redis://127.0.0.1:${proxy.port}`, 'a');
    const b = openNode(redis.url, 'b');
    await Promise.all([isUp(a), isUp(b)]);
    proxy.setDelay(5_000);
    await isDown(a);
    a.fanout.broadcast(committed(1));
    await b.until(() => b.heard.length === 1);
    proxy.setDelay(0);
    await isUp(a);
  });

  it('with a password that the node has not: it goes on trying, and the log does not repeat what it tried', async () => {
    const redis = await startRedis(['--requirepass', 'right']);
    const a = openNode(`redis://:geheim@127.0.0.1:${redis.port}`, 'a');
    a.fanout.broadcast(committed(1));
    await expect.poll(() => a.lines.length).toBe(1);
    expect(a.lines[0]).toContain('WRONGPASS');
    expect(a.lines[0]).not.toContain('geheim');
    expect(a.fanout.isUp).toBe(false);
    await expect(a.fanout.ping()).rejects.toThrow();
  });

  it('full: the nodes are down until there is room again', async () => {
    const redis = await startRedis();
    const client = await clientOf(redis);
    const [a, b] = await twoNodes(redis);
    await client.sendCommand(['CONFIG', 'SET', 'maxmemory', '1']);
    a.fanout.broadcast(committed(1));
    await Promise.all([isDown(a), isDown(b)]);
    await client.sendCommand(['CONFIG', 'SET', 'maxmemory', '0']);
    await Promise.all([isUp(a), isUp(b)]);
    a.fanout.broadcast(committed(2));
    await b.until(() => seqsOf(b).includes(2));
  });
});

describe('a message that is missing', () => {
  it('is noticed: the person who listens is told to read everything anew', async () => {
    const redis = await startRedis();
    const client = await clientOf(redis);
    const proxy = await proxyTo(redis.port);
    const a = openNode(redis.url, 'a');
    const b = openNode(`redis://127.0.0.1:${proxy.port}`, 'b');
    const witness = openNode(redis.url, 'witness');
    await Promise.all([a, b, witness].map(isUp));
    a.fanout.broadcast(committed(1));
    await b.until(() => seqsOf(b).includes(1));
    proxy.setSilent(true);
    // The next may still be delivered to the silent node, whose read waits at Redis; the one after is trimmed
    // before it reads again.
    for (const seq of [2, 3]) {
      a.fanout.broadcast(committed(seq));
      await witness.until(() => seqsOf(witness).includes(seq));
    }
    await client.xTrim(streamOf(secret), 'MAXLEN', 0);
    proxy.setSilent(false);
    a.fanout.broadcast(committed(4));
    await b.until(() => seqsOf(b).includes(4));
    expect(seqsOf(b)).not.toContain(3);
    expect(b.changes.slice(0, 3)).toEqual([true, false, true]);
  });

  it('is seen in the numbers of a node, but not where this node was away itself', () => {
    const nodes = new OtherNodes();
    nodes.beginAgain(0);
    expect(nodes.hear('a', 41, 1_000)).toBe('next');
    expect(nodes.hear('a', 42, 2_000)).toBe('next');
    expect(nodes.hear('a', 44, 3_000)).toBe('missed');
    expect(nodes.hear('a', 44, 3_000)).toBe('repeated');
    expect(nodes.hear('a', 43, 3_000)).toBe('repeated');
    nodes.beginAgain(4_000);
    expect(nodes.hear('a', 60, 5_000)).toBe('next');
    expect(nodes.hear('a', 61, 20_000)).toBe('next');
    expect(nodes.hear('new', 1, 20_000)).toBe('next');
    expect(nodes.hear('old', 99, 20_000)).toBe('missed');
  });

  it('of a node that was taken for gone counts as missed when it comes back', () => {
    const nodes = new OtherNodes();
    nodes.beginAgain(0);
    nodes.hear('a', 1, 0);
    nodes.hear('b', 1, 9_000);
    expect(nodes.dropSilent(10_000)).toEqual([]);
    expect(nodes.dropSilent(11_000)).toEqual(['a']);
    expect(nodes.leave('a')).toBe(false);
    expect(nodes.hear('a', 2, 12_000)).toBe('missed');
    expect(nodes.leave('b')).toBe(true);
  });

  it('is the oldest of what waits when too much does', () => {
    const outbox = new Outbox();
    const megabyte = (mark: number): Uint8Array => new Uint8Array(1024 * 1024).fill(mark);
    for (let mark = 0; mark < 8; mark++) expect(outbox.add(megabyte(mark))).toBe(0);
    expect(outbox.add(megabyte(8))).toBe(1);
    expect(outbox.take().map((piece) => piece[0])).toEqual([1]);
    expect(outbox.clear()).toBe(7);
    expect(outbox.isEmpty).toBe(true);
  });
});

describe('what no node has said', () => {
  it('is dropped, counted, and complained of once a minute', async () => {
    const redis = await startRedis();
    const client = await clientOf(redis);
    const [a, b] = await twoNodes(redis);
    const stream = streamOf(secret);
    a.fanout.broadcast(committed(1));
    await b.until(() => b.heard.length === 1);
    const reply = (await client.sendCommand(['XREVRANGE', stream, '+', '-', 'COUNT', '1'], {
      typeMapping: { 36: Buffer }
    })) as unknown as [[Buffer, [Buffer, Buffer]]];
    const genuine = reply[0][1][1];
    const forged = Buffer.from(genuine);
    forged[forged.length - 1] = 99;
    const strange: (string | Buffer)[][] = [
      ['n', forged],
      ['n', Buffer.alloc(0)],
      ['n', Buffer.alloc(40)],
      ['n', genuine.subarray(32)],
      ['n', Buffer.alloc(1_000_000, 255)],
      ['other', genuine],
      ['n', genuine, 'm', 'more']
    ];
    for (const fields of strange) await client.sendCommand(['XADD', stream, '*', ...fields]);
    // Genuine, but received before.
    await client.sendCommand(['XADD', stream, '*', 'n', genuine]);
    a.fanout.broadcast(committed(2));
    await b.until(() => b.heard.length === 2);
    expect(seqsOf(b)).toEqual([1, 2]);
    expect(await b.metric('meridian_bus_refused_total')).toBe(strange.length);
    expect(b.lines).toHaveLength(1);
    expect(b.fanout.isUp).toBe(true);
  });
});

describe('one node alone', () => {
  it('is always up, tells nobody and hears nothing', async () => {
    const logger = createLogger({ level: 'silent', now: () => new Date() });
    const alone = openFanout(null, { nodeId: 'a', secret, logger });
    const heard: ReceivedClusterMessage[] = [];
    alone.listen((message) => heard.push(message));
    alone.broadcast(committed(1));
    await alone.ping();
    await alone.close();
    expect(alone.isUp).toBe(true);
    expect(heard).toEqual([]);
  });
});

describe('a signal', () => {
  it('is heard on every node once', async () => {
    const [a, b] = await twoNodes(await startRedis());
    const [signalsA, signalsB] = [createSignalBus(), createSignalBus()];
    const received: [string, Signal][] = [];
    signalsA.listen((signal) => received.push(['a', signal]));
    signalsB.listen((signal) => received.push(['b', signal]));
    for (const stop of [relaySignals(signalsA, a.fanout), relaySignals(signalsB, b.fanout)])
      onTestFinished(stop);
    signalsA.emit({ kind: 'rights-changed', userId: 'u' });
    await b.until(() => b.heard.length === 1);
    signalsB.emit({ kind: 'document-moved', documentId: 'd' });
    await a.until(() => a.heard.length === 1);
    // What came after an echo has come as well: there was none.
    b.fanout.broadcast(committed(1));
    await a.until(() => a.heard.length === 2);
    expect(received).toEqual([
      ['a', { kind: 'rights-changed', userId: 'u' }],
      ['b', { kind: 'rights-changed', userId: 'u' }],
      ['b', { kind: 'document-moved', documentId: 'd' }],
      ['a', { kind: 'document-moved', documentId: 'd' }]
    ]);
  });
});

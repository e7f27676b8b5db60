/**
 * A provider whose messages go over plain HTTP: it does all that it does over a socket, and knows why a
 * connection ended.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { EventStreamReader } from '#lib/collab/event-stream.ts';
import { HttpTransport } from '#lib/collab/http-transport.ts';
import { Transports } from '#lib/collab/transports.ts';
import { Provider } from '#lib/collab/provider.ts';
import type { ProviderState, SocketLike } from '#lib/collab/provider-state.ts';
import { TestClock } from '#kit/clock.ts';
import { HttpBridge } from '#kit/http-bridge.ts';
import { openStage, textOf, writing, type Stage } from '#kit/open-room.ts';
import { addParagraph } from '#kit/passages.ts';
import { RawSocket, until } from '#kit/socket.ts';
import { realTime } from '#kit/real-time.ts';

/** The browser's own `fetch` would bring the cookie and the origin by itself. */
const fetchAs =
  (stage: Stage, cookie: string): typeof fetch =>
  (input, init) =>
    fetch(input, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), cookie, origin: stage.endpoint.origin }
    });

class Tab {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly provider: Provider;
  transports = 0;
  readonly #waiters: (() => void)[] = [];

  constructor(stage: Stage, end: { readonly port: number }, cookie: string, room = stage.room) {
    this.provider = new Provider({
      address: `http://127.0.0.1:${end.port}/sync-http/${room}`,
      doc: this.doc,
      awareness: this.awareness,
      openSocket: (address) => {
        this.transports += 1;
        return new HttpTransport(address, fetchAs(stage, cookie));
      },
      ...realTime,
      onChange: () => this.#waiters.splice(0).forEach((waiter) => waiter())
    });
    onTestFinished(() => {
      this.provider.close();
      this.awareness.destroy();
    });
  }

  async when(holds: (state: ProviderState) => boolean): Promise<ProviderState> {
    while (!holds(this.provider.state)) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return this.provider.state;
  }
}

const saved = (state: ProviderState): boolean => state.synced && state.unsaved === null;

/** Ends the session of one tab and then the text of both, and expects each to be told which it was. */
async function endEach(stage: Stage, { eu, cn }: { readonly eu: Tab; readonly cn: Tab }): Promise<void> {
  await Promise.all([eu.when(saved), cn.when(saved)]);
  const session = await stage.app.sessions.read(stage.euCookie);
  if (!session) throw new Error('no session');
  await stage.app.sessions.signOut(session.actor);
  expect((await eu.when(({ end }) => end !== null)).end).toBe('session-ended');
  await stage.app.documents.freeze(null, stage.documentId);
  expect((await cn.when(({ end }) => end !== null)).end).toBe('generation-ended');
}
const text = (doc: Y.Doc): string => textOf(Y.encodeStateAsUpdate(doc));

describe('a provider over HTTP', () => {
  it('writes, is told what is saved, and reads what others write, long texts too', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    const [eu, cn] = [new Tab(stage, bridge, stage.euCookie), new Tab(stage, bridge, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    const long = '智慧城市'.repeat(100_000);
    writing(eu.doc, `hello ${long}`);
    expect((await eu.when(saved)).savedAt).not.toBeNull();
    await until(cn.doc, () => text(cn.doc).includes(`hello ${long}`));
    writing(cn.doc, '收到');
    await until(eu.doc, () => text(eu.doc).includes('收到'));
  });

  it('sends what is typed quickly in order, one request at a time', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    const eu = new Tab(stage, bridge, stage.euCookie);
    await eu.when(saved);
    for (let n = 0; n < 200; n++) writing(eu.doc, `word-${n}.`);
    await eu.when(saved);
    expect(bridge.mostPostsAtOnce).toBe(1);
    expect(bridge.batches.length).toBeLessThan(50);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const words = textOf(await reader.whole()).match(/word-\d+\./g);
    expect(words).toEqual(Array.from({ length: 200 }, (_, n) => `word-${n}.`));
  });

  it('comes back after a stream that broke off and a transport that the server has forgotten, and loses nothing', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    const eu = new Tab(stage, bridge, stage.euCookie);
    await eu.when(saved);
    bridge.cut();
    await eu.when(({ link }) => link !== 'open');
    writing(eu.doc, 'between two transports');
    await eu.when(saved);
    bridge.forget();
    writing(eu.doc, 'to a transport that is gone');
    await eu.when(saved);
    expect(eu.transports).toBe(3);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await reader.whole())).toMatch(/between two transports.*to a transport that is gone/);
  });

  it('sends its last words though it is closed at once', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    const [eu, cn] = [new Tab(stage, bridge, stage.euCookie), new Tab(stage, bridge, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    writing(eu.doc, 'one');
    writing(eu.doc, 'last words');
    eu.provider.close();
    await until(cn.doc, () => text(cn.doc).includes('last words'));
    while (bridge.openTransports > 1) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is told why: a session that ended, a text that was frozen', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    const [eu, cn] = [new Tab(stage, bridge, stage.euCookie), new Tab(stage, bridge, stage.cnCookie)];
    await endEach(stage, { eu, cn });
    const late = new Tab(stage, bridge, stage.euCookie);
    expect((await late.when(({ end }) => end !== null)).end).toBe('session-ended');
  });

  it.each([
    [401, 'session-ended'],
    [404, 'forbidden'],
    [426, 'client-too-old']
  ] as const)('is refused with %i for good', async (status, end) => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    bridge.refuse = status;
    const tab = new Tab(stage, bridge, stage.euCookie);
    expect(await tab.when((state) => state.link === 'stopped')).toMatchObject({ end });
    expect(tab.transports).toBe(1);
  });

  it('takes the page of a captive network for no answer, and comes back', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    bridge.refuse = 'page';
    const tab = new Tab(stage, bridge, stage.euCookie);
    await tab.when(({ link }) => link === 'waiting');
    bridge.refuse = null;
    expect(await tab.when(saved)).toMatchObject({ end: null });
  });

  it('tells its reader of signs of life', async () => {
    const stage = await openStage();
    const bridge = await HttpBridge.open(stage.endpoint);
    const transport = new HttpTransport(
      `http://127.0.0.1:${bridge.port}/sync-http/${stage.room}?meridian=1`,
      fetchAs(stage, stage.euCookie)
    );
    onTestFinished(() => transport.close());
    await new Promise<void>((resolve) => (transport.onopen = () => resolve()));
    const pulse = new Promise<void>((resolve) => (transport.onpulse = resolve));
    bridge.beat();
    await pulse;
  });
});

describe('at the server’s own end', () => {
  it('people write and read over either transport, and each is told what is saved', async () => {
    const stage = await openStage();
    const [eu, cn] = [
      new Tab(stage, stage.endpoint, stage.euCookie),
      new Tab(stage, stage.endpoint, stage.cnCookie)
    ];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    writing(eu.doc, `by post ${'智慧城市'.repeat(50_000)}`);
    expect((await eu.when(saved)).savedAt).not.toBeNull();
    await until(cn.doc, () => text(cn.doc).includes('by post'));
    const bySocket = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await bySocket.whole())).toContain('by post');
  });

  it('a session that ended, a text that was frozen and a text that is not for one are told apart', async () => {
    const stage = await openStage();
    const [eu, cn] = [
      new Tab(stage, stage.endpoint, stage.euCookie),
      new Tab(stage, stage.endpoint, stage.cnCookie)
    ];
    await endEach(stage, { eu, cn });
    const lost = new Tab(stage, stage.endpoint, stage.cnCookie, `${stage.study.slug}.atlantis.findings@1`);
    expect((await lost.when(({ end }) => end !== null)).end).toBe('forbidden');
  });

  it('what is refused is refused for good, and its words stay', async () => {
    const stage = await openStage();
    const eu = new Tab(stage, stage.endpoint, stage.euCookie);
    await eu.when(saved);
    // A root that the document has not.
    addParagraph(eu.doc, 'no-such-section.en', 'words');
    expect(await eu.when(({ end }) => end !== null)).toMatchObject({
      link: 'stopped',
      end: 'malformed',
      unsaved: { changes: 1 }
    });
    expect(eu.transports).toBe(1);
  });
});

describe('an event stream', () => {
  it('is read alike however it is cut into pieces', () => {
    const stream =
      'event: open\ndata: {"line":"a:b"}\n\n: beat\n\ndata: AAAA\n\r\ndata: BB\r\ndata: CC\r\n\r\nevent: close\ndata: {}\n\n';
    const whole = new EventStreamReader().read(stream);
    expect(whole).toEqual([
      { name: 'open', data: '{"line":"a:b"}' },
      { name: '', data: 'AAAA' },
      { name: '', data: 'BB\nCC' },
      { name: 'close', data: '{}' }
    ]);
    for (let size = 1; size < 20; size++) {
      const reader = new EventStreamReader();
      const events = Array.from({ length: Math.ceil(stream.length / size) }, (_, n) =>
        reader.read(stream.slice(n * size, (n + 1) * size))
      );
      expect(events.flat()).toEqual(whole);
    }
  });
});

describe('the transport of a page', () => {
  class Socket implements SocketLike {
    binaryType: BinaryType = 'arraybuffer';
    readonly readyState = 0;
    onopen: SocketLike['onopen'] = null;
    onmessage: SocketLike['onmessage'] = null;
    onclose: SocketLike['onclose'] = null;
    onerror: SocketLike['onerror'] = null;
    isClosed = false;
    readonly address: string;
    constructor(address: string) {
      this.address = address;
    }
    send(): void {
      throw new Error('nothing is sent before it is open');
    }
    close(): void {
      this.isClosed = true;
    }
  }

  function transportsOf(remembered: Record<string, string> = {}) {
    const clock = new TestClock();
    const sockets: Socket[] = [];
    const requests: string[] = [];
    const store = new Map(Object.entries(remembered));
    const transports = new Transports({
      origin: 'https://host',
      openSocket: (address) => {
        const socket = new Socket(address);
        sockets.push(socket);
        return socket;
      },
      fetch: (input) => {
        requests.push(input as string);
        return Promise.reject(new TypeError('no network'));
      },
      later: clock.later,
      memory: {
        getItem: (key) => store.get(key) ?? null,
        setItem: (key, value) => void store.set(key, value),
        removeItem: (key) => void store.delete(key)
      }
    });
    return { clock, sockets, requests, store, transports };
  }

  it('is WebSocket first, then HTTP, which is remembered', () => {
    const { transports, sockets, requests, store } = transportsOf();
    transports.open('/sync/room@1?meridian=1');
    expect(sockets[0]?.address).toBe('wss://host/sync/room@1?meridian=1');
    transports.switchTransport('socket');
    transports.open('/sync/room@1?meridian=1');
    expect(requests).toEqual(['https://host/sync-http/room@1?meridian=1']);
    expect(transportsOf(Object.fromEntries(store)).transports.kind).toBe('http');
  });

  it('is WebSocket again once one opens, tried every five minutes and when the page is loaded', () => {
    const { transports, sockets, clock, store } = transportsOf({ 'meridian.line': 'http' });
    expect(sockets.map(({ address }) => address)).toEqual(['wss://host/probe']);
    clock.advance(11 * 60_000);
    expect(sockets).toHaveLength(3);
    let back = 0;
    transports.onSocketsBack(() => (back += 1));
    sockets.at(-1)?.onopen?.(new Event('open'));
    expect([transports.kind, back, store.size]).toEqual(['socket', 1, 0]);
    clock.advance(60 * 60_000);
    expect(sockets).toHaveLength(3);
    expect(sockets.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it('is changed once, however many find out that it leads nowhere', () => {
    const { transports } = transportsOf();
    transports.switchTransport('socket');
    transports.switchTransport('socket');
    expect(transports.kind).toBe('http');
  });

  it('is given up for the other when HTTP does not get through either', () => {
    const { transports } = transportsOf();
    transports.switchTransport('socket');
    transports.switchTransport('http');
    expect(transports.kind).toBe('socket');
  });
});

/**
 * A page that follows a study receives every event, over whichever transport reaches the server, and reports
 * when none does.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Transports } from '#lib/collab/transports.ts';
import { LiveStudy } from '#lib/collab/live.ts';
import { LiveStream, type LiveTransport } from '#lib/collab/live-stream.ts';
import type { LiveEvent } from '#wire/live.ts';
import type { ProbeResult, SocketLike } from '#lib/collab/provider-state.ts';
import { TestClock } from '#kit/clock.ts';
import { openStage, type Stage } from '#kit/open-room.ts';

/** Simulates a transport whose other end the test controls. */
class Wire implements LiveTransport {
  onopen: LiveTransport['onopen'] = null;
  onmessage: LiveTransport['onmessage'] = null;
  onclose: LiveTransport['onclose'] = null;
  onpulse: (() => void) | null = null;
  isClosed = false;
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.onopen?.(new Event('open'));
  }

  say(message: unknown): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  end(code: number): void {
    this.onclose?.(new CloseEvent('close', { code }));
  }
}

const event = (number: number, facts: Partial<LiveEvent> = {}): LiveEvent => ({
  type: 'event',
  study: 's',
  number,
  at: '',
  kind: 'evidence.added',
  cityId: `city-${number}`,
  documentId: null,
  payload: {},
  ...facts
});

function followed(answer: ProbeResult = 'away') {
  const clock = new TestClock();
  const wires: Wire[] = [];
  /** The cities that each call names. */
  const calls: (readonly string[] | 'all' | 'signed out')[] = [];
  const stage = { kind: 'socket' as 'socket' | 'http', isSeen: true, requests: 0 };
  const study = new LiveStudy({
    studySlug: 's',
    transports: {
      get kind() {
        return stage.kind;
      },
      openLive: (path) => {
        const wire = new Wire(`${stage.kind} ${path}`);
        wires.push(wire);
        return wire;
      },
      switchTransport: (failed) => {
        if (failed === stage.kind) stage.kind = failed === 'socket' ? 'http' : 'socket';
      }
    },
    now: clock.now,
    random: () => 1,
    later: clock.later,
    probeSession: () => {
      stage.requests += 1;
      return Promise.resolve(answer);
    },
    isSeen: () => stage.isSeen,
    changed: (topics) => calls.push(topics?.filter((topic) => topic.startsWith('city:')) ?? 'all'),
    signedOut: () => calls.push('signed out')
  });
  const last = (): Wire => wires.at(-1) as Wire;
  return { clock, wires, calls, stage, study, last };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a page that follows a study', () => {
  it('is told what happens, and resumes behind it after a break', () => {
    const { clock, wires, calls, last } = followed();
    last().open();
    last().say(event(7));
    clock.advance(60_000);
    expect(calls).toEqual([['city:city-7']]);
    last().end(1006);
    clock.advance(1_000);
    last().open();
    expect(wires.map(({ path }) => path)).toEqual(['socket /live?study=s', 'socket /live?study=s&after=7']);
    last().say(event(8));
    clock.advance(250);
    expect(calls).toEqual([['city:city-7'], ['city:city-8']]);
  });

  it('loads once for the events of a burst, a quarter of a second after the first', () => {
    const { clock, calls, last } = followed();
    last().open();
    last().say(event(1));
    clock.advance(200);
    last().say(event(2));
    last().say(event(1));
    clock.advance(49);
    expect(calls).toEqual([]);
    clock.advance(1);
    expect(calls).toEqual([['city:city-1', 'city:city-2']]);
    clock.advance(1_000);
    last().say(event(3));
    clock.advance(250);
    expect(calls.slice(1)).toEqual([['city:city-3']]);
  });

  it.each(['document.frozen', 'document.reopened', 'grant.given', 'grant.withdrawn', 'contributor.limited'])(
    'loads at once, with what waits, after %s',
    (kind) => {
      const { clock, calls, last } = followed();
      last().open();
      last().say(event(1));
      last().say(event(2, { kind }));
      expect(calls).toEqual([['city:city-1', 'city:city-2']]);
      clock.advance(1_000);
      expect(calls).toHaveLength(1);
    }
  );

  it('loads everything at once when rights change, and nothing again for what waited', () => {
    const { clock, calls, last } = followed();
    last().open();
    last().say(event(1));
    last().say({ type: 'rights-changed' });
    expect(calls).toEqual(['all']);
    clock.advance(1_000);
    expect(calls).toHaveLength(1);
  });

  it('loads for what it was told of, though the connection breaks meanwhile', () => {
    const { clock, calls, last } = followed();
    last().open();
    last().say(event(1));
    last().end(1006);
    clock.advance(250);
    expect(calls).toEqual([['city:city-1']]);
  });

  it('loads again after a break when it has heard of nothing to resume behind', () => {
    const { clock, calls, last } = followed();
    last().open();
    expect(calls).toEqual([]);
    last().end(1012);
    clock.advance(5_000);
    last().open();
    expect(calls).toEqual(['all']);
  });

  it('switches the transport when two in a row never opened though the server answers', async () => {
    const { clock, wires, stage, calls, last } = followed('open');
    last().end(1006);
    clock.advance(1_000);
    // The second hangs.
    clock.advance(15_000);
    await settled();
    clock.advance(5_000);
    expect(wires.map(({ path, isClosed }) => [path, isClosed])).toEqual([
      ['socket /live?study=s', true],
      ['socket /live?study=s', true],
      ['http /live?study=s', false]
    ]);
    last().open();
    // Events from before it was open are found by loading again.
    expect([calls, stage.kind]).toEqual([['all'], 'http']);
  });

  it('goes on with sockets while nobody answers, ever more slowly, and says nothing of it', async () => {
    const { clock, wires, stage, calls, last } = followed('away');
    for (let n = 0; n < 20; n++) {
      last().end(1006);
      await settled();
      clock.advance(15_000);
    }
    expect([wires.length, stage.requests, stage.kind, calls]).toEqual([21, 10, 'socket', []]);
  });

  it.each([
    ['session-ended', 'signed out'],
    ['forbidden', 'all']
  ] as const)('stops when the session probe says %s', async (probeResult, reason) => {
    const { clock, wires, calls, last } = followed(probeResult);
    last().end(1006);
    clock.advance(1_000);
    last().end(1006);
    await settled();
    clock.advance(600_000);
    expect([wires.length, calls]).toEqual([2, [reason]]);
  });

  it('does not run against a server that closes each connection at once', () => {
    const { clock, wires, last } = followed();
    for (let second = 0; second < 60; second++) {
      const wire = last();
      wire.open();
      wire.end(1013);
      clock.advance(1_000);
    }
    expect(wires.length).toBeLessThan(12);
  });

  it('opens a new connection after the network was away, and when one has been still for long and there is a doubt', () => {
    const { clock, wires, study, last } = followed();
    last().open();
    study.renew();
    last().open();
    clock.advance(30_000);
    study.doubt();
    expect(wires).toHaveLength(2);
    clock.advance(40_000);
    study.doubt();
    expect(wires.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
  });

  it('over HTTP gives up a stream without a sign of life, and leaves its place while nobody looks', () => {
    const { clock, wires, stage, study, last } = followed();
    stage.kind = 'http';
    study.renew();
    last().open();
    for (let n = 0; n < 10; n++) {
      clock.advance(20_000);
      last().onpulse?.();
    }
    expect(wires).toHaveLength(2);
    clock.advance(45_000 + 1_000);
    expect(wires).toHaveLength(3);
    last().open();
    stage.isSeen = false;
    study.seenChanged();
    clock.advance(600_000);
    expect([wires.length, last().isClosed]).toEqual([3, true]);
    stage.isSeen = true;
    study.seenChanged();
    expect(wires).toHaveLength(4);
  });

  it('is quiet once it is closed', () => {
    const { clock, calls, wires, study, last } = followed();
    last().open();
    last().say(event(1));
    study.close();
    study.renew();
    clock.advance(600_000);
    expect([wires.map(({ isClosed }) => isClosed), calls]).toEqual([[true], []]);
  });
});

describe('the same before a real server', () => {
  /**
   * Adds what the browser would send by itself: cookie and origin. `sockets` says whether WebSockets get
   * through.
   */
  function page(stage: Stage, cookie: string, sockets: boolean) {
    const calls: (string | null)[] = [];
    const headers = { cookie, origin: stage.endpoint.origin };
    const origin = `http://127.0.0.1:${stage.endpoint.port}`;
    const transports = new Transports({
      origin,
      openSocket: (address) => {
        const socket = new WebSocket(sockets ? address : `${address}-blocked`, { headers });
        // Followed by a close, as in browsers.
        socket.on('error', () => undefined);
        return socket as unknown as SocketLike;
      },
      fetch: (input, init) => fetch(input, { ...init, headers }),
      later,
      memory: null
    });
    const study = new LiveStudy({
      studySlug: stage.study.slug,
      transports,
      now: () => Date.now(),
      random: () => 0,
      later,
      probeSession: () => Promise.resolve('open'),
      isSeen: () => true,
      changed: (topics) => calls.push(...(topics ?? [null])),
      signedOut: () => calls.push('signed out')
    });
    onTestFinished(() => study.close());
    return { calls, transports };
  }
  const later = (milliseconds: number, call: () => void): (() => void) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  };

  it.each([
    ['a WebSocket', true, 'socket'],
    ['an event stream, where no WebSocket opens', false, 'http']
  ] as const)('by %s: a freeze is told, and the end of the session', async (_, sockets, kind) => {
    const stage = await openStage();
    const { calls, transports } = page(stage, stage.euCookie, sockets);
    const other = page(stage, stage.cnCookie, true);
    await expect.poll(() => transports.kind, { timeout: 10_000 }).toBe(kind);
    // Sent to current subscribers only; a page finds earlier events by loading again, so the test repeats it
    // until it is received.
    await expect
      .poll(
        async () => {
          await stage.app.documents.freeze(null, stage.documentId);
          await stage.app.documents.reopen(null, stage.documentId);
          return calls;
        },
        { timeout: 10_000 }
      )
      .toContain(`document:${stage.documentId}`);
    const session = await stage.app.sessions.read(stage.euCookie);
    if (!session) throw new Error('not signed in');
    await stage.app.sessions.signOut(session.actor);
    await expect.poll(() => calls.at(-1), { timeout: 10_000 }).toBe('signed out');
    expect(other.calls).not.toContain('signed out');
  });

  it('a stream that is refused says why', async () => {
    const stage = await openStage();
    const codeOf = (query: string, cookie: string): Promise<number> =>
      new Promise((resolve) => {
        const stream = new LiveStream(
          `http://127.0.0.1:${stage.endpoint.port}/live-http?${query}`,
          (input, init) => fetch(input, { ...init, headers: { cookie } })
        );
        stream.onclose = ({ code }) => resolve(code);
      });
    expect(await codeOf('study=small-study', '')).toBe(4401);
    expect(await codeOf('study=no-such-study', stage.euCookie)).toBe(4403);
  });
});

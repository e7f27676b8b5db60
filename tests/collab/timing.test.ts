/**
 * Tests when a provider doubts its connection, gives it up and reconnects, with a clock and transports that
 * the test controls.
 */
import * as encoding from 'lib0/encoding';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { Provider } from '#lib/collab/provider.ts';
import type { ProbeResult, SocketLike } from '#lib/collab/provider-state.ts';
import { closeCodes, type CloseReason } from '#wire/close.ts';
import {
  encodeCommitted,
  encodeLateProposalStored,
  encodeQuarantined,
  encodeTextSize,
  encodeTrouble,
  messageTypes,
  syncSteps
} from '#wire/messages.ts';
import { textIn, writing } from '#kit/open-room.ts';
import { TestClock } from '#kit/clock.ts';

const sync = (write: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    write(encoder);
  });

/** The server's end of one connection, which the test drives by hand. */
class HeldTransport implements SocketLike {
  binaryType: BinaryType = 'arraybuffer';
  readyState = 0;
  bufferedAmount = 0;
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  /** Messages that came from the client, by type and step: `sync 0`, `query`. */
  readonly sent: string[] = [];
  isClosed = false;

  send(bytes: Uint8Array): void {
    this.sent.push(
      bytes[0] === messageTypes.sync
        ? `sync ${bytes[1]}`
        : bytes[0] === messageTypes.queryAwareness
          ? 'query'
          : 'other'
    );
  }

  close(): void {
    this.isClosed = true;
    this.readyState = 3;
  }

  /** Opens, sends sync step 1 as the server does, and answers the client's. */
  open(): void {
    this.readyState = 1;
    call(this.onopen, {});
    this.say(sync((encoder) => syncProtocol.writeSyncStep1(encoder, new Y.Doc())));
    this.say(sync((encoder) => syncProtocol.writeSyncStep2(encoder, new Y.Doc())));
  }

  say(bytes: Uint8Array): void {
    call(this.onmessage, { data: bytes.slice().buffer });
  }

  break(code = 1006): void {
    this.readyState = 3;
    call(this.onclose, { code });
  }
}

const call = (handler: unknown, event: { code?: number; data?: unknown }): void => {
  if (typeof handler === 'function') (handler as (event: unknown) => void)(event);
};

interface HeldOptions {
  readonly random?: number;
  readonly probeResult?: ProbeResult;
}

function held({ random = 1, probeResult = 'away' }: HeldOptions = {}) {
  const clock = new TestClock();
  const transports: HeldTransport[] = [];
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  let switches = 0;
  const provider = new Provider({
    address: '/sync/room',
    doc,
    awareness,
    openSocket: () => {
      const transport = new HeldTransport();
      transports.push(transport);
      return transport;
    },
    now: clock.now,
    random: () => random,
    later: clock.later,
    probeSession: () => Promise.resolve(probeResult),
    switchTransport: () => (switches += 1),
    onChange: () => undefined
  });
  onTestFinished(() => {
    provider.close();
    awareness.destroy();
  });
  const transport = (): HeldTransport => {
    const last = transports.at(-1);
    if (!last) throw new Error('no connection was opened');
    return last;
  };
  return { clock, transports, doc, provider, transport, switches: () => switches };
}

/** Returns how long after the end of a healthy connection the next one is opened. */
function returnAfter(code: number, random: number): number {
  const { clock, transports, transport } = held({ random });
  transport().open();
  clock.advance(20_000);
  const before = clock.now();
  transport().break(code);
  while (transports.length < 2) clock.advance(10);
  return clock.now() - before;
}

describe('a connection that broke', () => {
  it('is followed by the next within half a second', () => {
    expect(returnAfter(1006, 1)).toBeLessThanOrEqual(500);
    expect(returnAfter(1001, 0)).toBeLessThanOrEqual(10);
  });

  it('by a restart of the server is followed at any moment of three seconds', () => {
    expect(returnAfter(closeCodes.restart.number, 1)).toBe(3_000);
    expect(returnAfter(closeCodes.restart.number, 0.5)).toBe(1_500);
  });

  it('is not followed by a loop without a pause when the server cannot store', () => {
    const { clock, transports, transport } = held();
    for (let n = 0; n < 100 && clock.now() < 1_000_000 + 120_000; n++) {
      transport().open();
      transport().break(closeCodes['try-again'].number);
      const before = transports.length;
      while (transports.length === before) clock.advance(100);
    }
    // Half a second at first, 15 seconds in the end: two minutes hold a dozen attempts.
    expect(transports.length).toBeLessThan(15);
  });

  it.each(['malformed', 'forbidden', 'too-large', 'client-too-old'] as const)(
    'with %s is final: no other is opened, whatever wakes, and the words stay',
    (reason: CloseReason) => {
      const { clock, transports, doc, provider, transport } = held();
      transport().open();
      writing(doc, 'refused');
      transport().break(closeCodes[reason].number);
      expect(provider.state).toMatchObject({ link: 'stopped', end: reason, unsaved: { changes: 1 } });
      clock.advance(600_000);
      clock.sleep(600_000);
      provider.check();
      provider.retry();
      expect(transports).toHaveLength(1);
      const copy = new Y.Doc();
      Y.applyUpdate(copy, provider.unsentOf());
      expect(textIn(copy)).toContain('refused');
    }
  );

  it('after what the schema does not know is final as well', () => {
    const { provider, transport, doc, transports } = held();
    transport().open();
    writing(doc, 'odd');
    transport().say(encodeQuarantined('unknown node'));
    expect(provider.state).toMatchObject({ link: 'stopped', end: 'quarantined', unsaved: { changes: 1 } });
    expect(transport().isClosed).toBe(true);
    provider.check();
    expect(transports).toHaveLength(1);
  });
});

describe('a connection to a text that is full', () => {
  it('is final and says so, and the words stay', () => {
    const { provider, transport, doc, transports } = held();
    transport().open();
    transport().say(encodeTextSize({ size: 90, limit: 100 }));
    expect(provider.state).toMatchObject({ link: 'open', textSize: { size: 90, limit: 100 } });
    writing(doc, 'one picture more');
    transport().say(encodeTextSize({ size: 120, limit: 100 }));
    transport().break(closeCodes['too-large'].number);
    expect(provider.state).toMatchObject({ link: 'stopped', end: 'text-full', unsaved: { changes: 1 } });
    provider.check();
    expect(transports).toHaveLength(1);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, provider.unsentOf());
    expect(textIn(copy)).toContain('one picture more');
  });

  it('is told apart from a quota that is used up, though the text is nearly full as well', () => {
    const { provider, transport, doc } = held();
    transport().open();
    transport().say(encodeTextSize({ size: 90, limit: 100 }));
    transport().say(encodeTextSize({ size: 900, limit: 1000, of: 'written' }));
    expect(provider.state).toMatchObject({ textSize: { size: 90 }, written: { size: 900, limit: 1000 } });
    writing(doc, 'one paragraph more');
    transport().say(encodeTextSize({ size: 1100, limit: 1000, of: 'written' }));
    transport().break(closeCodes['too-large'].number);
    expect(provider.state).toMatchObject({ end: 'quota-reached', unsaved: { changes: 1 } });
  });
});

describe('a connection that carries nothing', () => {
  it('is given up within 45 seconds, and another is opened', () => {
    const { clock, transports, transport, provider } = held({ random: 0 });
    transport().open();
    const before = clock.now();
    while (transports.length < 2) clock.advance(100);
    expect(clock.now() - before).toBeLessThanOrEqual(45_000);
    expect(transports[0]?.sent.slice(-2)).toEqual(['query', 'sync 0']);
    expect(provider.state.link).toBe('connecting');
  });

  it('but answers stays, however long nobody writes', () => {
    const { clock, transports, transport } = held();
    transport().open();
    for (let seconds = 0; seconds < 600; seconds++) {
      clock.advance(1_000);
      if (transport().sent.at(-1) === 'query') {
        transport().sent.push('answered');
        transport().say(new Uint8Array([messageTypes.awareness, 1, 0]));
      }
    }
    expect(transports).toHaveLength(1);
  });

  it('is not given up while what waits for it becomes less', () => {
    const { clock, transports, transport } = held();
    transport().open();
    for (let left = 60; left > 0; left--) {
      transport().bufferedAmount = left * 1_000;
      clock.advance(2_000);
    }
    expect(transports).toHaveLength(1);
    transport().bufferedAmount = 0;
    clock.advance(45_000);
    expect(transports).toHaveLength(2);
  });

  it('is found five seconds after the machine woke, and after any hint that the network changed', () => {
    for (const hint of ['sleep', 'check'] as const) {
      const { clock, transports, transport, provider } = held({ random: 0 });
      transport().open();
      if (hint === 'sleep') clock.sleep(3_600_000);
      else provider.check();
      expect(transport().sent.at(-1)).toBe('query');
      clock.advance(5_000);
      clock.advance(1);
      expect(transports).toHaveLength(2);
    }
  });

  it('and does not even open is given up after 15 seconds', () => {
    const { clock, transports } = held({ random: 0 });
    clock.advance(15_000);
    clock.advance(1);
    expect(transports).toHaveLength(2);
  });
});

describe('connections that do not open', () => {
  it('while the server answers otherwise let the next use another transport', async () => {
    const { clock, transports, transport, switches } = held({ random: 0, probeResult: 'open' });
    transport().break();
    clock.advance(1);
    transport().break();
    await Promise.resolve();
    expect(switches()).toBe(1);
    clock.advance(1);
    expect(transports).toHaveLength(3);
  });

  it('because the server closed them with a reason got through, and use no other transport', async () => {
    const { clock, transport, switches } = held({ random: 0, probeResult: 'open' });
    for (let n = 0; n < 6; n++) {
      transport().break(closeCodes.restart.number);
      await Promise.resolve();
      clock.advance(1);
    }
    expect(switches()).toBe(0);
  });

  it('before the network was back say nothing of those after it', async () => {
    const { clock, provider, transport, switches } = held({ random: 0, probeResult: 'open' });
    transport().break();
    provider.check();
    transport().break();
    await Promise.resolve();
    expect(switches()).toBe(0);
    clock.advance(1);
    transport().break();
    await Promise.resolve();
    expect(switches()).toBe(1);
  });

  it('while the server is away do not', async () => {
    const { clock, transports, transport, switches } = held({ random: 0 });
    for (let n = 0; n < 6; n++) {
      transport().break();
      await Promise.resolve();
      clock.advance(1);
    }
    expect(switches()).toBe(0);
    expect(transports).toHaveLength(7);
  });
});

describe('what the server says of itself', () => {
  it('is shown until it says otherwise or the connection is gone', () => {
    const { provider, transport } = held();
    transport().open();
    transport().say(encodeTrouble('saving'));
    expect(provider.state.trouble).toBe('saving');
    transport().say(encodeTrouble('none'));
    expect(provider.state.trouble).toBe('none');
    transport().say(encodeTrouble('nodes'));
    transport().break();
    expect(provider.state.trouble).toBe('none');
  });
});

describe('what an earlier life of the page left', () => {
  const stored = () => {
    const doc = new Y.Doc();
    writing(doc, 'saved');
    const known = Y.encodeStateVector(doc);
    writing(doc, 'unsent');
    return { update: Y.encodeStateAsUpdate(doc), known, unsaved: { since: 5_000, changes: 2 } };
  };

  it('is on the page before the server has answered, and waits for its commit with its age', () => {
    const { provider, doc, transport, clock } = held();
    provider.restore(stored());
    expect(textIn(doc)).toContain('unsent');
    expect(provider.state.unsaved).toEqual({ since: 5_000, changes: 2 });
    transport().open();
    expect(provider.state.unsaved?.changes).toBe(2);
    transport().say(encodeCommitted({ generation: 1, at: clock.now(), writes: 1, clocks: new Map() }));
    expect(provider.state.unsaved).toBeNull();
  });

  it('is known apart from what the server has', () => {
    const { provider } = held();
    provider.restore(stored());
    const unsent = new TextDecoder().decode(provider.unsentOf());
    expect(unsent).toContain('unsent');
    expect(unsent).not.toContain('saved');
  });

  it('for a text that was frozen meanwhile is kept by the server as a proposal', () => {
    const { provider, transport } = held();
    provider.restore(stored());
    transport().open();
    transport().say(encodeLateProposalStored({ proposalId: 'p', at: 9, writes: 1 }));
    expect(provider.state).toMatchObject({ unsaved: null, proposal: { at: 9 } });
    expect(transport().sent).toContain(`sync ${syncSteps.step2}`);
  });
});

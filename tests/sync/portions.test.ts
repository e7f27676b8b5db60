import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { updateFrame } from '#server/sync/transport/frames.ts';
import { Packet } from '#server/sync/transport/packet.ts';
import { Text } from '#server/sync/rooms/text.ts';

/** Updates of so many who each wrote a piece of so many signs. */
function written(pieces: number, signs: number): Uint8Array[] {
  return Array.from({ length: pieces }, (_, n) => {
    const doc = new Y.Doc();
    doc.clientID = n + 1;
    doc.getText('body').insert(0, '.'.repeat(signs));
    return Y.encodeStateAsUpdate(doc);
  });
}

const isSame = (some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean =>
  some.length === others.length && Buffer.concat(some).equals(Buffer.concat(others));

const textOf = (updates: readonly Uint8Array[]): Text =>
  new Text({ snapshot: null, updates, lastSeq: updates.length, owners: new Map(), usage: new Map() }, 0);

/** Parses the bytes of a packet as a WebSocket client does: the payloads of its messages. */
function payloadsOf(packet: Packet): Uint8Array[] {
  const bytes = Buffer.concat(packet.frames);
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x82);
    const short = bytes.readUInt8(at + 1);
    const [head, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))];
    let payload = at + head + 2;
    while ((bytes[payload] ?? 0) >= 128) payload++;
    payloads.push(new Uint8Array(bytes.subarray(payload + 1, at + head + length)));
    at += head + length;
  }
  return payloads;
}

function allAfter(text: Text, seq: number): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let through = seq; through < text.lastSeq;) {
    const portion = text.portionAfter(through);
    expect(portion.through).toBeGreaterThan(through);
    const portionPayloads = payloadsOf(portion.packet);
    // Nothing signals that a portion stopped below its limit although more follows: its reader would wait for
    // ever.
    if (portion.through < text.lastSeq)
      expect(Buffer.concat(portionPayloads).length).toBeGreaterThan(200_000);
    payloads.push(...portionPayloads);
    through = portion.through;
  }
  return payloads;
}

describe('what somebody missed', () => {
  it('comes whole and in order, wherever it begins', () => {
    const updates = written(400, 10_000);
    const text = textOf(updates);
    for (const seq of [0, 1, 104, 150, 399, 400])
      expect(isSame(allAfter(text, seq), updates.slice(seq))).toBe(true);
  });

  it('is the same portions for all who missed it, but for the first of each', () => {
    const text = textOf(written(400, 10_000));
    const [one, other] = [text.portionAfter(10), text.portionAfter(70)];
    expect(one.through).toBe(other.through);
    expect(text.portionAfter(other.through)).toBe(text.portionAfter(one.through));
  });

  it('goes out with the stored bytes themselves where they are large', () => {
    const updates = written(3, 200_000);
    const { packet } = textOf(updates).portionAfter(0);
    for (const update of updates) expect(packet.frames.some((piece) => piece === update)).toBe(true);
    expect(isSame(payloadsOf(packet), updates)).toBe(true);
  });

  it('begins with the snapshot for one who missed that too', () => {
    const updates = written(400, 10_000);
    const text = textOf(updates);
    const bytes = Y.mergeUpdates(updates.slice(0, 100));
    text.compacted({
      throughSeq: 100,
      bytes,
      stateVector: Y.encodeStateVectorFromUpdate(bytes),
      structsEnd: bytes.length - 1
    });
    expect(isSame(allAfter(text, 5), [bytes, ...updates.slice(100)])).toBe(true);
    expect(isSame(allAfter(text, 350), updates.slice(350))).toBe(true);
    expect(text.portionAfter(5)).toBe(text.portionAfter(50));
  });
});

describe('a text whose log could not be compacted for long', () => {
  it('answers with all of its 200,000 updates', () => {
    const [update = new Uint8Array()] = written(1, 1);
    const text = textOf(new Array<Uint8Array>(200_000).fill(update));
    // One message more ends the answer.
    expect(text.answerTo(Uint8Array.of(0)).packet.messages).toHaveLength(200_001);
    const portion = text.portionAfter(0);
    expect(portion.packet.frames.length).toBeGreaterThan(0);
  });
});

describe('messages of every size', () => {
  it('come out as they went in', () => {
    const payloads = [0, 1, 119, 120, 130, 16_383, 16_384, 65_530, 65_536, 300_000].map((size) =>
      new Uint8Array(size).fill(7)
    );
    expect(isSame(payloadsOf(new Packet(payloads.map(updateFrame))), payloads)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import * as decoding from 'lib0/decoding';
import { closeCodes, closeReasonOf, isFinal } from '#wire/close.ts';
import {
  encodeAccess,
  encodeCommitted,
  encodeLateProposalStored,
  encodeQuarantined,
  encodeTrouble,
  messageTypes,
  readAccess,
  readCommitted,
  readLateProposalStored,
  encodeTextSize,
  isNearlyFull,
  readTextSize,
  readTrouble,
  troubles
} from '#wire/messages.ts';

/** Checks the message's type and returns a decoder after it. */
const opened = (frame: Uint8Array, type: number): decoding.Decoder => {
  const decoder = decoding.createDecoder(frame);
  expect(decoding.readVarUint(decoder)).toBe(type);
  return decoder;
};

describe('our messages', () => {
  it('come out as they went in, at their bounds too', () => {
    const committed = {
      generation: 3,
      at: 1_385_000_000_000,
      writes: 70_000,
      clocks: new Map([
        [1, 2 ** 40],
        [2 ** 32 - 1, 0]
      ])
    };
    expect(readCommitted(opened(encodeCommitted(committed), messageTypes.committed))).toEqual(committed);
    for (const access of ['read', 'write'] as const)
      expect(readAccess(opened(encodeAccess(access), messageTypes.access))).toBe(access);
    const late = { proposalId: '9b1d…', at: 5, writes: 3 };
    expect(
      readLateProposalStored(opened(encodeLateProposalStored(late), messageTypes.lateProposalStored))
    ).toEqual(late);
    for (const trouble of troubles)
      expect(readTrouble(opened(encodeTrouble(trouble), messageTypes.trouble))).toBe(trouble);
    const quarantined = opened(encodeQuarantined('unknown node'), messageTypes.quarantined);
    expect(decoding.readVarString(quarantined)).toBe('unknown node');
    const textSize = { size: 7 * 2 ** 20, limit: 8 * 2 ** 20 };
    expect(readTextSize(opened(encodeTextSize(textSize), messageTypes.textSize))).toEqual(textSize);
    const passageSize = { size: 600_000, limit: 500_000, of: 'passage' as const };
    expect(readTextSize(opened(encodeTextSize(passageSize), messageTypes.textSize))).toEqual(passageSize);
    const written = { size: 130, limit: 160, of: 'written' } as const;
    expect(readTextSize(opened(encodeTextSize(written), messageTypes.textSize))).toEqual(written);
    expect([isNearlyFull(textSize), isNearlyFull({ ...textSize, size: 6 * 2 ** 20 })]).toEqual([true, false]);
  });

  it('have types that y-websocket does not know', () => {
    const { sync, awareness, auth, queryAwareness, ...ours } = messageTypes;
    expect(Math.min(...Object.values(ours))).toBeGreaterThan(99);
    expect([sync, awareness, auth, queryAwareness]).toEqual([0, 1, 2, 3]);
  });
});

describe('close codes', () => {
  it('are those of the contract', () => {
    expect(closeCodes).toMatchObject({
      malformed: 4400,
      'session-ended': 4401,
      forbidden: 4403,
      'too-slow': 4408,
      'generation-ended': 4409,
      'too-large': 4413,
      'client-too-old': 4426,
      rate: 4429
    });
    expect(closeReasonOf(4409)).toBe('generation-ended');
    expect(closeReasonOf(1006)).toBeUndefined();
  });

  it('let a client come back by itself only where that can help', () => {
    const comesBack = (Object.keys(closeCodes) as (keyof typeof closeCodes)[])
      .filter((reason) => !isFinal(reason))
      .sort();
    expect(comesBack).toEqual(['rate', 'restart', 'too-slow', 'try-again']);
  });
});

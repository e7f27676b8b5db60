import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as decoding from 'lib0/decoding';
import { closeCodes, closeReasonOf, closeReasonOfStatus, isFinal, type CloseReason } from '#wire/close.ts';
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
  const reasons = Object.keys(closeCodes) as CloseReason[];

  it('are those of the contract', () => {
    const numbers = Object.fromEntries(reasons.map((reason) => [reason, closeCodes[reason].number]));
    expect(numbers).toEqual({
      malformed: 4400,
      'session-ended': 4401,
      forbidden: 4403,
      'too-slow': 4408,
      'generation-ended': 4409,
      'too-large': 4413,
      'client-too-old': 4426,
      rate: 4429,
      restart: 1012,
      'try-again': 1013
    });
    expect(closeReasonOf(4409)).toBe('generation-ended');
    expect(closeReasonOf(1006)).toBeUndefined();
  });

  it('let a client come back by itself only where that can help', () => {
    const comesBack = reasons.filter((reason) => !isFinal(reason)).sort();
    expect(comesBack).toEqual(['rate', 'restart', 'too-slow', 'try-again']);
  });

  it('are those that the protocol lists, with what it tells a client to do', () => {
    const page = readFileSync('docs/protocol.md', 'utf8').split('## Close codes')[1]?.split('\n## ')[0] ?? '';
    const listed = [...page.matchAll(/^\| (\d{4}) \| ([a-z ]+).*\| ([^|]+) \|$/gm)].map(
      ([, number, name = '', advice = '']) =>
        [Number(number), name.trim().replaceAll(' ', '-'), !advice.startsWith('reconnect')] as const
    );
    const held = reasons.map((reason) => [closeCodes[reason].number, reason, isFinal(reason)] as const);
    expect(listed.toSorted(byNumber)).toEqual(held.toSorted(byNumber));
  });

  it('say the same as the statuses with which a request is refused', () => {
    const ofStatus = (status: number): unknown => closeReasonOfStatus(status);
    expect([400, 401, 403, 404, 413, 426, 429, 503].map(ofStatus)).toEqual([
      'malformed',
      'session-ended',
      'forbidden',
      'forbidden',
      'too-large',
      'client-too-old',
      'rate',
      'try-again'
    ]);
    expect([200, 409, 500, 502].map(ofStatus)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

const byNumber = ([a]: readonly [number, ...unknown[]], [b]: readonly [number, ...unknown[]]): number =>
  a - b;

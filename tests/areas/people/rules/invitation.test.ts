import { describe, expect, it } from 'vitest';
import { expiryFrom, isToken, statusOf } from '#rules/people/invitation.ts';

const sent = new Date('2013-11-01T08:00:00.000Z');
const fresh = { expiresAt: expiryFrom(sent), acceptedAt: null, withdrawnAt: null, inviterIsAuthorized: true };

describe('an invitation', () => {
  it('is open for fourteen days, to the moment', () => {
    expect(fresh.expiresAt).toBe('2013-11-15T08:00:00.000Z');
    expect(statusOf(fresh, '2013-11-15T07:59:59.999Z')).toBe('open');
    expect(statusOf(fresh, '2013-11-15T08:00:00.000Z')).toBe('lapsed');
  });

  it('lapses when the one who invited keeps the people of the study no longer', () => {
    expect(statusOf({ ...fresh, inviterIsAuthorized: false }, sent.toISOString())).toBe('lapsed');
  });

  it('once accepted or withdrawn stays so', () => {
    expect(statusOf({ ...fresh, acceptedAt: sent.toISOString() }, '2014-01-01T00:00:00.000Z')).toBe(
      'accepted'
    );
    expect(statusOf({ ...fresh, withdrawnAt: sent.toISOString() }, '2014-01-01T00:00:00.000Z')).toBe(
      'withdrawn'
    );
  });

  it('is found by a token of 64 hexadecimal digits and by nothing that nearly reads like one', () => {
    expect(isToken('0123456789abcdef'.repeat(4))).toBe(true);
    for (const text of [
      '',
      'A'.repeat(64),
      '0'.repeat(63),
      '0'.repeat(65),
      `${'0'.repeat(64)}\n`,
      '%'.repeat(64)
    ])
      expect(isToken(text)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { hashPassword, validatePassword, longestPassword, passwordMatches } from '#server/auth/password.ts';

describe('a password', () => {
  it.each([
    ['eight characters', 'meridian'],
    ['eight Chinese characters', '北京上海广州深圳'],
    ['spaces at its ends', '  word  '],
    ['the longest', 'a'.repeat(longestPassword)],
    ['the longest, of characters outside the BMP', '🀄'.repeat(longestPassword)]
  ])('may have %s', async (_, password) => {
    expect(validatePassword(password).ok).toBe(true);
    expect(await passwordMatches(await hashPassword(password), password)).toBe(true);
  });

  it.each([
    ['too short', 'seven77', 'password-too-short'],
    ['too short, however many bytes it has', '北京上海', 'password-too-short'],
    ['too short when composed', 'e\u0301'.repeat(7), 'password-too-short'],
    ['too long', 'a'.repeat(longestPassword + 1), 'password-too-long'],
    ['a megabyte', 'a'.repeat(1_000_000), 'password-too-long']
  ])('is refused when %s', (_, password, code) => {
    expect(validatePassword(password)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('is stored as argon2id at the cost that OWASP names first, and nothing of it is readable', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(stored).not.toContain('correct');
  });

  it('is the same however its accents were composed, and different with a space more', async () => {
    const known = await hashPassword('caf\u00e9 caf\u00e9');
    expect(await passwordMatches(known, 'cafe\u0301 cafe\u0301')).toBe(true);
    expect(await passwordMatches(known, 'caf\u00e9 caf\u00e9 ')).toBe(false);
  });

  it('never matches where none is known, and never when it is too long to have been set', async () => {
    expect(await passwordMatches(null, '')).toBe(false);
    expect(await passwordMatches(null, 'meridian')).toBe(false);
    expect(await passwordMatches(await hashPassword(''), 'a'.repeat(1_000_000))).toBe(false);
  });
});

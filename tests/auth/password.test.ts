import { describe, expect, it } from 'vitest';
import { longestPassword, type PasswordOwner } from '#rules/people/password.ts';
import { hashPassword, passwordMatches, validatePassword } from '#server/auth/password.ts';

const li: PasswordOwner = {
  email: 'li.wenhua@smartcity-bureau.example',
  name: { en: 'Li Wenhua', zh: '李文华' },
  holdsOffice: false
};
const origin = 'https://study.example.org';
const validate = (password: string, owner: Partial<PasswordOwner> = {}) =>
  validatePassword(password, { ...li, ...owner }, origin);

/** As long as the longest, of different characters. */
const longest = 'rain over the old harbour, '.repeat(20).slice(0, longestPassword);

describe('a password', () => {
  it.each([
    ['eight characters', 'k7#mvQ2x'],
    ['eight Chinese characters', '雨落旧港口灯未灭'],
    ['spaces at its ends', '  harbour  '],
    ['a word of the installation among others', 'the meridian of our old harbour'],
    ['the longest', longest],
    ['the longest, of characters outside the BMP', '🀄🀅🀆🀇'.repeat(longestPassword / 4)]
  ])('may have %s', async (_, password) => {
    expect(validate(password)).toMatchObject({ ok: true });
    expect(await passwordMatches(await hashPassword(password), password)).toBe(true);
  });

  it.each([
    ['too short', 'seven77', 'password-too-short'],
    ['too short, however many bytes it has', '北京上海', 'password-too-short'],
    ['too short when composed', 'e\u0301'.repeat(7), 'password-too-short'],
    ['too long', 'a'.repeat(longestPassword + 1), 'password-too-long'],
    ['a megabyte', 'a'.repeat(1_000_000), 'password-too-long'],
    ['a common word', 'password', 'password-common'],
    ['a common word with a year and a sign', 'Summer2024!', 'password-common'],
    ['a common word in other signs', 'P@ssw0rd!', 'password-common'],
    ['digits in a row', '1234567890', 'password-common'],
    ['a date', '19800512', 'password-common'],
    ['a row of the keyboard', 'qwertyuiop', 'password-common'],
    ['one thing again and again', 'abcabcabcabc', 'password-common'],
    ['what everybody says in Chinese', 'woaini1314', 'password-common'],
    ['their own name', 'LiWenhua88', 'password-personal'],
    ['their own address', 'li.wenhua@smartcity-bureau', 'password-personal'],
    ['their own name in Chinese', '李文华李文华2024', 'password-personal'],
    ['the name of the installation', 'meridian', 'password-personal'],
    ['the host of the installation', 'study-example-1', 'password-personal']
  ])('is refused when it is set and is %s', (_, password, code) => {
    expect(validate(password)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('has twelve characters where its owner decides for others', () => {
    expect(validate('k7#mvQ2xWpL', { holdsOffice: true })).toMatchObject({
      refusal: { code: 'password-too-short', facts: { least: 12 } }
    });
    expect(validate('k7#mvQ2xWpLr', { holdsOffice: true })).toMatchObject({ ok: true });
  });

  it('of a demo account may be the one that everybody knows', () => {
    expect(validate('meridian', { email: 'chair.eu@demo.local', holdsOffice: true })).toMatchObject({
      ok: true
    });
  });

  it('opens an account also where it could not be set today', async () => {
    expect(await passwordMatches(await hashPassword('short'), 'short')).toBe(true);
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

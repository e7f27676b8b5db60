import { describe, expect, it } from 'vitest';
import { returnPath } from '#lib/server/return-path.ts';

describe('the way back after a form', () => {
  it.each(['/', '/studies/eu-china-2013/cities?order=name', '/studies/x#haidian', '/%2F%2Fe'])(
    '%s stays',
    (path) => {
      expect(returnPath(path)).toBe(path);
    }
  );

  it.each([
    '//e',
    '/\\e',
    'https:e',
    'https://e',
    'javascript:alert(1)',
    '/\t/e',
    '/\n/e',
    '/a\r\nSet-Cookie: x',
    '',
    'e',
    '\\\\e',
    ' /x',
    '/ /e'
  ])('%j leads home instead', (path) => {
    expect(returnPath(path)).toBe('/');
  });

  it('nothing leads home too', () => {
    expect(returnPath(null)).toBe('/');
  });
});

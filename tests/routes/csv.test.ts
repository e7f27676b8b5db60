import { describe, expect, it } from 'vitest';
import { csvOf } from '#base/csv.ts';
import { qrPath } from '#lib/server/qr.ts';

const lines = (rows: Parameters<typeof csvOf>[0]): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(csvOf(rows));

describe('a table for spreadsheets', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    ' =1',
    '\u200b=1',
    '\ufeff=1'
  ])('takes %j for text', (value) => {
    expect(lines([[value]])).toMatch(/^\ufeff"?'/);
  });

  it.each([
    ['x;=1+cmd', '"x;\'=1+cmd"'],
    ['x; ＝1', '"x; \'＝1"'],
    ['x\t-1', '"x\t\'-1"'],
    ['x\n@SUM(A1)', '"x\n\'@SUM(A1)"'],
    ['x;y', '"x;y"'],
    ['a=b', '"a=b"']
  ])('keeps %j together, whatever separates its cells', (value, expected) => {
    expect(lines([[value]])).toBe(`\ufeff${expected}\r\n`);
  });

  it('quotes every text, and begins with a mark for Chinese', () => {
    expect(lines([['a,b', 'say "x"', '第一行\n第二行', null, 3]])).toBe(
      '\ufeff"a,b","say ""x""","第一行\n第二行",,3\r\n'
    );
  });
});

describe('a QR code', () => {
  it('is one path of whole modules, larger for more words', () => {
    const short = qrPath('https://example.org/verify');
    const long = qrPath(`https://example.org/verify?hash=${'ab'.repeat(32)}`);
    expect(short.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(long.size).toBeGreaterThan(short.size);
    // The three squares by which a reader finds it.
    for (const [x, y] of [
      [0, 0],
      [long.size - 7, 0],
      [0, long.size - 7]
    ] as const)
      expect(long.path).toContain(`M${x} ${y}h1v1h-1z`);
  });
});

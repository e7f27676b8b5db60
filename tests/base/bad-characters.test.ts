import fc from '#kit/properties.ts';
import { describe, expect, test } from 'vitest';
import { badCharacters, signsOf } from '#base/bad-characters.ts';

describe('signs that no text should hold', () => {
  test.each([
    ['a lost sign', 'caf\uFFFD', [['lost', 3, 'U+FFFD']]],
    [
      'a control character',
      'a\u0007b\u000Bc',
      [
        ['control', 1, 'U+0007'],
        ['control', 3, 'U+000B']
      ]
    ],
    ['a sign of one font alone', 'see \uF0B7 item', [['private', 4, 'U+F0B7']]],
    ['half a sign', 'x\uD83D!', [['half', 1, 'U+D83D']]],
    [
      'an invisible blank and a joiner between letters',
      'smart\u200Bcity\u200Dplan',
      [
        ['unseen', 5, 'U+200B'],
        ['unseen', 10, 'U+200D']
      ]
    ],
    [
      'a mark of byte order and a turn of direction',
      '\uFEFFName \u202Etxt',
      [
        ['unseen', 0, 'U+FEFF'],
        ['unseen', 6, 'U+202E']
      ]
    ],
    [
      'UTF-8 read as Windows-1252',
      'cafÃ© â€™ ä¸­å¿ƒ',
      [
        ['garbled', 3, 'Ã©'],
        ['garbled', 6, 'â€™'],
        ['garbled', 10, 'ä¸\u00AD'],
        ['garbled', 13, 'å¿ƒ']
      ]
    ],
    ['GBK read as Latin-1', 'ÖÐ¹úÁª', [['garbled', 0, 'ÖÐ¹úÁª']]],
    ['UTF-8 that was read as GBK', '名称锟斤拷', [['garbled', 2, '锟斤拷']]]
  ])('%s is found (R236)', (_name, text, expected) => {
    expect(badCharacters(text).map(({ kind, at, sign }) => [kind, at, sign])).toEqual(expected);
  });

  test.each([
    'Málaga, Saint-Quentin-en-Yvelines, Tallinn: 2,785 million €',
    '智慧城市“顶层设计”——约3亿元，２０１３年。',
    'un café… “voilà”',
    'à la carte « été »',
    'CAFÉ” and ÄÖÜß',
    'line\nline\ttab\r\n',
    '👩‍💻 👍🏽',
    'می‌خواهم',
    '20 °C, CO₂, m²',
    'São Paulo: NÃO'
  ])('%j is a text as people write it', (text) => expect(badCharacters(text)).toEqual([]));

  test('each sign is named once, and a text that is broken throughout ends somewhere', () => {
    expect(signsOf(badCharacters('\uFFFDa\uFFFD\u0001'))).toBe('U+FFFD U+0001');
    expect(badCharacters('\uFFFD'.repeat(10_000)).length).toBe(200);
  });

  test('where one is said to be, it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { at, length, kind, sign } of badCharacters(text)) {
          const run = text.slice(at, at + length);
          expect(run.length).toBe(length);
          if (kind === 'garbled') expect(run).toBe(sign);
        }
      })
    );
  });
});

import { describe, expect, it } from 'vitest';
import { textOfNode } from '#base/content.ts';
import { textExchange } from '#server/areas/exchange/text.ts';
import { bookOf, demoFramework, describedCities, emptyBook } from '#kit/answer-books.ts';

const parse = (text: string) => textExchange.read(new TextEncoder().encode(text), demoFramework());

describe('the response of a city as plain text', () => {
  it.each(describedCities())('of %s comes back with every value and every word', (city) => {
    for (const language of ['en', 'zh'] as const) {
      const book = { ...bookOf(city), language };
      const read = textExchange.read(textExchange.write(book), book.framework);
      expect(read.findings).toEqual([]);
      expect(read.cells).toEqual(book.cells);
      expect(read.from).toEqual({ study: 'eu-china-2013', city, frameworkVersion: book.framework.version });
      const text = (texts: typeof book.texts) =>
        texts.map(({ id, en, zh }) => [id, en.map(textOfNode).join(''), zh.map(textOfNode).join('')]);
      expect(text(read.texts)).toEqual(text(book.texts));
    }
  });

  it('that is empty is a form that says nothing, and what is written into it is read', () => {
    const form = new TextDecoder().decode(textExchange.write(emptyBook()));
    const { cells, texts, findings } = parse(form);
    expect([cells, texts, findings]).toEqual([{}, [], []]);
    const filled = form
      .replace('[k:value#amount] =', '[k:value#amount] = 1,200 万')
      .replace(/(\[q:strategy\.vision\][^]*?English:\n)/, '$1\nA city for all.\n\n- One\n- Two\n');
    const read = parse(filled);
    expect(read.findings).toEqual([]);
    expect(read.cells).toEqual({ 'funding.required/value': { amount: 12_000_000 } });
    expect(read.texts.map(({ id, en }) => [id, en.map(({ type }) => type), en.map(textOfNode)])).toEqual([
      ['answer:strategy.vision', ['paragraph', 'bulletList'], ['A city for all.', 'OneTwo']]
    ]);
  });

  it('that somebody wrote by themselves goes below the codes that lines begin with; the rest is told', () => {
    const read = parse(
      'Dear all,\n1.1 Vision\nA city for all.\n1.1 billion people live here.\n2.2：市民参与\n每月一次。\n'
    );
    expect(read.texts.map(({ id, en, zh }) => [id, en.map(textOfNode), zh.map(textOfNode)])).toEqual([
      ['answer:strategy.vision', ['Vision', 'A city for all.', '1.1 billion people live here.'], []],
      ['answer:stakeholders.citizen-engagement', [], ['市民参与', '每月一次。']]
    ]);
    expect(read.findings).toEqual([
      { kind: 'unplaced', location: '1', text: 'Dear all,', question: null, detail: '' }
    ]);
  });

  it('is told of signs that no text should hold', () => {
    expect(parse('1.1\nCaf\uFFFD\n').findings).toEqual([
      expect.objectContaining({
        kind: 'bad-characters',
        location: '2',
        question: 'strategy.vision',
        detail: 'U+FFFD'
      })
    ]);
  });

  it.each([
    ['UTF-8 with its mark', Buffer.from('\uFEFF1.1\n愿景清晰。', 'utf8')],
    ['UTF-16', Buffer.from('\uFEFF1.1\n愿景清晰。', 'utf16le')],
    [
      'GB 18030',
      Buffer.concat([
        Buffer.from('1.1\n'),
        Buffer.from([0xd4, 0xb8, 0xbe, 0xb0, 0xc7, 0xe5, 0xce, 0xfa, 0xa1, 0xa3])
      ])
    ]
  ])('is read in %s', (_, bytes) => {
    expect(
      textExchange.read(bytes, demoFramework()).texts.map(({ id, zh }) => [id, zh.map(textOfNode)])
    ).toEqual([['answer:strategy.vision', ['愿景清晰。']]]);
  });

  it.each([
    ['nothing', Buffer.from(''), 'empty'],
    ['Latin 1', Buffer.from('Caf\xe9 d\xe9j\xe0', 'latin1'), 'not-utf8'],
    ['a page', Buffer.from('<html><body>1.1</body></html>'), 'wrong-type'],
    ['a zip', Buffer.from('PK\x03\x04'), 'wrong-type'],
    ['bytes', Buffer.from([65, 0, 1, 2]), 'wrong-type'],
    ['very many lines', Buffer.from('a\n'.repeat(200_001)), 'too-many-rows']
  ] as const)('is refused: %s', (_, bytes, fault) => {
    expect(() => textExchange.read(bytes, demoFramework())).toThrow(expect.objectContaining({ fault }));
  });
});

/** Shows that any part of a Chinese sentence and any form of an English word finds the text, and nothing else does. */
import { readFileSync } from 'node:fs';
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { matchRanges, snippetOf } from '#lib/areas/search/matches.ts';
import { spellingsOf } from '#lib/areas/search/names.ts';
import { equivalentsOf, parseQuery, type Equivalent, type SearchQuery } from '#lib/areas/search/query.ts';
import { foldedText, indexTokens } from '#lib/areas/search/tokens.ts';
import { matchesQuery } from '#kit/matching-query.ts';

const parsed = (text: string, terms: readonly Equivalent[] = []): SearchQuery => {
  const result = parseQuery(text, equivalentsOf(terms));
  if (!result.ok) throw new Error(`${text} is refused: ${result.fault}`);
  return result.query;
};
const finds = (query: string, text: string): boolean => matchesQuery(text, parsed(query));
const faultOf = (text: string): string | null => {
  const result = parseQuery(text);
  return result.ok ? null : result.fault;
};

const sentence = '该市的智慧城市治理由市政府办公厅牵头，2013年投资3,497.9亿元。';

describe('a search in Chinese', () => {
  it.each(['智', '市', '慧城', '智慧城市', '办公厅牵', '智慧城市治理由市政府办公', '元', '2013年投资'])(
    'finds %s in the middle of a sentence (R222)',
    (query) => expect(finds(query, sentence)).toBe(true)
  );

  it.each(['慧治', '城治理', '"办公厅2013"', '办公室'])('does not find %s, which is not in it', (query) =>
    expect(finds(query, sentence)).toBe(false)
  );

  it('finds exactly the passages that hold the characters, for every query of one to twelve characters', () => {
    const passages = chinesePassages();
    const han = passages.flatMap((text) => foldedText(text).match(/\p{Script=Han}+/gu) ?? []);
    fc.assert(
      fc.property(
        fc.nat(han.length - 1),
        fc.nat(10_000),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (run, at, length, isForeign) => {
          const characters = Array.from(han[run] ?? '');
          const from = at % characters.length;
          const query = characters.slice(from, from + length);
          if (isForeign) query.reverse();
          const wanted = query.join('');
          const wrong = passages.filter((text) => finds(wanted, text) !== foldedText(text).includes(wanted));
          expect(wrong).toEqual([]);
        }
      ),
      { numRuns: 60 }
    );
  });

  it('keeps rare characters of two units whole', () => {
    expect(finds('𠮷', '地名𠮷野')).toBe(true);
    expect(finds('名𠮷', '地名𠮷野')).toBe(true);
    expect(matchRanges('地名𠮷野', parsed('𠮷'))).toEqual([{ from: 2, to: 4 }]);
  });

  it('finds full-width and compatibility forms', () => {
    expect(finds('5G', '５Ｇ网络')).toBe(true);
    expect(finds('㎡', '面积 300 m2')).toBe(true);
  });
});

describe('a search in English', () => {
  it.each([
    ['governance', 'How the city is governed'],
    ['CITIES', 'one city'],
    ['city', 'the city’s plan'],
    ['Besancon', 'Besançon'],
    ['Málaga', 'MALAGA'],
    ['strasse', 'Hauptstraße, STRASSE'],
    ['12500000', 'EUR 12,500,000 committed'],
    ['12,500,000', 'EUR 12500000 committed'],
    ['e-government', 'the E-Government plan']
  ])('finds by %s: %s (R222)', (query, text) => expect(finds(query, text)).toBe(true));

  it('needs every word, in any order', () => {
    expect(finds('plan funding', 'Funding of the plan')).toBe(true);
    expect(finds('plan funding', 'The plan')).toBe(false);
  });

  it('needs the words as they stand between quotation marks', () => {
    expect(finds('"smart city"', 'A smart city')).toBe(true);
    expect(finds('"smart city"', 'A city that is smart')).toBe(false);
    expect(finds('“智慧城市” plan', '智慧城市 and its plan')).toBe(true);
    expect(finds('「plan 智」', 'the plan 智慧')).toBe(true);
    expect(finds('"智慧 plan"', '智慧城市 plan')).toBe(false);
    expect(finds('"open quotation', 'a quotation that is open')).toBe(true);
  });
});

describe('a search across languages', () => {
  const terms = [{ en: 'top-level design', zh: '顶层设计' }];

  it('finds the equivalent of a query that equals a term (R222)', () => {
    expect(matchesQuery('加强顶层设计工作', parsed('Top-Level Design', terms))).toBe(true);
    expect(matchesQuery('the top-level design', parsed('顶层设计', terms))).toBe(true);
  });

  it('adds nothing to a query that only holds a term', () =>
    expect(matchesQuery('加强顶层设计工作', parsed('top-level design plan', terms))).toBe(false));
});

describe('a name', () => {
  const spelt = (name: { en: string; zh: string }): string =>
    [name.en, name.zh, spellingsOf(name, true)].join('\n');

  it.each(['zhang', 'zhangweiming', 'zhang weiming', 'weiming zhang', 'zwm', '伟明', 'Wei ming'])(
    'of a Chinese person is found by %s',
    (query) => expect(finds(query, spelt({ en: '', zh: '张伟明' }))).toBe(true)
  );

  it('is read as a surname where it begins a person’s name', () =>
    expect(finds('shan', spelt({ en: '', zh: '单明' }))).toBe(true));

  it('of a city is found by its sound and by initials', () => {
    const text = spellingsOf({ en: 'Chengdu', zh: '成都' });
    for (const query of ['chengdu', 'cheng du', 'cd']) expect(finds(query, text)).toBe(true);
  });

  it('is found with ü as u and as v', () => {
    for (const query of ['lu', 'lv', 'lü']) expect(finds(query, spelt({ en: '', zh: '吕明' }))).toBe(true);
  });

  it('of a European is found by initials', () =>
    expect(finds('js', spelt({ en: 'Jan Svensson', zh: '' }))).toBe(true));
});

describe('a query that cannot be searched', () => {
  it.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['.*+?^${}()|[]\\', 'no-words'],
    ['\ud800', 'no-words'],
    ['a', 'too-short'],
    ['a '.repeat(17), 'too-many-words']
  ])('%j is refused as %s', (query, fault) => expect(faultOf(query)).toBe(fault));

  it('of more than 200 characters is refused', () => expect(faultOf('智'.repeat(201))).toBe('too-long'));

  it('of ten megabytes is refused', () => expect(faultOf('智慧 '.repeat(3_500_000))).toBe('too-long'));

  it('takes signs of regular expressions, wildcards and lone surrogates as separators', () => {
    expect(finds('plan.*', 'the plan')).toBe(true);
    expect(finds('plan\udc00 city', 'city plan')).toBe(true);
    expect(finds("'; drop table passage; --", 'drop the table, passage')).toBe(true);
  });

  it('never throws, and gives tokens without separators', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        parseQuery(text);
        expect(indexTokens(text).filter((token) => !/^[^\s"'\\]+$/u.test(token))).toEqual([]);
      }),
      { numRuns: 300 }
    ));
});

describe('a snippet', () => {
  const query = parsed('牵头');
  const shown = (text: string, of: SearchQuery) => snippetOf(text, matchRanges(text, of));

  it('shows the matched words in their context', () => {
    const { text, marks } = shown(sentence, query);
    expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(['牵头']);
  });

  it('is cut around the first match of a long text', () => {
    const long = `${'前文。'.repeat(100)}由办公厅牵头，${'后文。'.repeat(100)}`;
    const { text, marks } = shown(long, query);
    expect(text.length).toBeLessThan(130);
    expect(text).toMatch(/^….*…$/u);
    expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(['牵头']);
  });

  it('marks the forms of a word as they stand in the text', () => {
    const { text, marks } = shown('Cities govern; the City’s plan.', parsed('city'));
    expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(['Cities', 'City']);
  });

  it('marks an accented word whole', () => {
    const { text, marks } = shown('In Besanc\u0327on today', parsed('besançon'));
    expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(['Besanc\u0327on']);
  });
});

function chinesePassages(): string[] {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && /\p{Script=Han}/u.test(value)) texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const file of ['glossary', 'rubric', 'chapters'])
    collect(JSON.parse(readFileSync(new URL(`../../server/seeds/${file}.json`, import.meta.url), 'utf8')));
  return texts.slice(0, 80);
}

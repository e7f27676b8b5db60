/**
 * Tests a response as a workbook: written and read again it is the same, and changes that people made in
 * between are understood or reported.
 */
import { isDeepStrictEqual } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { nineBooks } from '#kit/nine-books.ts';
import { answersOf, cellsOfAnswer } from '#document/answers.ts';
import { emptyAnswer } from '#rules/answers/answer.ts';
import type { AnswerBook } from '#areas/answers';
import type { ParsedFile } from '#server/areas/exchange/book.ts';
import { xlsxExchange } from '#server/areas/exchange/xlsx.ts';
import { mustBeXml } from '../../files/office-files.ts';
import {
  columnNamed,
  failed,
  formula,
  number,
  rich,
  sheetNamed,
  sheetsIn,
  style,
  truth,
  workbook,
  type TestSheet
} from './workbooks.ts';

const books = nineBooks();
const [haidian] = books;
if (!haidian) throw new Error('No city is described');
const { framework } = haidian;
const empty: AnswerBook = { ...haidian, cells: {}, texts: [] };
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (bytes: Uint8Array): ParsedFile => xlsxExchange.read(bytes, framework);
const bookWith = (cells: AnswerBook['cells'], texts: AnswerBook['texts'] = []): AnswerBook => ({
  ...empty,
  cells,
  texts
});
const services = '8.1 Smart city service';

/** Returns the file after a person has changed it and another program has stored it. */
function changed(
  book: AnswerBook,
  change: (sheets: TestSheet[]) => void,
  options: Parameters<typeof workbook>[1] = {}
): ParsedFile {
  const sheets = sheetsIn(xlsxExchange.write(book));
  change(sheets);
  return read(workbook(sheets, options));
}
/** Cells that are read otherwise than they were written. */
const differences = (parsed: ParsedFile, book: AnswerBook): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set([...Object.keys(parsed.cells), ...Object.keys(book.cells)])]
      .filter((key) => !isDeepStrictEqual(parsed.cells[key], book.cells[key]))
      .map((key) => [key, parsed.cells[key]])
  );
const recordsOf = (book: AnswerBook, question = 'services.register') =>
  answersOf(book.cells).get(question)?.records ?? [];
const firstService = recordsOf(haidian)[0]?.id ?? '';
const at = (name: string, record = firstService): string => `services.register/${record}/${name}`;
const oneService = bookWith(
  cellsOfAnswer({ ...emptyAnswer('services.register'), records: recordsOf(haidian).slice(0, 1) })
);

describe('a response as a workbook', () => {
  test.each(['en', 'zh'] as const)(
    'of each of the nine described cities comes back field by field, its names in %s',
    (language) => {
      const all = nineBooks(language);
      expect(all.length).toBe(9);
      for (const book of all) {
        const parsed = read(xlsxExchange.write(book));
        expect(parsed.cells).toEqual(book.cells);
        expect(plain(parsed.texts)).toEqual(plain(book.texts));
        expect(parsed.findings).toEqual([]);
        expect(parsed.from).toEqual({
          study: book.study.slug,
          city: book.city.id,
          frameworkVersion: framework.version
        });
      }
    }
  );

  test('the same from another program, which stores words apart and knows no quoted cells', () => {
    const parsed = changed(haidian, () => undefined);
    expect(differences(parsed, haidian)).toEqual({});
    expect(plain(parsed.texts)).toEqual(plain(haidian.texts));
    expect(parsed.findings).toEqual([]);
  });

  test('is made of XML, shows no key, and lets no cell be a formula', () => {
    const book = bookWith({
      ...haidian.cells,
      [at('name.en')]: '=HYPERLINK("http://x")',
      [at('name.zh')]: '＋1'
    });
    const parts = Object.entries(unzipSync(xlsxExchange.write(book))).map(
      ([name, bytes]) => [name, strFromU8(bytes)] as const
    );
    for (const [, xml] of parts) mustBeXml(xml);
    const all = parts.map(([, xml]) => xml).join('');
    expect(all).not.toMatch(/<f>|<f /);
    expect(all).toMatch(/s="2" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK/);
    expect(all.match(/<row r="1" hidden="1">/g)?.length).toBeGreaterThan(20);
    expect(differences(read(xlsxExchange.write(book)), book)).toEqual({});
  });

  test('what no sheet shows comes back all the same: odd values, unknown places, long and broken words', () => {
    const book = bookWith({
      'gone.question/value': { a: [1, null] },
      'strategy.kpis/state': 'perhaps',
      'services.register/alone/$': 3,
      'services.register/odd/$': 2,
      'services.register/odd/unheard-of': true,
      [at('name.en', 'odd')]: ' padded ',
      [at('overview.en', 'odd')]: `${'𠮷'.repeat(40_000)}end`,
      [at('overview.zh', 'odd')]: 'a\r\nb\u0001\uD800 _x0041_',
      'value.reductions/value:co2': { value: 3, money: { amount: 1, currency: 'CNY' }, more: 1 },
      'value.reductions/value:co2@source': ' p. 3 ',
      'funding.required/value': { amount: 2e9, currency: 'CNY' },
      'funding.required/state': 'confidential',
      'stakeholders.engagement-tech/value': 'partly',
      'stakeholders.engagement-tech/value:kinds': ['gamification', { en: 'Own', zh: '自有' }]
    });
    expect(differences(read(xlsxExchange.write(book)), book)).toEqual({});
  });

  test('an empty one asks everything in both languages, offers the choices, and says nothing when it comes back', () => {
    const bytes = xlsxExchange.write(empty);
    const sheets = sheetsIn(bytes);
    const cells = sheets.flatMap(({ rows }) => rows.flat());
    for (const { questions } of framework.characteristics)
      for (const { text } of questions) expect(cells).toEqual(expect.arrayContaining([text.en, text.zh]));
    expect(cells).toEqual(
      expect.arrayContaining(['Not disclosed (internal) [confidential]', 'Transportation [transportation]'])
    );
    expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet2.xml'] ?? new Uint8Array())).toContain(
      '<dataValidation type="list"'
    );
    expect(sheetNamed(sheets, services).rows.length).toBe(22);
    expect(read(bytes)).toMatchObject({ cells: {}, texts: [], findings: [] });
  });

  test('an empty one, filled in, holds what was filled in and no more (R032)', () => {
    const parsed = changed(empty, (sheets) => {
      const strategy = sheetNamed(sheets, '1 Smart City Strategy');
      const row = strategy.rows.find((one) => one[columnNamed(strategy, 'code')] === '1.3');
      if (row) row[columnNamed(strategy, '=choice')] = '是';
      if (row) row[columnNamed(strategy, 'text.zh')] = '第一段\n\n第二段';
      const funding = sheetNamed(sheets, '4 Funding');
      const required = funding.rows.find((one) => one[columnNamed(funding, 'code')] === '4.2');
      if (required) required[columnNamed(funding, '=amount')] = '约27.85亿元';
      const process = funding.rows.find((one) => one[columnNamed(funding, 'code')] === '4.3');
      if (process) process[columnNamed(funding, 'state')] = '无数据';
      const list = sheetNamed(sheets, services);
      const [first] = list.rows.slice(2);
      if (first) first[columnNamed(list, 'name=zh')] = '智慧停车';
      if (first) first[columnNamed(list, 'category=choice')] = 'transportation';
    });
    const [record] = answersOf(parsed.cells).get('services.register')?.records ?? [];
    expect(record).toMatchObject({
      position: 0,
      fields: { name: { en: '', zh: '智慧停车' }, category: 'transportation' }
    });
    expect(
      Object.fromEntries(Object.entries(parsed.cells).filter(([key]) => !key.startsWith('services')))
    ).toEqual({
      'strategy.ict-plan/value': 'yes',
      'funding.required/value': { amount: 2_785_000_000, currency: 'CNY', approximate: true },
      'funding.process/state': 'no-data'
    });
    const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
    expect(parsed.texts).toEqual([
      { id: 'answer:strategy.ict-plan', en: [], zh: [paragraph('第一段'), paragraph('第二段')] }
    ]);
    expect(parsed.findings).toEqual([]);
  });

  test('a topic has a state of its own, and a state at a row without one is reported', () => {
    const ofTopic = bookWith({ 'strategy.vision-by-topic/state:waste': 'not-applicable' });
    const [vision, waste] = ['strategy.vision-by-topic/state:energy', 'strategy.vision-by-topic/state:waste'];
    const parsed = changed(ofTopic, (sheets) => {
      const strategy = sheetNamed(sheets, '1 Smart City Strategy');
      const state = columnNamed(strategy, 'state');
      const rowOf = (part: string) =>
        strategy.rows.find((one) =>
          String(one[columnNamed(strategy, 'part')] as string | number | undefined).startsWith(part)
        );
      expect(rowOf('Waste')?.[state]).toBe('Not applicable [not-applicable]');
      for (const [part, text] of [
        ['Waste', ''],
        ['Energy', '不适用'],
        ['General account', '无数据']
      ] as const) {
        const row = rowOf(part);
        if (!row) throw new Error(`No row of ${part}`);
        row[state] = text;
      }
    });
    expect(parsed.cells).toEqual({ [vision]: 'not-applicable', [waste]: null });
    expect(parsed.findings).toMatchObject([{ kind: 'unplaced', text: '无数据' }]);
  });

  test.each([
    'Held back as confidential',
    '涉密不予公开',
    'Confidential',
    '涉密不公开',
    'Not disclosed (internal)'
  ])('the state %s of an earlier or a present file is the same one', (label) => {
    const parsed = changed(empty, (sheets) => {
      const funding = sheetNamed(sheets, '4 Funding');
      const row = funding.rows.find((one) => one[columnNamed(funding, 'code')] === '4.3');
      if (row) row[columnNamed(funding, 'state')] = label;
    });
    expect(parsed.cells).toEqual({ 'funding.process/state': 'confidential' });
    expect(parsed.findings).toEqual([]);
  });
});

describe('a workbook that somebody went through', () => {
  const moved = (sheet: TestSheet): void => {
    sheet.rows = sheet.rows.map((row) =>
      Array.from(
        { length: Math.max(...sheet.rows.map((one) => one.length)) },
        (_, n) => row[n] ?? ''
      ).reverse()
    );
  };

  test('columns, sheets and rows in another order, sheets renamed: nothing is lost', () => {
    const parsed = changed(haidian, (sheets) => {
      for (const sheet of sheets)
        if (!sheet.name.startsWith('_') && sheet.name !== 'Read me first') moved(sheet);
      const list = sheetNamed(sheets, services);
      list.rows = [...list.rows.slice(0, 2), ...list.rows.slice(2).reverse()];
      list.name = 'Our services';
      sheets.reverse();
    });
    expect(differences(parsed, haidian)).toEqual({});
    expect(plain(parsed.texts)).toHaveLength(haidian.texts.length);
    expect(parsed.findings).toEqual([]);
  });

  test('without its row of keys and without its memory: the names of columns are enough, in one language too', () => {
    const parsed = changed(haidian, (sheets) => {
      for (const sheet of sheets)
        if (!sheet.name.startsWith('_'))
          sheet.rows = sheet.rows
            .slice(sheet.name === 'Read me first' ? 0 : 1)
            .map((row, n) =>
              n === 0
                ? row.map((cell) => (typeof cell === 'string' ? (cell.split('\n')[0] ?? '') : cell))
                : row
            );
      sheets.splice(
        sheets.findIndex(({ name }) => name === '_meridian'),
        1
      );
    });
    expect(differences(parsed, haidian)).toEqual({});
    expect(parsed.findings).toEqual([]);
    expect(parsed.from.city).toBeNull();
  });

  test('a changed value, a new row and a row taken out are three changes and no more', () => {
    const records = recordsOf(haidian);
    const last = records.at(-1)?.id ?? '';
    const parsed = changed(haidian, (sheets) => {
      const list = sheetNamed(sheets, services);
      const [name, status] = [columnNamed(list, 'name=en'), columnNamed(list, 'status=choice')];
      const row = list.rows.find((one) => one[columnNamed(list, 'record')] === firstService);
      if (row) row[name] = 'Renamed';
      list.rows = list.rows.filter((one) => one[columnNamed(list, 'record')] !== last);
      const spare = list.rows.at(-1) ?? [];
      spare[name] = 'Brand new';
      spare[status] = '运行中';
    });
    const different = differences(parsed, haidian);
    const fresh =
      Object.keys(different)
        .find((key) => different[key] === 'Brand new')
        ?.split('/')[1] ?? '';
    expect(different).toEqual({
      [at('name.en')]: 'Renamed',
      [at('$', fresh)]: records.length,
      [at('name.en', fresh)]: 'Brand new',
      [at('status', fresh)]: 'running',
      ...Object.fromEntries(
        Object.keys(haidian.cells)
          .filter((key) => key.startsWith(at('', last)))
          .map((key) => [key, null])
      )
    });
    expect(fresh).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('an emptied cell is taken out; where a column is gone, nothing is said of it', () => {
    const parsed = changed(oneService, (sheets) => {
      const list = sheetNamed(sheets, services);
      const [category, zh] = [columnNamed(list, 'category=choice'), columnNamed(list, 'name=zh')];
      for (const row of list.rows.slice(2)) row[category] = '';
      for (const row of list.rows) row.splice(zh, 1);
    });
    expect(differences(parsed, oneService)).toEqual({ [at('category')]: null, [at('name.zh')]: undefined });
    expect(at('name.zh') in parsed.cells).toBe(false);
  });

  test('of an amount whose currency has lost its column, the currency stays', () => {
    const book = bookWith({ 'funding.required/value': { amount: 5, currency: 'CNY', year: '2013' } });
    const parsed = changed(book, (sheets) => {
      const funding = sheetNamed(sheets, '4 Funding');
      const required = funding.rows.find((one) => one[columnNamed(funding, 'code')] === '4.2');
      if (required) required[columnNamed(funding, '=amount')] = number('6');
      const currency = columnNamed(funding, '=currency');
      for (const row of funding.rows) row.splice(currency, 1);
    });
    expect(parsed.cells).toEqual({ 'funding.required/value': { amount: 6, currency: 'CNY', year: '2013' } });
  });

  test.each([
    [false, 41_382],
    [true, 39_920]
  ])(
    'dates, percentages, truth and runs of words as Excel has them (calendar of 1904: %s)',
    (is1904, serial) => {
      const book = bookWith({
        'services.register/a/$': 0,
        'services.register/b/$': 1,
        'services.register/c/$': 2,
        'ict.investment/d/$': 0,
        [at('name.en', 'a')]: 'A',
        [at('name.en', 'b')]: 'B',
        [at('name.en', 'c')]: 'C',
        'ict.investment/d/owner.en': 'D'
      });
      const parsed = changed(
        book,
        (sheets) => {
          const list = sheetNamed(sheets, services);
          const date = columnNamed(list, 'launchDate=date');
          [style.day, style.month, style.year].forEach((one, n) => {
            (list.rows[2 + n] ?? [])[date] = number(serial + 0.5, one);
          });
          (list.rows[2] ?? [])[columnNamed(list, 'openApi=choice')] = truth(true);
          (list.rows[2] ?? [])[columnNamed(list, 'name=en')] = rich('Smart ', 'parking');
          const assets = sheetNamed(sheets, '7.1 ICT asset');
          (assets.rows[2] ?? [])[columnNamed(assets, 'penetration=value')] = number('0.285', style.percent);
          (assets.rows[2] ?? [])[columnNamed(assets, 'investment=amount')] = number('2.785E9');
        },
        { is1904 }
      );
      expect(differences(parsed, book)).toEqual({
        [at('launchDate', 'a')]: '2013-04-18',
        [at('launchDate', 'b')]: '2013-04',
        [at('launchDate', 'c')]: '2013',
        [at('openApi', 'a')]: 'yes',
        [at('name.en', 'a')]: 'Smart parking',
        'ict.investment/d/penetration': { value: 28.5 },
        'ict.investment/d/investment': { amount: 2_785_000_000 }
      });
      expect(parsed.findings).toEqual([]);
    }
  );

  test('a formula’s value is taken and told; what could not be calculated stays as it was', () => {
    const parsed = changed(oneService, (sheets) => {
      const list = sheetNamed(sheets, services);
      (list.rows[2] ?? [])[columnNamed(list, 'name=en')] = formula('CONCATENATE(A1)', 'Sum');
      (list.rows[2] ?? [])[columnNamed(list, 'category=choice')] = failed('#DIV/0!');
    });
    expect(differences(parsed, oneService)).toEqual({ [at('name.en')]: 'Sum', [at('category')]: undefined });
    expect(
      parsed.findings.map(({ kind, location, text, question }) => [kind, location, text, question])
    ).toEqual([
      ['calculated', `${services}!C3`, 'Sum', 'services.register'],
      ['unreadable', `${services}!E3`, '#DIV/0!', 'services.register']
    ]);
  });

  test('merged down a column the words count for each row; next to it they say nothing; over keys it is told', () => {
    const book = bookWith({
      'services.register/a/$': 0,
      'services.register/b/$': 1,
      [at('name.en', 'a')]: 'A',
      [at('name.zh', 'a')]: '甲',
      [at('name.en', 'b')]: 'B',
      [at('name.zh', 'b')]: '乙'
    });
    const down = changed(book, (sheets) => {
      const list = sheetNamed(sheets, services);
      (list.rows[2] ?? [])[columnNamed(list, 'name=en')] = 'Both';
      (list.rows[3] ?? [])[columnNamed(list, 'name=en')] = '';
      list.merges = ['C3:C4'];
    });
    expect(differences(down, book)).toEqual({ [at('name.en', 'a')]: 'Both', [at('name.en', 'b')]: 'Both' });
    const withMeasures = changed(book, (sheets) => {
      const list = sheetNamed(sheets, services);
      (list.rows[2] ?? [])[columnNamed(list, 'name=zh')] = '';
      list.merges = ['C3:D3'];
    });
    expect(differences(withMeasures, book)).toEqual({ [at('name.zh', 'a')]: undefined });
    const keys = changed(book, (sheets) => {
      sheetNamed(sheets, services).merges = ['A3:A4'];
    });
    expect(keys.findings).toMatchObject([
      { kind: 'contradictory', detail: 'merged', question: 'services.register' }
    ]);
    expect(keys.cells[at('name.en', 'b')]).not.toBe('A');
  });

  test('the same record twice, what nothing is called, a slip, a wrong number and bad characters are told where they stand (R236)', () => {
    const parsed = changed(oneService, (sheets) => {
      const list = sheetNamed(sheets, services);
      const [original = []] = list.rows.slice(2);
      const copy = [...original];
      copy[columnNamed(list, 'name=en')] = 'Copy';
      list.rows[3] = copy;
      (list.rows[1] ?? []).push('Our own column');
      original.push('Whatever');
      original[columnNamed(list, 'usesIot=choice')] = 'Perhpas';
      original[columnNamed(list, 'launchDate=date')] = 'soon';
      original[columnNamed(list, 'overview=en')] = 'cafÃ©\uFFFD';
      sheets.push({ name: 'Notes', rows: [['Please call us']] });
    });
    expect(parsed.findings.map(({ kind, text, detail }) => [kind, text, detail])).toEqual([
      ['unknown', 'Our own column', ''],
      ['bad-characters', 'cafÃ©\uFFFD', 'Ã© U+FFFD'],
      ['unreadable', 'soon', ''],
      ['unknown', 'Perhpas', ''],
      ['contradictory', 'Copy', ''],
      ['contradictory', oneService.cells[at('overview.en')], ''],
      ['unplaced', 'Please call us', '']
    ]);
  });

  test('of a text only the paragraphs that were written anew lose their form', () => {
    const bold = {
      type: 'paragraph',
      attrs: { id: 'p1' },
      content: [{ type: 'text', text: 'Bold', marks: [{ type: 'bold' }] }]
    };
    const list = {
      type: 'bulletList',
      attrs: { id: 'l1' },
      content: ['one', 'two'].map((text) => ({
        type: 'listItem',
        content: [{ type: 'paragraph', content: [{ type: 'text', text }] }]
      }))
    };
    const book = bookWith({}, [{ id: 'answer:strategy.vision', en: [bold, list], zh: [bold] }]);
    expect(read(xlsxExchange.write(book)).texts).toEqual(book.texts);
    const parsed = changed(book, (sheets) => {
      const strategy = sheetNamed(sheets, '1 Smart City Strategy');
      const row = strategy.rows.find((one) => one[columnNamed(strategy, 'code')] === '1.1') ?? [];
      expect(row[columnNamed(strategy, 'text.en')]).toBe('Bold\n\n• one\n\n• two');
      row[columnNamed(strategy, 'text.en')] = 'Bolder\n\n• one\n\n• two\n';
      row[columnNamed(strategy, 'text.zh')] = '';
    });
    expect(parsed.texts).toEqual([
      {
        id: 'answer:strategy.vision',
        en: [{ type: 'paragraph', content: [{ type: 'text', text: 'Bolder' }] }, list],
        zh: []
      }
    ]);
  });
});

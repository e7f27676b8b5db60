import { describe, expect, it } from 'vitest';
import { planImport } from '#document/import-plan.ts';
import { jsonExchange } from '#server/areas/exchange/json.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { nineBooks } from '#kit/nine-books.ts';

const books = nineBooks();
const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const [first] = books;
if (!first) throw new Error('no book');
const { framework } = first;
const read = (value: unknown) => jsonExchange.read(bytesOf(value), framework);
function faultOf(bytes: Uint8Array): string {
  try {
    jsonExchange.read(bytes, framework);
    return 'none';
  } catch (error) {
    if (error instanceof UnreadableFileError) return error.fault;
    throw error;
  }
}
const spoken = (answers: unknown): unknown => ({
  format: 'meridian.answers/1',
  study: 'eu-china-2013',
  city: 'yantai',
  answers
});

describe('a response as JSON', () => {
  it.each(books.map((book) => [book.city.id, book] as const))(
    'comes back field by field and word by word: %s',
    (_, book) => {
      const { cells, texts, findings, from } = jsonExchange.read(jsonExchange.write(book), framework);
      expect(Object.keys(book.cells).length).toBeGreaterThan(50);
      expect(cells).toEqual(book.cells);
      expect(texts).toEqual(book.texts);
      expect(findings).toEqual([]);
      expect(from).toEqual({
        study: book.study.slug,
        city: book.city.id,
        frameworkVersion: framework.version
      });
      const again = jsonExchange.write(book);
      expect(jsonExchange.write({ ...book, cells, texts })).toEqual(again);
    }
  );

  it('says of an answer that cannot be read where it stands, and takes the others', () => {
    const { cells, findings } = read(
      spoken({
        'strategy.vision': { state: 'never' },
        'funding.required': { state: 'no-data' },
        'no.question': {}
      })
    );
    expect(cells).toEqual({ 'funding.required/state': 'no-data' });
    expect(findings.map(({ kind, location }) => [kind, location])).toEqual([
      ['unreadable', 'answers.strategy.vision.state'],
      ['unknown', 'answers.no.question']
    ]);
  });

  it('tells a record that stands twice', () => {
    const record = { id: 'a', position: 0, fields: { name: { en: 'One', zh: '' } } };
    const { cells, findings } = read(spoken({ figures: { records: [record, { ...record, position: 1 }] } }));
    expect(cells).toEqual({ 'figures/a/$': 0, 'figures/a/name.en': 'One' });
    expect(findings).toMatchObject([{ kind: 'contradictory', detail: 'a' }]);
  });

  it('takes no text that no editor could have written', () => {
    const { texts, findings } = read({
      ...(spoken({}) as object),
      accounts: { funding: { en: [{ type: 'script', content: [] }], zh: [] } }
    });
    expect(texts).toEqual([]);
    expect(findings).toMatchObject([{ kind: 'unreadable', location: 'accounts.funding' }]);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['broken', bytesOf('{"format":')],
    ['wrong-type', bytesOf({ format: 'something else' })],
    ['wrong-type', bytesOf([1, 2])],
    ['too-deep', bytesOf('['.repeat(100_000) + ']'.repeat(100_000))],
    ['not-utf8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
    ['too-large', new Uint8Array(21 * 1024 * 1024)]
  ])('is refused as %s', (fault, bytes) => expect(faultOf(bytes)).toBe(fault));
});

describe('what a file would change', () => {
  const book = first;
  const mayWrite = (): boolean => true;
  const planned = (
    content: Parameters<typeof planImport>[0],
    present = { cells: book.cells, texts: book.texts },
    renewIds: (() => string) | null = null
  ) => planImport(content, present, { framework, mayWrite, renewIds });

  it('is nothing where it says the same', () => {
    const { items, same, findings } = planned(jsonExchange.read(jsonExchange.write(book), framework));
    expect({ items, findings }).toEqual({ items: [], findings: [] });
    expect(same).toBeGreaterThan(20);
  });

  it('is everything, as new, in an empty response', () => {
    const { items } = planned(jsonExchange.read(jsonExchange.write(book), framework), {
      cells: {},
      texts: []
    });
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['new']));
    expect(
      Object.assign({}, ...items.flatMap(({ cells }) => cells.map(({ key, after }) => ({ [key]: after }))))
    ).toEqual(book.cells);
  });

  it('holds no more records than a question may have, no more values than the answers, and no value too long', () => {
    const records = (from: number, to: number): Record<string, unknown> => {
      const cells: Record<string, unknown> = {};
      for (let n = from; n < to; n++) {
        cells[`services.register/r${n}/$`] = n;
        cells[`services.register/r${n}/name.en`] = `Service ${n}`;
      }
      return cells;
    };
    const content = (cells: Record<string, unknown>) => ({
      cells: cells as Parameters<typeof planImport>[0]['cells'],
      texts: [],
      findings: []
    });
    const present = { cells: content(records(0, 499)).cells, texts: [] };
    const more = planned(
      content({ ...records(499, 502), 'services.register/r3/name.zh': 'x'.repeat(70_000) }),
      present
    );
    expect(more.items.map(({ record }) => record?.id)).toEqual(['r499']);
    expect(more.findings.map(({ kind, location }) => [kind, location])).toEqual([
      ['too-many', 'Service 500 · $'],
      ['too-many', 'Service 501 · $'],
      ['too-large', 'Service 3 · name.zh']
    ]);
    const notes = Object.fromEntries(
      Array.from({ length: 19_999 }, (_, n) => [`strategy.vision/value:m${n}@source`, 'p. 1'])
    );
    const filled = { cells: content(notes).cells, texts: [] };
    const last = planned(
      content({ 'governance.structure/value@source': 'p. 2', 'funding.required/value@source': 'p. 3' }),
      filled
    );
    expect([last.items.length, last.findings.map(({ kind }) => kind)]).toEqual([1, ['too-many']]);
  });

  it('is told place by place: new, changed, taken out; an unreadable value and an unknown field are left', () => {
    const at = (name: string): string => `services.register/${name}`;
    const present = { [at('a/$')]: 0, [at('a/name.en')]: 'Card', [at('b/$')]: 1, [at('b/name.en')]: 'Bus' };
    const { items, findings } = planned(
      {
        cells: {
          [at('a/$')]: 0,
          [at('a/name.en')]: 'Citizen card',
          [at('c/$')]: 2,
          [at('c/name.en')]: 'Tram',
          [at('c/launchDate')]: 'soon',
          [at('c/colour')]: 'red'
        },
        texts: [],
        findings: [],
        whole: ['services.register']
      },
      { cells: present, texts: [] }
    );
    expect(items.map(({ kind, record }) => [kind, record?.name.en])).toEqual([
      ['changed', 'Citizen card'],
      ['new', 'Tram'],
      ['removed', 'Bus']
    ]);
    expect(findings.map(({ kind, location }) => [kind, location])).toEqual([
      ['unreadable', 'Tram · launchDate'],
      ['unknown', 'Tram · colour']
    ]);
  });

  it('of another city is new, under ids of its own, and takes nothing out', () => {
    let count = 0;
    const content = jsonExchange.read(jsonExchange.write(book), framework);
    const own = { 'figures/mine/$': 0, 'figures/mine/label.en': 'Own figure' };
    const { items } = planned(content, { cells: own, texts: [] }, () => `new-${(count += 1)}`);
    const records = items.flatMap(({ record }) => record?.id ?? []);
    expect(records.length).toBeGreaterThan(10);
    expect(records.every((id) => id.startsWith('new-'))).toBe(true);
    expect(items.filter(({ kind }) => kind === 'removed')).toEqual([]);
  });

  it('of a record that has lost its id is the one that is called the same', () => {
    const at = (id: string, name: string): string => `services.register/${id}/${name}`;
    const { items } = planned(
      {
        cells: {
          [at('typed', '$')]: 0,
          [at('typed', 'name.zh')]: '市民卡 ',
          [at('typed', 'name.en')]: 'Card'
        },
        texts: [],
        findings: []
      },
      { cells: { [at('a', '$')]: 0, [at('a', 'name.zh')]: '市民卡' }, texts: [] }
    );
    expect(items.map(({ id, kind }) => [id, kind])).toEqual([['services.register/a', 'changed']]);
  });

  it('leaves the words of a language of which the file says nothing', () => {
    const paragraph = (text: string) => [{ type: 'paragraph', content: [{ type: 'text', text }] }];
    const { items } = planned(
      { cells: {}, texts: [{ id: 'funding', en: paragraph('New words.'), zh: [] }], findings: [] },
      { cells: {}, texts: [{ id: 'funding', en: paragraph('Old words.'), zh: paragraph('旧文。') }] }
    );
    expect(items).toMatchObject([
      { kind: 'changed', text: { after: { en: paragraph('New words.'), zh: paragraph('旧文。') } } }
    ]);
  });
});

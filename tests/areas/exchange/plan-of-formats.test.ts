/**
 * Tests that a response exported and imported unchanged would change nothing, and fills an empty response
 * with every value and text.
 */
import { describe, expect, it } from 'vitest';
import { answerSection } from '#document/answer-cells.ts';
import { planImport } from '#document/import-plan.ts';
import { frameworkOfCity } from '#rules/framework/framework.ts';
import type { AnswerBook } from '#areas/answers';
import { exchanges } from '#server/areas/exchange/formats.ts';
import { nineBooks } from '#kit/nine-books.ts';

const paragraph = (text: string) => [
  { type: 'paragraph', attrs: { id: text }, content: [{ type: 'text', text }] }
];

/**
 * Answers the short profile in addition to the nine characteristics: a value, a measure, a list, a record, a
 * passage and one of a facet.
 */
const withProfile = (book: AnswerBook): AnswerBook => ({
  ...book,
  city: { ...book.city, id: `${book.city.id}-profile` },
  framework: frameworkOfCity(book.framework, true),
  cells: {
    ...book.cells,
    'profile.strategy.exists/value': 'yes',
    'profile.general.location/original': 'zh',
    'profile.sharing.information/state:policies': 'not-applicable',
    'profile.general.population/value:resident': { value: 20.69, unit: 'million', year: '2012' },
    'profile.sharing.databases/value': [{ en: 'Land', zh: '土地' }],
    'profile.services/own-1/$': 0,
    'profile.services/own-1/name.zh': '智慧公交',
    'profile.services/own-1/progress.en': 'Runs since 2012'
  },
  texts: [
    ...book.texts,
    {
      id: answerSection('profile.general.location'),
      en: paragraph('In the north of the plain'),
      zh: paragraph('位于华北平原北部')
    },
    {
      id: answerSection('profile.sharing.platforms', 'outcomes'),
      en: [],
      zh: paragraph('部门之间的重复采集减少')
    }
  ]
});

const nine = nineBooks('zh');
const books = [...nine, ...nine.slice(0, 1).map(withProfile)].map((book) => [book.city.id, book] as const);

describe.each(Object.entries(exchanges))('%s', (_, exchange) => {
  it.each(books)('of %s (R076)', (_city, book) => {
    const { framework } = book;
    const planning = { framework, mayWrite: () => true, renewIds: null };
    const read = exchange.read(exchange.write(book), framework);
    const { items, findings } = planImport(read, book, planning);
    expect({ items, findings }).toEqual({ items: [], findings: [] });
    const all = planImport(read, { cells: {}, texts: [] }, planning).items;
    expect(
      Object.fromEntries(all.flatMap(({ cells }) => cells.map(({ key, after }) => [key, after] as const)))
    ).toEqual(book.cells);
    expect(all.flatMap(({ text }) => (text ? [text.after.id] : [])).sort()).toEqual(
      book.texts.map(({ id }) => id).sort()
    );
  });
});

/** What is taken out and brought in again unchanged would change nothing, and fills an empty response with every value and word. */
import { describe, expect, it } from 'vitest';
import { planImport } from '#document/import-plan.ts';
import { exchanges } from '#server/exchange/formats.ts';
import { nineBooks } from '#kit/nine-books.ts';

const books = nineBooks('zh').map((book) => [book.city.id, book] as const);

describe.each(Object.entries(exchanges))('%s', (_, exchange) => {
  it.each(books)('of %s', (_city, book) => {
    const { framework } = book;
    const planning = { framework, mayWrite: () => true, renewIds: null };
    const read = exchange.read(exchange.write(book), framework);
    const { items, findings } = planImport(read, book, planning);
    expect({ items, findings }).toEqual({ items: [], findings: [] });
    const filled = planImport(read, { cells: {}, texts: [] }, planning).items.flatMap(({ cells }) => cells.map(({ key, after }) => [key, after] as const));
    expect(Object.fromEntries(filled)).toEqual(book.cells);
  });
});

/** Checks the list of requirements: each row is there and names tests, and a row and its tests name each other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** Lists the rows with the tests that they name. */
const rows = [
  ...`${read('docs/requirements.md')}\n`.matchAll(/^- \*\*(R\d{3})\*\* ([^]*?)(?=\n- \*\*R|\n\n)/gm)
].map(([, row = '', text = '']) => ({
  row,
  text,
  named: [...text.matchAll(/`(tests\/[^`]+)`/g)].map(([, name = '']) => name)
}));

/** Maps each test to the rows of which it says the number, in a title or a comment. */
const rowsOf = new Map(
  readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((name) => `tests/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(?:test|spec)\.ts$/.test(name) && name !== 'tests/requirements.test.ts')
    .map((name) => [name, new Set(read(name).match(/\bR[012]\d{2}\b/g) ?? [])] as const)
);

it('has every row from R001 to R248 once, in order', () => {
  expect(rows.map(({ row }) => row)).toEqual(
    Array.from({ length: 248 }, (_, i) => `R${String(i + 1).padStart(3, '0')}`)
  );
});

it('names tests for each row', () => {
  expect(rows.filter(({ named }) => named.length === 0).map(({ row }) => row)).toEqual([]);
});

it('says of no row that it is open', () => {
  expect(rows.filter(({ text }) => /\bopen\)/.test(text)).map(({ row }) => row)).toEqual([]);
});

it('names for each row only tests that say the number of the row', () => {
  expect(
    rows.flatMap(({ row, named }) =>
      named.filter((name) => rowsOf.get(name)?.has(row) !== true).map((name) => `${row}: ${name}`)
    )
  ).toEqual([]);
});

it('names for each row every test that says the number of the row', () => {
  const namedBy = new Map(rows.map(({ row, named }) => [row, named]));
  expect(
    [...rowsOf].flatMap(([name, said]) =>
      [...said].filter((row) => namedBy.get(row)?.includes(name) !== true).map((row) => `${row}: ${name}`)
    )
  ).toEqual([]);
});

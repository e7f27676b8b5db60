/** Checks the list of requirements: each row is there, names tests, and names all that say they are of this row. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = readFileSync(join(root, 'docs/requirements.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| R\d{3} /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('has every row from R001 to R248 once', () => {
  expect(rows.map((cells) => cells[1])).toEqual(
    Array.from({ length: 248 }, (_, i) => `R${String(i + 1).padStart(3, '0')}`)
  );
});

const isTest = (name: string): boolean => /\.(?:test|spec)\.ts$/.test(name);

it('names for each row tests that exist, or says that it is open', () => {
  const untrue = rows.filter((cells) => {
    const shown = cells[4] ?? '';
    if (/^open\b/.test(shown)) return false;
    const named = shown.match(/`(tests\/[^`]+)`/g)?.map((name) => name.slice(1, -1)) ?? [];
    return (
      !named.some(isTest) ||
      named.some(
        (name) =>
          !existsSync(join(root, name)) ||
          (isTest(name) && !/\b(?:it|test)(?:\.each)?[(<]/.test(readFileSync(join(root, name), 'utf8')))
      )
    );
  });
  expect(untrue.map((cells) => `${cells[1]}: ${cells[4]}`)).toEqual([]);
});

it('names for each row every test that says the number of the row', () => {
  const ofRow = new Map(rows.map((cells) => [cells[1], cells[4] ?? '']));
  const lacking = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((name) => `tests/${name.replaceAll('\\', '/')}`)
    .filter((name) => isTest(name) && name !== 'tests/requirements.test.ts')
    .flatMap((name) =>
      [...new Set(readFileSync(join(root, name), 'utf8').match(/\bR[012]\d{2}\b/g) ?? [])].flatMap((row) =>
        ofRow.get(row)?.includes(`\`${name}\``) === false ? [`${row}: ${name}`] : []
      )
    );
  expect(lacking).toEqual([]);
});

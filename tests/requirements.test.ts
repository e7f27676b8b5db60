/** Checks the list of requirements: each row is there, and each test that it names exists. */
import { existsSync, readFileSync } from 'node:fs';
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

it('names for each row tests that exist, or says that it is open', () => {
  const untrue = rows.filter((cells) => {
    const shown = cells[4] ?? '';
    if (/^open\b/.test(shown)) return false;
    const named = shown.match(/`(tests\/[^`]+)`/g)?.map((name) => name.slice(1, -1)) ?? [];
    return named.length === 0 || named.some((name) => !existsSync(join(root, name)));
  });
  expect(untrue.map((cells) => `${cells[1]}: ${cells[4]}`)).toEqual([]);
});

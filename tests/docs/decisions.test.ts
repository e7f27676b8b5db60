import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/decisions');

it('the index of decisions lists each of them once, by its number', () => {
  const files = readdirSync(folder).filter((name) => /^\d{4}-/.test(name));
  const listed = [
    ...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^(\d+)\. .*?\]\((\d{4}-[\w-]+\.md)\)/gm)
  ].map(([, number, file]) => [Number(number), file]);
  expect(listed).toEqual(files.toSorted().map((file) => [Number(file.slice(0, 4)), file]));
});

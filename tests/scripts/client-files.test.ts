import { readFileSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectFreshBuild } from '#kit/fresh-build.ts';

const folder = fileURLToPath(new URL('../../build/client/_app/immutable', import.meta.url));

test('no file that a browser loads waits for itself by others', () => {
  expectFreshBuild('pages');
  const needs = new Map<string, string[]>();
  for (const file of globSync(join(folder, '**/*.js'))) {
    const code = readFileSync(file, 'utf8');
    const imported = code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g);
    needs.set(
      file,
      Array.from(imported, ([, path = '']) => join(dirname(file), path))
    );
  }
  expect(needs.size).toBeGreaterThan(100);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, above: readonly string[]): void => {
    if (above.includes(file)) circles.push([...above.slice(above.indexOf(file)), file].join(' → '));
    if (above.includes(file) || done.has(file)) return;
    for (const needed of needs.get(file) ?? []) visit(needed, [...above, file]);
    done.add(file);
  };
  for (const file of needs.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

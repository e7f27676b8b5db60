/** Checks that each source file that the documents name is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const named = /`((?:src|server|tests|scripts)\/[\w./()[\]=-]+\.(?:ts|svelte|mjs))`/g;

it('the documents name source files that exist', () => {
  const documents = globSync('{*.md,docs/**/*.md}', { cwd: root });
  const paths = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(named)].map(([, path = '']) => ({ file, path }))
  );
  expect(paths.length).toBeGreaterThan(300);
  expect(paths.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
});

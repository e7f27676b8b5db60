/** Checks that what the documents name is there: source files, and the pages and headings that they link to. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const documents = globSync('{*.md,docs/**/*.md}', { cwd: root }).map((file) => ({
  file: file.replaceAll('\\', '/'),
  text: readFileSync(join(root, file), 'utf8')
}));

/** Lists the pages that name no source file; each decision may do without as well. */
const withoutFiles = ['CHANGELOG.md', 'README.md', 'SECURITY.md', 'UPGRADE.md'];

const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:src|server|tests|scripts)\/[\w./()[\]=-]+\.(?:ts|svelte|mjs))`/g)].map(
    ([, path = '']) => path
  );

it('the documents name source files that exist', () => {
  const missing = documents.flatMap(({ file, text }) =>
    pathsIn(text).flatMap((path) => (existsSync(join(root, path)) ? [] : [`${file}: ${path}`]))
  );
  expect(missing).toEqual([]);
});

it('every page but a few names a source file', () => {
  const pages = documents.filter(({ file }) => !file.startsWith('docs/decisions/'));
  expect(pages.flatMap(({ file, text }) => (pathsIn(text).length === 0 ? [file] : [])).toSorted()).toEqual(
    withoutFiles
  );
});

/** Makes the anchors of a page's headings, as GitHub does. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-')
    )
  );

it('the documents link to pages and headings that exist', () => {
  const broken = documents.flatMap(({ file, text }) =>
    [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [page = '', anchor] = target.split('#');
      const path = page === '' ? join(root, file) : join(root, dirname(file), page);
      const holds =
        existsSync(path) && (anchor === undefined || anchorsOf(readFileSync(path, 'utf8')).has(anchor));
      return holds ? [] : [`${file}: ${target}`];
    })
  );
  expect(broken).toEqual([]);
});

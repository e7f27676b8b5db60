/** Reads the imports of the files of src/ and server/. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface Import {
  /** The importing file, by its path in the project. */
  readonly from: string;
  /** The imported file by its path in the project, or the specifier of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  /** False where types alone are imported, which are gone at run time. */
  readonly values: boolean;
}

const aliases: Readonly<Record<string, string>> = {
  '#base/': 'src/lib/base/',
  '#document/': 'src/lib/document/',
  '#wire/': 'src/lib/wire/',
  '#lib/': 'src/lib/',
  '#server/': 'server/'
};

function fileOf(from: string, specifier: string): string | undefined {
  const rule = /^#rules\/([^/]+)\/(.*)$/.exec(specifier);
  if (rule) return `src/lib/areas/${rule[1]}/rules/${rule[2]}`;
  const area = /^#areas\/(.*)$/.exec(specifier);
  if (area) return `server/areas/${area[1]}/index.ts`;
  const alias = Object.entries(aliases).find(([prefix]) => specifier.startsWith(prefix));
  if (alias) return alias[1] + specifier.slice(alias[0].length);
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

const statement =
  /^\s*(?:import|export)\s+(type\s+)?([^;'"]*?)\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

const takesValues = (clause: string): boolean =>
  clause
    .replace(/[{}]/g, '')
    .split(',')
    .some((name) => name.trim() !== '' && !name.trim().startsWith('type '));

/** Returns the imports of files, which are given by their paths in the project. Types made by SvelteKit are left out. */
export const importsOf = (files: ReadonlyMap<string, string>): Import[] =>
  [...files].flatMap(([from, source]) =>
    [...source.matchAll(statement)].flatMap(([, type, clause, specifier, bare, dynamic]) => {
      const written = specifier ?? bare ?? dynamic ?? '';
      if (written === './$types') return [];
      const to = fileOf(from, written);
      const values = type === undefined && (clause === undefined || takesValues(clause));
      return [{ from, to: to ?? written, isPackage: to === undefined, values }];
    })
  );

/** Reads the sources of src/ and server/, but for what is made from messages. */
export const readSources = (root: string): ReadonlyMap<string, string> =>
  new Map(
    globSync('{src,server}/**/*.{ts,js,svelte}', { cwd: root })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !file.endsWith('.d.ts') && !file.startsWith('src/lib/paraglide/'))
      .map((file) => [file, readFileSync(join(root, file), 'utf8')])
  );

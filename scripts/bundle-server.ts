/**
 * Joins the server's programs and their packages into `build/app`: a start reads some 60 files instead of 1,000, in half the
 * time. Files that are started by their address (threads, processes) become entries; every other address still leads
 * to the source, so that what is read at run time stays where it is.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build/app');

/** These read files of their own, next to their code, or must be the ones that the pages load as well. */
const external = [
  /^@myriaddreamin\//,
  /^@node-rs\//,
  /^@resvg\//,
  /^better-sqlite3$/,
  /^lib0(\/|$)/,
  /^pg-native$/,
  /^yjs$/
];

const startedByAddress = /new URL\('(\.{1,2}\/[^']+\.ts)', import\.meta\.url\)/g;

const posix = (path: string): string => path.split(sep).join('/');
const entryOf = (file: string): string =>
  posix(relative(join(root, 'server'), file))
    .replace(/^areas\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-');

/** Returns the programs of the server by the name of their entry. */
function findEntries(): Map<string, string> {
  const programs: string[] = [];
  for (const name of readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const file = join(root, 'server', name);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(startedByAddress))
      programs.push(resolve(dirname(file), path));
  }
  return new Map([
    ['main', join(root, 'server/main.ts')],
    ['cli', join(root, 'server/cli/main.ts')],
    ...programs.map((file) => [entryOf(file), file] as const)
  ]);
}

/** Keeps addresses true: of an entry, its file in the bundle; of anything else, what it is to the source. */
function addresses(entries: ReadonlyMap<string, string>): Plugin {
  const files = new Set(entries.values());
  return {
    name: 'addresses',
    transform: {
      filter: { code: 'import.meta.' },
      handler(code, id) {
        if (id.includes('node_modules')) return null;
        const place = (path: string): string => JSON.stringify(posix(relative(folder, path)));
        const kept = code.split(startedByAddress).map((part, index) => {
          const isPath = index % 2 === 1;
          if (isPath) {
            const file = resolve(dirname(id), part);
            return `new URL(${files.has(file) ? `'./${entryOf(file)}.js'` : place(file)}, import.meta.url)`;
          }
          return part
            .replaceAll('import.meta.url', `new URL(${place(id)}, import.meta.url).href`)
            .replaceAll('import.meta.dirname', `(import.meta.dirname + '/' + ${place(dirname(id))})`);
        });
        return { code: kept.join('') };
      }
    }
  };
}

/** Puts the migrations into the bundle; the source reads its folder (server/store/migrate.ts). */
function everyMigration(): Plugin {
  return {
    name: 'every-migration',
    transform: {
      filter: { id: /\/server\/store\/migrate\.ts$/ },
      handler(code) {
        const files = readdirSync(join(root, 'server/store/migrations')).filter((file) =>
          file.endsWith('.ts')
        );
        const imports = files.map(
          (file, index) => `import * as migration${index} from './migrations/${file}';`
        );
        const byPath = files.map((file, index) => `'./migrations/${file}': migration${index}`);
        const parts = code.split(/readdirSync\(folder\)|import\((`\.\/migrations\/\$\{name\}\.ts`)\)/);
        const [head = '', , middle = '', path = '', rest = ''] = parts;
        if (parts.length !== 5)
          throw new Error('server/store/migrate.ts does not load its folder as expected');
        return {
          code: `${imports.join('\n')}\n${head}${JSON.stringify(files)}${middle}Promise.resolve({ ${byPath.join(', ')} }[${path}])${rest}`
        };
      }
    }
  };
}

const entries = findEntries();
const { output } = await build({
  cwd: root,
  input: Object.fromEntries(entries),
  platform: 'node',
  external,
  plugins: [everyMigration(), addresses(entries)],
  logLevel: 'warn',
  // A server that is running may still load files of the bundle before: only a build of the pages removes them.
  output: {
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js'
  }
});

// What only a program and one dynamic import share is put into the file of the program: imported there, it would run.
const isProgram = (fileName: string): boolean => entries.has(fileName.replace(/\.js$/, ''));
for (const file of output) {
  const imported = file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : [];
  const program = imported.find(isProgram);
  if (program)
    throw new Error(`${file.fileName} imports ${program}, which is a program and would run in its process`);
}

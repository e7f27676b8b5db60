/**
 * Checks which folder may import which. Everything not listed here is forbidden, so a new folder needs an
 * entry first.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Services } from '#server/app.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rooms by the longest prefix of a path, and the rooms and packages each may import. A room may always import itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  // All may import base, and the kinds of events, which are composed of a part of each area.
  'src/lib/base': [],
  'src/lib/events': ['src/lib/rules'],
  // The rules of areas. scripts/boundaries/lib-areas.ts orders areas; here their rules, and their components, are one room.
  'src/lib/rules': [],
  'src/lib/areas': [
    'src/lib',
    '$app',
    '@lucide',
    '@sveltejs',
    '@tiptap',
    'pinyin-pro',
    'stemmer',
    'svelte',
    'yjs',
    'zod'
  ],
  'src/lib/wire': ['lib0', 'src/lib/paraglide'],
  'src/lib/document': ['src/lib/document/nodes', 'src/lib/rules', 'yjs', 'prosemirror-model'],
  'src/lib/document/nodes': ['src/lib/rules', 'src/lib/i18n', 'src/lib/paraglide', 'prosemirror-model'],
  'src/lib/collab': [
    'src/lib/document',
    'src/lib/wire',
    'src/lib/rules',
    'yjs',
    'y-protocols',
    'lib0',
    'svelte'
  ],
  'src/lib/editor': [
    'src/lib/collab',
    'src/lib/document',
    'src/lib/rules',
    'src/lib/level-chips',
    'src/lib/ui',
    'src/lib/wire',
    'src/lib/i18n',
    'src/lib/paraglide',
    'yjs',
    'y-protocols',
    '@sveltejs',
    '@tiptap',
    '@lucide',
    'svelte',
    '$app'
  ],
  'src/lib/level-chips': ['src/lib/document', 'src/lib/rules', 'src/lib/i18n', 'src/lib/paraglide', 'svelte'],
  'src/lib/ui': [
    'src/lib/rules',
    'src/lib/i18n',
    'src/lib/paraglide',
    '@lucide',
    'bits-ui',
    'svelte',
    '$app'
  ],
  'src/lib/i18n': ['src/lib/rules', 'src/lib/paraglide'],
  'src/lib/navigation': [
    'src/lib/rules',
    'src/lib/editor/gather-keys.ts',
    'src/lib/editor/is-composing.ts',
    'src/lib/editor/shortcuts.ts',
    'src/lib/areas',
    'src/lib/ui',
    'src/lib/i18n',
    'src/lib/paraglide',
    '@lucide',
    'svelte',
    '$app'
  ],
  'src/lib/map': ['src/lib/rules', 'src/lib/i18n', 'src/lib/paraglide'],
  'src/lib/charts': ['src/lib/rules', 'src/lib/i18n', 'src/lib/paraglide', 'src/lib/ui', 'chart.js'],
  'src/lib/forms': ['zod'],
  'src/lib/server': [
    'src/lib/areas',
    'src/lib/charts/spec.ts',
    'src/lib/document/answer-cells.ts',
    'src/lib/document/import-plan.ts',
    'src/lib/document/stored-answers.ts',
    'src/lib/rules',
    'src/lib/i18n',
    'src/lib/forms',
    '@sveltejs',
    'qrcode-generator',
    'zod'
  ],
  'src/routes': ['src/lib', '@sveltejs', '@lucide', '$app', './$types', 'svelte', 'zod', 'src/app.css'],
  'src/params': ['src/lib/rules', '@sveltejs'],
  'src/hooks': [
    'src/lib/collab/own-data.ts',
    'src/lib/i18n/shown-locale.svelte.ts',
    'src/lib/paraglide',
    'src/lib/server',
    'src/lib/wire/as-json.ts',
    '@sveltejs',
    'src/lib/i18n/refusal.ts'
  ],
  'server/process': ['prom-client', 'kysely', 'node:'],
  'server/store': [
    'src/lib/rules',
    'server/areas',
    'server/auth/tables.ts',
    'server/commands/tables.ts',
    'server/events/tables.ts',
    'server/mail/tables.ts',
    'server/process',
    'kysely',
    'better-sqlite3',
    'pg',
    'lib0',
    'zod',
    'node:'
  ],
  'server/seeds': ['src/lib/rules', 'zod', 'node:'],
  'server/schedule': ['server/process', 'server/store'],
  'server/files': ['src/lib/rules', 'server/workers', 'fflate', 'saxes', 'node:'],
  'server/events': ['server/files/sha256.ts', 'server/store', 'kysely'],
  'server/mail': [
    'src/lib/rules',
    'src/lib/i18n',
    'src/lib/paraglide',
    'server/areas/inbox',
    'server/auth/users.ts',
    'server/store',
    'server/process',
    'server/schedule',
    'kysely',
    'nodemailer',
    'zod',
    'node:'
  ],
  'server/auth': [
    'src/lib/rules',
    'server/files/sha256.ts',
    'server/store',
    'server/events',
    'server/areas/people',
    'server/process',
    'kysely',
    'lucia',
    'zod',
    '@node-rs/argon2',
    'node:'
  ],
  'server/workers': [
    'src/lib/document',
    'src/lib/rules',
    'server/sync/scan',
    'server/process',
    'yjs',
    'node:'
  ],
  'server/commands': [
    'server/auth',
    'server/files/sha256.ts',
    'server/events',
    'server/store',
    'server/sync/handshake/rates.ts',
    'kysely',
    'node:async_hooks'
  ],
  // Within server/sync: the scan of bytes imports no other folder of it; only rooms import rooms, and only
  // their entry module imports them all.
  'server/sync/room-facts.ts': ['src/lib/document', 'src/lib/rules'],
  'server/sync/scan': ['src/lib/document', 'src/lib/rules', 'src/lib/wire'],
  'server/sync/log': [
    'server/sync/scan',
    'server/areas/documents',
    'server/events',
    'server/store',
    'server/process',
    'yjs',
    'node:'
  ],
  'server/sync/handshake': [
    'server/process',
    'src/lib/document',
    'src/lib/wire',
    'server/auth',
    'server/sync/room-facts.ts',
    'server/store',
    'server/events',
    'ws',
    'node:'
  ],
  'server/sync/transport': [
    'server/sync/handshake',
    'server/sync/scan',
    'src/lib/rules',
    'src/lib/wire',
    'server/sync/room-facts.ts',
    'server/process',
    'lib0',
    'ws',
    'node:'
  ],
  'server/sync/cluster': [
    'server/sync/transport',
    'server/sync/log',
    'server/events',
    'server/process',
    'lib0',
    '@redis/client',
    'node:'
  ],
  'server/sync/rooms': [
    'server/sync/transport',
    'server/sync/log',
    'server/sync/cluster',
    'server/sync/scan',
    'src/lib/rules',
    'src/lib/wire',
    'server/sync/room-facts.ts',
    'server/workers',
    'server/process',
    'lib0',
    'yjs'
  ],
  'server/sync/live': [
    'server/process',
    'server/sync/handshake',
    'server/sync/transport',
    'server/sync/sync.ts',
    'src/lib/wire',
    'server/auth',
    'server/events',
    'server/store',
    'ws',
    'node:'
  ],
  'server/sync/sync.ts': [
    'src/lib/document',
    'src/lib/rules',
    'server/process',
    'server/sync',
    'server/auth',
    'server/workers',
    'server/store',
    'server/events',
    'node:'
  ],
  'server/http': ['server', 'node:'],
  // What belongs to an area: its layer is checked in tests/boundaries.test.ts.
  'server/areas': ['server', 'src/lib', 'fflate', 'kysely', 'yaml', 'yjs', 'zod', 'node:'],
  'server/areas/report/outputs': [
    'src/lib/rules',
    'src/lib/paraglide',
    'src/lib/areas',
    'src/lib/server/csv.ts',
    'server/files',
    '@myriaddreamin/typst-ts-node-compiler',
    '@resvg/resvg-js',
    'docx',
    'fflate',
    'qrcode-generator',
    'saxes',
    'node:'
  ],
  // What builds the app and its tools.
  server: ['server', 'src/lib/rules', 'src/lib/document', 'vite', 'node:']
};

const alias: Readonly<Record<string, string>> = {
  '#base/': 'src/lib/base/',
  '#document/': 'src/lib/document/',
  '#wire/': 'src/lib/wire/',
  '#lib/': 'src/lib/',
  '#areas/': 'server/areas/',
  '#server/': 'server/'
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

const files = ['src', 'server'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name))
    .filter(
      (name) =>
        /\.(ts|svelte|js)$/.test(name) && !name.endsWith('.d.ts') && !name.startsWith('src/lib/paraglide/')
    )
);

const statement =
  /^\s*(import|export)\s+(type\s)?[^;'"]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(statement)].map((match) => {
    const written = match[3] ?? match[4] ?? match[5] ?? '';
    const source = written.replace(/^#rules\/([^/]+)\//, '#lib/areas/$1/rules/');
    const named = Object.entries(alias).find(([prefix]) => source.startsWith(prefix));
    const to = named
      ? named[1] + source.slice(named[0].length)
      : source.startsWith('.') && source !== './$types'
        ? posix.join(dirname(file), source)
        : source;
    return { from: file, to, typesOnly: match[2] !== undefined };
  });
}

/** Returns a path with the rules of all areas in one folder and their components in another. */
const placed = (path: string): string =>
  path.replace(/^src\/lib\/areas\/[^/]+\/(rules\/)?/, (_, rules?: string) => `src/lib/${rules ?? 'areas/'}`);

const roomOf = (unplaced: string, path = placed(unplaced)): string | undefined =>
  Object.keys(arrows)
    .filter(
      (room) =>
        path === room ||
        path.startsWith(room.endsWith('.ts') ? room : `${room}/`) ||
        (room === 'src/hooks' && path.startsWith(room)) ||
        (room === 'server/cli' && path.startsWith(room))
    )
    .sort((a, b) => b.length - a.length)[0];

const isWithin = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}/`) || (prefix.endsWith(':') && path.startsWith(prefix));

const all = files.flatMap(importsOf);

describe('the arrows of the code base', () => {
  it('every file of src and server stands in a room', () => {
    const homeless = files.filter(
      (file) => roomOf(file) === undefined && !/^src\/(lib\/charts|app)/.test(file)
    );
    expect(homeless).toEqual([]);
  });

  it('every import is one that its room may make', () => {
    const wrong = all
      .filter(({ from, to, typesOnly }) => {
        const room = roomOf(from);
        if (room === undefined) return false;
        // src/ may know server/ by its types; nothing else crosses.
        if (from.startsWith('src/') && to.startsWith('server/')) return !typesOnly;
        if (typesOnly && to.startsWith('server/app.ts')) return false;
        if (/^src\/lib\/(base|events)\//.test(to)) return false;
        return roomOf(to) !== room && !(arrows[room] ?? []).some((allowed) => isWithin(placed(to), allowed));
      })
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('every arrow is used by an import', () => {
    const imports = all.map(({ from, to }) => ({ room: roomOf(from), to }));
    const unused = Object.entries(arrows).flatMap(([room, targets]) =>
      targets
        .filter((target) => !imports.some((one) => one.room === room && isWithin(placed(one.to), target)))
        .map((target) => `${room} → ${target}`)
    );
    expect(unused).toEqual([]);
  });

  it('nothing imports the entry', () => {
    expect(all.filter(({ to }) => to === 'server/main.ts')).toEqual([]);
  });

  it('base and the rules of areas import nothing else, not even a package', () => {
    const pure = /^src\/lib\/(base|events|rules)\//;
    const foreign = all.filter(({ from, to }) => pure.test(placed(from)) && !pure.test(placed(to)));
    expect(foreign).toEqual([]);
    expect(
      all.filter(({ from, to }) => from.startsWith('src/lib/base/') && !to.startsWith('src/lib/base/'))
    ).toEqual([]);
  });

  it('only threads build documents on the server, but for those that the server seeds', () => {
    const building =
      /\bnew Y\.Doc\b|\bY\.(applyUpdate|encodeStateAsUpdate|mergeUpdates|cloneDoc)\w*\(|\bassemble\(|\btextsOf\(/;
    const builders = files.filter(
      (file) => file.startsWith('server/') && building.test(readFileSync(join(root, file), 'utf8'))
    );
    expect(builders.filter((file) => !file.startsWith('server/workers/')).sort()).toEqual([
      'server/areas/demo/demo-documents.ts',
      'server/areas/demo/demo-stage.ts',
      'server/areas/demo/demo-steps.ts',
      'server/areas/demo/sample-study/texts.ts',
      'server/areas/roadmap/seed.ts',
      'server/areas/search/index-reader.ts'
    ]);
    const reading = all.filter(({ to, typesOnly }) => to.endsWith('/index-reader.ts') && !typesOnly);
    expect(reading.map(({ from }) => from)).toEqual(['server/search-index-worker.ts']);
    const made = ['src/lib/document/texts.ts', 'src/lib/base/plain.ts', 'prosemirror-model'];
    const importers = all.filter(
      ({ from, to, typesOnly }) =>
        from.startsWith('server/') && !from.startsWith('server/workers/') && !typesOnly && made.includes(to)
    );
    expect(importers.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('of the app, src knows what routes need, and neither the store nor the rooms', () => {
    const named = files
      .filter((file) => file.startsWith('src/'))
      .flatMap((file) => [
        ...readFileSync(join(root, file), 'utf8').matchAll(/\{([^}]*)\} from '#server\/app\.ts'/g)
      ])
      .map(([, names = '']) => names.trim());
    expect(new Set(named)).toEqual(new Set(['Services']));
    expectTypeOf<keyof Services & ('store' | 'sync' | 'signals' | 'close')>().toBeNever();
  });

  it('only server/auth knows Lucia', () => {
    expect(all.filter(({ from, to }) => to === 'lucia' && !from.startsWith('server/auth/'))).toEqual([]);
  });
});

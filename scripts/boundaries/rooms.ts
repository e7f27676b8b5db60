/**
 * Lists the rooms of server/ and src/lib. A file imports what is in its own room and in rooms before it, and an area is
 * reached through its index.ts. scripts/boundaries/check.ts finds what does not keep to it.
 */

/** Lists the areas in their layers, the lowest first; within a layer, too, each imports those before it alone. */
export const layers = [
  // Registers: who, what and where.
  ['study', 'framework', 'assessments', 'cities', 'people'],
  // Material: what is written.
  [
    'bibliography',
    'documents',
    'answers',
    'evidence',
    'threads',
    'pairs',
    'suggestions',
    'departments',
    'meetings'
  ],
  // Judgement: what is decided.
  ['panels', 'versions', 'consultation', 'clarifications', 'approval', 'workflow'],
  // Research: what is found.
  ['context', 'roadmap', 'practices', 'checks', 'coding', 'comparison'],
  // Gatherers: what shows or moves everything.
  ['exchange', 'report', 'search', 'inbox', 'home', 'operations', 'demo']
] as const;

export type Area = (typeof layers)[number][number];

export const areas: readonly Area[] = layers.flat();

/** Lists the platforms of server/, which know no area, the lowest first. */
export const serverPlatforms: readonly string[] = [
  'process/',
  'seeds/',
  'store/',
  'sync/scan/',
  'workers/',
  'files/',
  'events/',
  'schedule/',
  'auth/',
  'commands/',
  'mail/',
  'sync/handshake/',
  'sync/transport/',
  'sync/log/',
  'sync/cluster/',
  'sync/rooms/',
  'sync/',
  'http/'
];

/** Lists what builds the app and its tools, and may import all: files and folders of server/. */
export const composition: readonly string[] = [
  'app-registry.ts',
  'app.ts',
  'cli/',
  'composition/',
  'contributions.ts',
  'hearers.ts',
  'development.ts',
  'main.ts',
  'sample-study-process.ts'
];

/** Lists what is composed of a part of each area, named by its file, and may be imported by all: files of server/. */
export const unions: readonly string[] = ['findable-sources.ts', 'search-index-worker.ts', 'store/schema.ts'];

/**
 * Lists the platforms of src/lib, the lowest first. Below them are `base/` and the rules of areas
 * (`areas/<area>/rules/`), above them the components of areas, then the border.
 */
export const libPlatforms: readonly string[] = [
  'wire/',
  'i18n/',
  'document/',
  'ui/',
  'forms/',
  'level-chips/',
  'charts/',
  'map/',
  'collab/',
  'editor/'
];

/** Lists what shows all areas, the lowest first: the menu, and the border of routes. */
export const border: readonly string[] = ['navigation/', 'server/'];

/** Names the folder of src/lib that is composed of a part of each area, and that all may import: the kinds of events. */
export const libUnion = 'events/';

/** Lists what the server runs of src/lib besides base, rules and kinds of events; areas also run the code of areas. */
export const sharedWithServer: readonly string[] = ['wire/', 'i18n/', 'document/'];

/**
 * Lists who may import a package: rooms of src/lib as `lib:…`, rooms of server/, `areas` of either side, `rules`,
 * `routes` (src/routes, src/params and the hooks), `composition` and `unions`.
 */
export const packages: Readonly<Record<string, readonly string[]>> = {
  $app: ['routes', 'lib:ui/', 'lib:navigation/', 'lib:editor/', 'lib:areas'],
  '@lucide': ['routes', 'lib:ui/', 'lib:navigation/', 'lib:editor/', 'lib:areas'],
  '@myriaddreamin': ['areas'],
  '@node-rs': ['auth/'],
  '@redis': ['sync/cluster/'],
  '@resvg': ['areas'],
  '@sveltejs': ['routes', 'lib:server/', 'lib:editor/', 'lib:areas'],
  '@tiptap': ['lib:editor/', 'lib:areas'],
  'better-sqlite3': ['store/'],
  'bits-ui': ['lib:ui/'],
  'chart.js': ['lib:charts/'],
  docx: ['areas'],
  fflate: ['files/', 'areas'],
  kysely: ['process/', 'store/', 'events/', 'auth/', 'commands/', 'mail/', 'areas', 'unions'],
  lib0: ['lib:wire/', 'lib:collab/', 'store/', 'sync/transport/', 'sync/cluster/', 'sync/rooms/'],
  lucia: ['auth/'],
  nodemailer: ['mail/'],
  pg: ['store/'],
  'pinyin-pro': ['lib:areas'],
  'prom-client': ['process/'],
  'prosemirror-model': ['lib:document/'],
  'qrcode-generator': ['lib:server/', 'areas'],
  saxes: ['files/', 'areas'],
  stemmer: ['lib:areas'],
  svelte: [
    'routes',
    'lib:ui/',
    'lib:navigation/',
    'lib:level-chips/',
    'lib:editor/',
    'lib:collab/',
    'lib:areas'
  ],
  vite: ['composition'],
  ws: ['sync/handshake/', 'sync/transport/', 'sync/'],
  'y-protocols': ['lib:collab/', 'lib:editor/'],
  yaml: ['areas'],
  yjs: [
    'lib:document/',
    'lib:collab/',
    'lib:editor/',
    'lib:areas',
    'workers/',
    'sync/log/',
    'sync/rooms/',
    'areas'
  ],
  zod: ['routes', 'lib:forms/', 'lib:server/', 'lib:areas', 'store/', 'seeds/', 'auth/', 'mail/', 'areas']
};

/**
 * Lists the rooms of server/: platforms, which know no area, and areas (server/areas/<name>/) in their layers. An area
 * imports values of areas that come before it alone, through their index.ts. `composition` builds the app and may import
 * all. tests/boundaries.test.ts checks it.
 */

/** Lists the platforms, each a folder of server/. */
export const platforms: readonly string[] = [
  'process',
  'store',
  'seeds',
  'files',
  'events',
  'commands',
  'auth',
  'mail',
  'workers',
  'sync',
  'http',
  'schedule'
];

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

/** Lists what builds the app and its tools: files and folders of server/. */
export const composition: readonly string[] = [
  'app-registry.ts',
  'app.ts',

  'cli/',
  'contributions.ts',
  'hearers.ts',
  'development.ts',
  'main.ts',
  'sample-study-process.ts'
];

/** Lists what is composed of a part of each area, named by its file, and may be imported by all. */
export const unions: readonly string[] = ['findable-sources.ts', 'search-index-worker.ts', 'store/schema.ts'];

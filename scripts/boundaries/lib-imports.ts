/** Finds the imports in src/lib, of values and of types, that the order of lib-areas.ts does not allow. */
import { posix } from 'node:path';
import { layers } from './areas.ts';
import { base, border, platforms, union } from './lib-areas.ts';

interface Room {
  readonly name: string;
  /** Orders the floors, the lowest first; null for what all may import, and what may import all. */
  readonly floor: number | null;
  /** Orders the areas; null for what belongs to none. */
  readonly area: number | null;
}

const areas: readonly string[] = layers.flat();

/** Maps the folders besides the areas to their floors. */
const floors: ReadonlyMap<string, number | null> = new Map<string, number | null>([
  [base, 0],
  ...platforms.map((name, at) => [name, 2 + at] as const),
  ...border.map((name, at) => [name, 101 + at] as const),
  [union, null]
]);

/** Returns where a file stands, which is named below src/lib; undefined for one that stands nowhere. */
export function roomOf(file: string): Room | undefined {
  const [folder = '', area = '', ...rest] = file.split('/');
  if (folder !== 'areas') {
    const floor = floors.get(folder);
    return floor === undefined ? undefined : { name: folder, floor, area: null };
  }
  const order = areas.indexOf(area);
  if (order < 0) return undefined;
  return rest[0] === 'rules'
    ? { name: `rules of ${area}`, floor: 1, area: order }
    : { name: area, floor: 100, area: order };
}

const statement =
  /^\s*(?:import|export)\s[^;'"]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

const aliases: Readonly<Record<string, string>> = {
  '#base/': 'base/',
  '#document/': 'document/',
  '#wire/': 'wire/',
  '#lib/': ''
};

/** Returns the file below src/lib that a specifier names; undefined for what stands elsewhere. */
function importedFile(from: string, specifier: string): string | undefined {
  const rule = /^#rules\/([^/]+)\/(.*)$/.exec(specifier);
  if (rule) return `areas/${rule[1]}/rules/${rule[2]}`;
  const alias = Object.entries(aliases).find(([prefix]) => specifier.startsWith(prefix));
  if (alias) return alias[1] + specifier.slice(alias[0].length);
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

function isUpward(from: Room, to: Room): boolean {
  if (from.floor === null || to.floor === null) return false;
  if (to.floor > from.floor) return true;
  return from.area !== null && to.area !== null && to.area > from.area;
}

/** Returns the imports that go upwards, `from → to`. Files are given by their paths below src/lib. */
export function upwardImports(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([from, source]) =>
    [...source.matchAll(statement)].flatMap((match) => {
      const to = importedFile(from, match[1] ?? match[2] ?? match[3] ?? '');
      if (to === undefined) return [];
      const [importing, imported] = [roomOf(from), roomOf(to)];
      return importing && imported && isUpward(importing, imported)
        ? [`${from} → ${to} (${importing.name} → ${imported.name})`]
        : [];
    })
  );
}

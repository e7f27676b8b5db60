/** Finds the imports in src/lib, of values and of types, that the order of lib-areas.ts does not allow. */
import { posix } from 'node:path';
import { layers } from './areas.ts';
import { base, border, components, platforms, rules, unions } from './lib-areas.ts';

interface Room {
  readonly name: string;
  /** Orders the floors, the lowest first; null for what all may import, and what may import all. */
  readonly floor: number | null;
  /** Orders the areas; null for what belongs to none. */
  readonly area: number | null;
}

const order: readonly string[] = layers.flat();

/** Lists each path with the room that it belongs to, the longest first. */
const sorted: readonly (readonly [path: string, room: Room])[] = [
  roomsOf({ base }, () => 0),
  ofAreas(rules, 'rules of ', 1),
  roomsOf(platforms, (at) => 2 + at),
  ofAreas(components, '', 100),
  roomsOf(border, (at) => 101 + at),
  roomsOf({ unions }, () => null)
]
  .flat()
  .sort(([one], [other]) => other.length - one.length);

function roomsOf(
  paths: Readonly<Record<string, readonly string[]>>,
  floorOf: (at: number) => number | null
): (readonly [string, Room])[] {
  return Object.entries(paths).flatMap(([name, own], at) =>
    own.map((path) => [path, { name, floor: floorOf(at), area: null }] as const)
  );
}

function ofAreas(
  paths: Readonly<Record<string, readonly string[]>>,
  prefix: string,
  floor: number
): (readonly [string, Room])[] {
  return Object.entries(paths).flatMap(([name, own]) =>
    own.map((path) => [path, { name: prefix + name, floor, area: order.indexOf(name) }] as const)
  );
}

const holds = (path: string, file: string): boolean =>
  path.endsWith('/') ? file.startsWith(path) : file === path;

const placeOf = (file: string): (typeof sorted)[number] | undefined =>
  sorted.find(([path]) => holds(path, file));

/** Returns the path in lib-areas.ts that sorts a file, which is named below src/lib; undefined where none does. */
export const pathFor = (file: string): string | undefined => placeOf(file)?.[0];

/** Lists the paths in lib-areas.ts. */
export const paths: readonly string[] = sorted.map(([path]) => path);

const statement =
  /^\s*(?:import|export)\s[^;'"]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

const aliases: Readonly<Record<string, string>> = {
  '#base/': 'base/',
  '#domain/': 'domain/',
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
      const [importing, imported] = [placeOf(from)?.[1], placeOf(to)?.[1]];
      return importing && imported && isUpward(importing, imported)
        ? [`${from} → ${to} (${importing.name} → ${imported.name})`]
        : [];
    })
  );
}

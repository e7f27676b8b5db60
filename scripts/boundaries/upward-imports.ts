/** Finds the imports of values in server/ that the layers of areas.ts do not allow. Imports of types are not looked at. */
import { posix } from 'node:path';
import { composition, layers, platforms, unions } from './areas.ts';

interface Room {
  readonly name: string;
  /** Orders areas; platforms come before all of them, the composition after. Null for what may be imported by all. */
  readonly rank: number | null;
}

const areas = layers.flatMap((layer) => Object.entries<readonly string[]>(layer));

/** Lists each path with the room that it belongs to, the longest first. */
const sorted: readonly (readonly [path: string, room: Room])[] = [
  ...Object.entries<readonly string[]>(platforms).map(([name, paths]) => ({ name, paths, rank: -1 })),
  ...areas.map(([name, paths], rank) => ({ name, paths, rank })),
  { name: 'composition', paths: composition, rank: areas.length },
  { name: 'unions', paths: unions, rank: null }
]
  .flatMap(({ paths, ...room }) => paths.map((path) => [path, room] as const))
  .sort(([one], [other]) => other.length - one.length);

const holds = (path: string, file: string): boolean =>
  path.endsWith('/') ? file.startsWith(path) : file === path;

/** Returns the path in areas.ts that sorts a file, which is named below server/; undefined where none does. */
export const pathFor = (file: string): string | undefined => sorted.find(([path]) => holds(path, file))?.[0];

/** Lists the paths in areas.ts. */
export const paths: readonly string[] = sorted.map(([path]) => path);

const roomOf = (file: string): Room | undefined => sorted.find(([path]) => holds(path, file))?.[1];

const statement = /^(?:import|export)\s+(type\s+)?([^;'"]*?)\bfrom\s+'([^']+)';/gms;

const takesValues = (clause: string): boolean =>
  clause
    .replace(/[{}]/g, '')
    .split(',')
    .some((name) => name.trim() !== '' && !name.trim().startsWith('type '));

/** Returns the imports of values that go upwards, `from → to`. Files are given by their paths below server/. */
export function upwardImports(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([from, source]) =>
    [...source.matchAll(statement)].flatMap(([, type, clause = '', specifier = '']) => {
      if (type !== undefined || !takesValues(clause) || !specifier.startsWith('.')) return [];
      const to = posix.join(posix.dirname(from), specifier);
      const [importing, imported] = [roomOf(from), roomOf(to)];
      return (imported?.rank ?? -1) > (importing?.rank ?? Infinity)
        ? [`${from} → ${to} (${importing?.name} → ${imported?.name})`]
        : [];
    })
  );
}

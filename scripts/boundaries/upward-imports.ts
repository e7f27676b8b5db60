/**
 * Finds the imports in server/ that its rooms do not allow: values that go upwards in the layers of areas.ts, and files of
 * an area that others reach past its index. Imports of types may go upwards, through the index.
 */
import { posix } from 'node:path';
import { composition, layers, platforms, unions } from './areas.ts';

interface Room {
  readonly name: string;
  /** Orders areas; platforms come before all of them, the composition after. Null for what may be imported by all. */
  readonly rank: number | null;
}

const areas: readonly string[] = layers.flat();

/** Lists the paths of rooms below server/, the longest first. */
const sorted: readonly (readonly [path: string, room: Room])[] = [
  ...platforms.map((name) => [`${name}/`, { name, rank: -1 }] as const),
  ...areas.map((name, rank) => [`areas/${name}/`, { name, rank }] as const),
  ...composition.map((path) => [path, { name: 'composition', rank: areas.length }] as const),
  ...unions.map((path) => [path, { name: 'unions', rank: null }] as const)
].sort(([one], [other]) => other.length - one.length);

const holds = (path: string, file: string): boolean =>
  path.endsWith('/') ? file.startsWith(path) : file === path;

/** Returns the path in areas.ts that sorts a file, which is named below server/; undefined where none does. */
export const pathFor = (file: string): string | undefined => sorted.find(([path]) => holds(path, file))?.[0];

/** Lists the paths that sort files. */
export const paths: readonly string[] = sorted.map(([path]) => path);

const roomOf = (file: string): Room | undefined => sorted.find(([path]) => holds(path, file))?.[1];

const statement = /^(?:import|export)\s+(type\s+)?([^;'"]*?)\bfrom\s+'([^']+)';/gms;

const takesValues = (clause: string): boolean =>
  clause
    .replace(/[{}]/g, '')
    .split(',')
    .some((name) => name.trim() !== '' && !name.trim().startsWith('type '));

interface Import {
  readonly from: string;
  /** The file below server/. */
  readonly to: string;
  readonly values: boolean;
}

function fileOf(from: string, specifier: string): string | null {
  if (specifier.startsWith('#areas/')) return `areas/${specifier.slice('#areas/'.length)}/index.ts`;
  if (specifier.startsWith('#server/')) return specifier.slice('#server/'.length);
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : null;
}

const importsOf = (files: ReadonlyMap<string, string>): Import[] =>
  [...files].flatMap(([from, source]) =>
    [...source.matchAll(statement)].flatMap(([, type, clause = '', specifier = '']) => {
      const to = fileOf(from, specifier);
      return to === null ? [] : [{ from, to, values: type === undefined && takesValues(clause) }];
    })
  );

const named = ({ from, to }: Import): string =>
  `${from} → ${to} (${roomOf(from)?.name ?? '?'} → ${roomOf(to)?.name ?? '?'})`;

/** Returns the imports of values that go upwards, `from → to`. Files are given by their paths below server/. */
export const upwardImports = (files: ReadonlyMap<string, string>): string[] =>
  importsOf(files)
    .filter(({ from, to, values }) => values && (roomOf(to)?.rank ?? -1) > (roomOf(from)?.rank ?? Infinity))
    .map(named);

/** Returns the imports that reach a file of another area past its index. What is composed names files itself. */
export const pastTheIndex = (files: ReadonlyMap<string, string>): string[] =>
  importsOf(files)
    .filter(({ from, to }) => {
      const [importing, imported] = [roomOf(from), roomOf(to)];
      const isOfArea = (imported?.rank ?? -1) >= 0 && to.startsWith('areas/');
      return isOfArea && importing?.rank !== null && importing !== imported && !to.endsWith('/index.ts');
    })
    .map(named);

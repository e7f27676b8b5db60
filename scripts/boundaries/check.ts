/** Finds the imports that the rooms of rooms.ts do not allow, and folders that import each other in a circle. */
import { posix } from 'node:path';
import type { Import } from './imports.ts';
import {
  areas,
  border,
  composition,
  libPlatforms,
  libUnion,
  packages,
  serverPlatforms,
  sharedWithServer,
  unions
} from './rooms.ts';

interface Room {
  readonly side: 'server' | 'lib' | 'routes';
  readonly name: string;
  /** The path that sorts a file, below server/ or src/lib. */
  readonly path: string;
  /** Orders rooms, the lowest first; null for what all may import, and what may import all. */
  readonly floor: number | null;
  /** Orders the areas; null for what belongs to none. */
  readonly area: number | null;
}

const serverRooms: readonly Room[] = [
  ...serverPlatforms.map((path, floor) => ({ name: path, path, floor, area: null })),
  ...areas.map((name, area) => ({ name, path: `areas/${name}/`, floor: 100 + area, area })),
  ...composition.map((path) => ({ name: 'composition', path, floor: 1000, area: null })),
  ...unions.map((path) => ({ name: 'unions', path, floor: null, area: null }))
].map((room) => ({ side: 'server', ...room }));

const libRooms: readonly Room[] = [
  { name: 'base/', path: 'base/', floor: 0, area: null },
  ...areas.map((name, area) => ({ name: `rules of ${name}`, path: `areas/${name}/rules/`, floor: 1, area })),
  ...libPlatforms.map((path, index) => ({ name: path, path, floor: 2 + index, area: null })),
  ...areas.map((name, area) => ({ name, path: `areas/${name}/`, floor: 100, area })),
  ...border.map((path, index) => ({ name: path, path, floor: 101 + index, area: null })),
  { name: libUnion, path: libUnion, floor: null, area: null }
].map((room) => ({ side: 'lib', ...room }));

const routes: Room = { side: 'routes', name: 'routes', path: '', floor: 1000, area: null };

const longestFirst = (rooms: readonly Room[]): Room[] =>
  rooms.toSorted((one, other) => other.path.length - one.path.length);
const sorted = { server: longestFirst(serverRooms), lib: longestFirst(libRooms) };

const holds = (path: string, file: string): boolean =>
  path.endsWith('/') ? file.startsWith(path) : file === path;

/** Undefined for a file that stands in none. */
export function roomOf(file: string): Room | undefined {
  if (file.startsWith('server/')) return sorted.server.find(({ path }) => holds(path, file.slice(7)));
  if (file.startsWith('src/lib/')) return sorted.lib.find(({ path }) => holds(path, file.slice(8)));
  return /^src\/(routes|params)\/|^src\/(hooks[.\w]*|app[.\w]*)$/.test(file) ? routes : undefined;
}

export const emptyRooms = (files: readonly string[]): string[] => {
  const used = new Set(files.map(roomOf));
  return [...serverRooms, ...libRooms.filter(({ area }) => area === null)]
    .filter((room) => !used.has(room))
    .map(({ path }) => path);
};

const named = ({ from, to }: Import): string =>
  `${from} → ${to} (${roomOf(from)?.name ?? '?'} → ${roomOf(to)?.name ?? '?'})`;

function isUpward({ from, to }: Import): boolean {
  const [importing, imported] = [roomOf(from), roomOf(to)];
  if (importing?.side !== imported?.side || importing?.side === 'routes') return false;
  const [own, other] = [importing?.floor ?? null, imported?.floor ?? null];
  if (own === null || other === null) return false;
  if (other > own) return true;
  const [ownArea, otherArea] = [importing?.area ?? null, imported?.area ?? null];
  return ownArea !== null && otherArea !== null && otherArea > ownArea;
}

/** Returns the imports that go upwards, of values and of types, `from → to`. */
export const upwardImports = (imports: readonly Import[]): string[] =>
  imports.filter((one) => !one.isPackage && isUpward(one)).map(named);

/** Returns the imports that reach a file of another area of the server past its index. */
export const pastTheIndex = (imports: readonly Import[]): string[] =>
  imports
    .filter(({ from, to }) => {
      if (!to.startsWith('server/areas/') || to.endsWith('/index.ts')) return false;
      const importing = roomOf(from);
      return importing !== roomOf(to) && importing?.floor !== null;
    })
    .map(named);

/**
 * Returns the imports between src/ and server/ that are not allowed: values of the server in src/, and on the server
 * anything of src/ that is made for pages.
 */
export const wrongCrossings = (imports: readonly Import[]): string[] =>
  imports
    .filter(({ from, to, values, isPackage }) => {
      if (isPackage || to.startsWith('src/lib/paraglide/')) return false;
      if (from.startsWith('src/')) return to.startsWith('server/') && values;
      if (!to.startsWith('src/')) return false;
      const room = roomOf(to);
      if (room?.side !== 'lib' || to.endsWith('.svelte')) return true;
      if (room.floor === null || room.floor <= 1 || sharedWithServer.includes(room.path)) return false;
      return room.area === null || !/^server\/(areas\/|findable-sources)/.test(from);
    })
    .map(named);

/** Returns how rooms.ts names who imports a package. */
function importerOf(file: string): readonly string[] {
  const room = roomOf(file);
  if (room?.side === 'lib')
    return room.area === null ? [`lib:${room.path}`] : room.floor === 1 ? [] : ['lib:areas'];
  return room?.area === null ? [room.name] : ['areas'];
}

const packageOf = (specifier: string): string =>
  Object.keys(packages).find((name) => specifier === name || specifier.startsWith(`${name}/`)) ?? specifier;

/** Returns the imports of packages by rooms that rooms.ts does not list for them. Node's own are the server's. */
export const foreignPackages = (imports: readonly Import[]): string[] =>
  imports
    .filter(({ from, to, isPackage }) => {
      if (!isPackage) return false;
      if (to.startsWith('node:')) return !from.startsWith('server/');
      return !importerOf(from).some((room) => packages[packageOf(to)]?.includes(room));
    })
    .map(({ from, to }) => `${from} → ${to}`);

/** Returns the entries of `packages` that no import uses, `package ← room`. */
export function unusedPackages(imports: readonly Import[]): string[] {
  const used = new Set(
    imports.flatMap(({ from, to, isPackage }) =>
      isPackage ? importerOf(from).map((room) => `${packageOf(to)} ← ${room}`) : []
    )
  );
  return Object.entries(packages)
    .flatMap(([name, rooms]) => rooms.map((room) => `${name} ← ${room}`))
    .filter((entry) => !used.has(entry));
}

const isWithin = (folder: string, other: string): boolean => folder.startsWith(`${other}/`);

/**
 * Returns the folders that import values of each other in a circle, a list for each circle. A folder and one within it
 * may: the one is a part of the other.
 */
export function circlesOfFolders(imports: readonly Import[]): string[][] {
  const edges = new Map<string, Set<string>>();
  for (const { from, to, values, isPackage } of imports) {
    const [folder, other] = [posix.dirname(from), posix.dirname(to)];
    if (isPackage || !values || roomOf(from)?.floor === null) continue;
    if (folder === other || isWithin(folder, other) || isWithin(other, folder)) continue;
    edges.set(folder, (edges.get(folder) ?? new Set()).add(other));
  }
  return stronglyConnected(edges).filter((circle) => circle.length > 1);
}

/** Returns the strongly connected parts of a graph. Source: R. Tarjan, SIAM J. Comput. 1 (1972), 146–160. */
function stronglyConnected(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const parts: string[][] = [];
  const visit = (node: string): number => {
    const found = order.size;
    order.set(node, found);
    lowest.set(node, found);
    open.push(node);
    for (const next of edges.get(node) ?? []) {
      const reached = order.has(next) ? (open.includes(next) ? order.get(next) : undefined) : visit(next);
      if (reached !== undefined) lowest.set(node, Math.min(lowest.get(node) ?? found, reached));
    }
    const low = lowest.get(node) ?? found;
    if (low === found) parts.push(open.splice(open.indexOf(node)).sort());
    return low;
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return parts;
}

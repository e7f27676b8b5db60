/**
 * Joins modules into the files that browsers load. Left alone, the bundler makes a file for each set of pages that share a
 * module: some 200 small ones for the largest page, each a request. What a layout always needs comes in one file; of the
 * rest, files are joined as long as a page saves more requests than it gets code that it does not need.
 */
import { resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** SvelteKit's entry itself keeps a file of its own. */
const client = resolve(import.meta.dirname, '../node_modules/@sveltejs/kit/src/runtime/client/client.js');

/**
 * What one request costs, in characters of source that could come in its place. At half as much again the largest pages need a
 * tenth fewer files, but every page gets 3 to 4 % more code.
 */
const requestCost = 40_000;

/** The index of these names every text of the product, and a module uses those that it reads from `m`. */
const messageIndex = /[\\/]paraglide[\\/]messages(?:\.js|[\\/]_index\.js)$/;
const usedMessage = /\bm\.(\w+)/g;

interface Module {
  readonly id: string;
  readonly size: number;
  readonly needs: readonly string[];
  readonly loadsLater: readonly string[];
  readonly isEntry: boolean;
}

/** Modules that the same roots need, and so one file of the bundler. */
interface File {
  readonly roots: Set<string>;
  readonly modules: string[];
  readonly needs: Set<File>;
  size: number;
}

function readGraph(ids: Iterable<string>, read: Rolldown.GetModuleInfo): Map<string, Module> {
  // Modules arrive in any order; the same sources give the same files.
  const all = new Set([...ids].sort());
  const messages = [...all].find((id) => messageIndex.test(id) && id.includes('_index'));
  const graph = new Map<string, Module>();
  for (const id of all) {
    const info = read(id);
    if (!info || messageIndex.test(id)) continue;
    const code = info.code ?? '';
    const texts = info.importedIds.some((one) => messageIndex.test(one))
      ? Array.from(code.matchAll(usedMessage), ([, key]) => messages?.replace('_index.js', `${key ?? ''}.js`))
      : [];
    graph.set(id, {
      id,
      size: code.length,
      needs: [...info.importedIds, ...texts].filter(
        (one): one is string => one !== undefined && all.has(one) && !messageIndex.test(one)
      ),
      loadsLater: info.dynamicallyImportedIds,
      isEntry: info.isEntry
    });
  }
  return graph;
}

/** Calls `see` for a module and each that it needs; where `see` answers false, what that one needs is not followed. */
function walk(graph: ReadonlyMap<string, Module>, root: string, see: (id: string) => boolean): void {
  const waiting = [root];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    if (see(id)) waiting.push(...(graph.get(id)?.needs ?? []));
}

/** Groups the modules that no layout needs by the roots that need them: those of one root alone stay with it. */
function splitByRoots(graph: ReadonlyMap<string, Module>, ofLayouts: ReadonlyMap<string, string>): File[] {
  const roots = new Set([...graph.values()].flatMap(({ loadsLater }) => loadsLater));
  for (const { id, isEntry } of graph.values()) if (isEntry) roots.add(id);
  const rootsOf = new Map<string, Set<string>>();
  for (const root of roots)
    walk(graph, root, (id) => {
      const those = rootsOf.get(id) ?? new Set();
      if (ofLayouts.has(id) || those.has(root)) return false;
      rootsOf.set(id, those.add(root));
      return true;
    });
  const files = new Map<string, File>();
  const fileOf = new Map<string, File>();
  for (const [id, those] of rootsOf) {
    if (those.size < 2) continue;
    const key = [...those].sort().join('\n');
    const file = files.get(key) ?? { roots: those, modules: [], needs: new Set(), size: 0 };
    file.modules.push(id);
    file.size += graph.get(id)?.size ?? 0;
    files.set(key, file);
    fileOf.set(id, file);
  }
  for (const [id, file] of fileOf)
    for (const needed of graph.get(id)?.needs ?? []) {
      const other = fileOf.get(needed);
      if (other && other !== file) file.needs.add(other);
    }
  return [...files.values()];
}

/** Returns every file that comes with one: those that it needs, and those that these need. */
function neededBy(from: File): Set<File> {
  const seen = new Set<File>();
  const waiting = [from];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop())
    for (const needed of file.needs)
      if (!seen.has(needed)) {
        seen.add(needed);
        waiting.push(needed);
      }
  return seen;
}

/** Returns the roots that the first has and the second has not. */
const missing = (from: Iterable<string>, has: ReadonlySet<string>): string[] =>
  [...from].filter((root) => !has.has(root));

/**
 * Returns what joining two files saves, in characters of source: below zero if it costs more. Pages that needed one of the
 * two get the other as well, and what that one needs.
 */
function gain(one: File, other: File): number {
  const newToOne = missing(other.roots, one.roots);
  const newToOther = missing(one.roots, other.roots);
  let sum = (one.roots.size - newToOther.length) * requestCost;
  for (const [from, roots] of [
    [one, newToOne],
    [other, newToOther]
  ] as const) {
    if (roots.length === 0) continue;
    sum -= roots.length * from.size;
    for (const file of neededBy(from))
      if (file !== one && file !== other)
        sum -= missing(roots, file.roots).length * (file.size + requestCost);
  }
  return sum;
}

/** Tells whether one file reaches another by a third: joined, they would wait for each other. */
function reachesPast(from: File, to: File): boolean {
  return [...from.needs].some((file) => file !== to && neededBy(file).has(to));
}

/** Joins a file into another. Returns the files that more roots get by it. */
function join(into: File, from: File, all: readonly File[]): File[] {
  into.modules.push(...from.modules);
  into.size += from.size;
  for (const root of from.roots) into.roots.add(root);
  for (const file of from.needs) into.needs.add(file);
  for (const { needs } of all) if (needs.delete(from)) needs.add(into);
  into.needs.delete(into);
  const wider = [...neededBy(into)].filter(({ roots }) => missing(into.roots, roots).length > 0);
  for (const { roots } of wider) for (const root of into.roots) roots.add(root);
  return wider;
}

/** Joins the two files of the greatest gain until none is left that two of them have. */
function joinFiles(files: File[]): void {
  const gains = new Map<File, Map<File, number>>();
  const note = (from: File, to: File, sum: number): void => {
    if (sum > 0) gains.get(from)?.set(to, sum);
    else gains.get(from)?.delete(to);
  };
  const measure = (one: File): void => {
    gains.set(one, new Map());
    for (const other of files) {
      if (other === one) continue;
      const sum = gain(one, other);
      note(one, other, sum);
      note(other, one, sum);
    }
  };
  for (const file of files) measure(file);
  for (;;) {
    let best: { one: File; other: File; sum: number } | undefined;
    for (const [one, those] of gains)
      for (const [other, sum] of those) if (sum > (best?.sum ?? 0)) best = { one, other, sum };
    if (!best) return;
    const { one, other } = best;
    // What the two need may have changed since they were measured.
    const sum = reachesPast(one, other) || reachesPast(other, one) ? 0 : gain(one, other);
    if (sum < best.sum) {
      note(one, other, sum);
      note(other, one, sum);
      continue;
    }
    const wider = join(one, other, files);
    files.splice(files.indexOf(other), 1);
    gains.delete(other);
    for (const those of gains.values()) those.delete(other);
    for (const file of [one, ...wider]) measure(file);
  }
}

/** Maps each module to the name of the file that it comes in. */
function assign(graph: ReadonlyMap<string, Module>): Map<string, string> {
  const nameOf = new Map<string, string>();
  // Outer layouts come first: their paths are shorter.
  const layouts = [...graph.keys()].filter((id) => /[\\/]\+(layout|error)\.svelte$/.test(id));
  for (const [place, root] of [client, ...layouts.sort((a, b) => a.length - b.length)].entries())
    walk(graph, root, (id) => {
      if (nameOf.has(id)) return false;
      nameOf.set(id, `layout-${place}`);
      return true;
    });
  const files = splitByRoots(graph, nameOf);
  joinFiles(files);
  for (const [place, { modules }] of files.entries())
    for (const id of modules) nameOf.set(id, `shared-${place}`);
  return nameOf;
}

export function joinFilesOfPages(): Plugin {
  let nameOf = new Map<string, string>();
  return {
    name: 'join-files-of-pages',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    options(options) {
      // A file that is also an entry may export what others take from it.
      return { ...options, preserveEntrySignatures: 'allow-extension' };
    },
    buildEnd(error) {
      if (!error) nameOf = assign(readGraph(this.getModuleIds(), (id) => this.getModuleInfo(id)));
    },
    outputOptions(options) {
      const name = (id: string): string | undefined => nameOf.get(id);
      return { ...options, codeSplitting: { groups: [{ name, includeDependenciesRecursively: false }] } };
    }
  };
}

/**
 * Joins the modules that a layout always needs into one file for browsers. Left alone, the bundler makes a file for each
 * set of pages that share a module: over a hundred small ones for a page, each a request, most of which come wherever the
 * layout does. What a page alone needs stays in files of its own, so that no page gets more than before.
 */
import { resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** SvelteKit's entry itself keeps a file of its own. */
const client = resolve(import.meta.dirname, '../node_modules/@sveltejs/kit/src/runtime/client/client.js');

/** The index of these names every text of the product; which ones a page needs is known only once unused code has gone. */
const isMessage = (id: string): boolean => /[\\/]paraglide[\\/]messages/.test(id);

/** Maps each module that a root needs to the name of a file: that of the first root that needs it. */
function assign(roots: readonly string[], read: Rolldown.GetModuleInfo): Map<string, string> {
  const fileOf = new Map<string, string>();
  for (const [place, root] of roots.entries()) {
    const waiting = [root];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (fileOf.has(id) || isMessage(id)) continue;
      fileOf.set(id, `layout-${place}`);
      waiting.push(...(read(id)?.importedIds ?? []));
    }
  }
  return fileOf;
}

export function joinLayoutFiles(): Plugin {
  let fileOf = new Map<string, string>();
  return {
    name: 'join-layout-files',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    buildEnd(error) {
      if (error) return;
      const layouts = [...this.getModuleIds()].filter((id) => /[\\/]\+(layout|error)\.svelte$/.test(id));
      // Outer layouts come first: their paths are shorter.
      const roots = [client, ...layouts.sort((a, b) => a.length - b.length)];
      fileOf = assign(roots, (id) => this.getModuleInfo(id));
    },
    outputOptions(options) {
      const name = (id: string): string | undefined => fileOf.get(id);
      return { ...options, codeSplitting: { groups: [{ name }] } };
    }
  };
}

import { sveltekit } from '@sveltejs/kit/vite';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import { appInDevelopment } from './scripts/app-in-development.ts';
import { joinFilesOfPages } from './scripts/join-files.ts';
import { messageOptions } from './scripts/messages.ts';

const serverFolder = resolve(import.meta.dirname, 'server') + sep;

/** Matches what writes the nodes of a text in reports and files of answers, and their lists. */
const outputOfNode = /\/src\/lib\/document\/nodes\/(?:[a-z-]+\/)?(?:report|files)\.ts$/;

/**
 * Refuses any module of server/, and what only the server does with the nodes of a text, in the bundle that browsers
 * get. SvelteKit itself guards only src/lib/server.
 */
function excludeServer(): Plugin {
  return {
    name: 'keep-server-out',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (options.ssr || !importer || !/server\/|(?:report|files)\.ts$/.test(source)) return null;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (found && (found.id.startsWith(serverFolder) || outputOfNode.test(found.id))) {
        this.error(`${importer} pulls ${found.id} into the browser; import its types only`);
      }
      return found;
    }
  };
}

/** Lets icons be drawn by src/lib/ui/IconShape.svelte, which writes what the package's own component writes, faster. */
function drawIcons(): Plugin {
  const ours = resolve(import.meta.dirname, 'src/lib/ui/IconShape.svelte');
  return {
    name: 'draw-icons',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source === '../Icon.svelte' && importer?.includes('@lucide/svelte/dist/icons') ? ours : null
  };
}

export default defineConfig(({ command }) => ({
  plugins: [
    excludeServer(),
    drawIcons(),
    joinFilesOfPages(),
    // In development scripts/prepare.mjs compiles the messages, before the start and after each change.
    command === 'build' && paraglideVitePlugin(messageOptions),
    appInDevelopment(),
    sveltekit()
  ],
  // Elsewhere than on this port the server's origin would not be the browser's.
  server: { port: Number(process.env['PORT'] ?? 3000), strictPort: true },
  // light-dark() stays as it is: every browser that the study's offices use knows it, and its fallback doubles the styles.
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: { checks: { bundlerTimings: false } }
  }
}));

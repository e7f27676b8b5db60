/**
 * Compiles the messages into functions and defines the options that the build, the development server and the
 * type check share.
 */
import { resolve } from 'node:path';
import { compile } from '@inlang/paraglide-js';

export const messageOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'locale'
} satisfies Parameters<typeof compile>[0];

/**
 * Bundles all messages into `.cache/messages.js`, which Node loads in place of `#lib/paraglide/messages.js` (see `imports` in
 * package.json). The compiler writes one file for each message, and 3,000 files take longer to load than the rest of the server.
 * The module with the current language stays outside: it has a state, and everyone must see the same.
 */
async function bundleMessages(): Promise<void> {
  const { build } = await import('vite');
  const root = resolve(import.meta.dirname, '..');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: resolve(root, 'src/lib/paraglide/messages.js'),
      outDir: '.cache',
      emptyOutDir: false,
      minify: true,
      rolldownOptions: {
        external: /runtime\.js$/,
        output: {
          entryFileNames: 'messages.js',
          paths: () => '../src/lib/paraglide/runtime.js'
        }
      }
    }
  });
}

if (import.meta.main) {
  await compile(messageOptions);
  await bundleMessages();
}

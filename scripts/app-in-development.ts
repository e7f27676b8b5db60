/**
 * Runs the app for development behind vite's HTTP server, on the same port as the pages. Node itself loads the server's code, which
 * takes a fifth of what vite takes for it; a change of it ends the process, and scripts/dev.ts starts the next one.
 */
import { execFile } from 'node:child_process';
import { registerHooks } from 'node:module';
import { extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin, ViteDevServer } from 'vite';

const root = resolve(import.meta.dirname, '..');
/** Matches the files of the messages, which stand in `messages/` of an area or of src/lib/i18n. */
const messageFile = /[\\/]messages[\\/][\w-]+\.(en|zh)\.json$/;
const serverFolder = join(root, 'server') + sep;
/** Lists what is made, or is not served: looking at each of these 10,000 files would hold up the start. */
const unwatched = [
  '.cache',
  '.svelte-kit/{adapter-node,output}',
  'build',
  'data',
  'docs',
  'src/lib/paraglide',
  'tests'
].map((folder) => `${root}/${folder}/**`);
/** Limits the closing, in milliseconds: the developer waits for the next start. */
const closingMilliseconds = 3_000;

/** Notes which files of src/ Node loads for the server. */
function noteLoadedSources(): ReadonlySet<string> {
  const sources = pathToFileURL(join(root, 'src') + sep).href;
  const loaded = new Set<string>();
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (found.url.startsWith(sources)) loaded.add(fileURLToPath(found.url));
      return found;
    }
  });
  return loaded;
}

/** Returns a function that ends the process once, for scripts/dev.ts to start the next one. */
function restarter(vite: ViteDevServer): (reason: string) => Promise<void> {
  let isEnding = false;
  return async (reason) => {
    if (isEnding) return;
    isEnding = true;
    if (!process.send) {
      vite.config.logger.warn(`${reason}: start the server again; npm run dev does it by itself`);
      isEnding = false;
      return;
    }
    vite.config.logger.info(`${reason}; the server starts again`, { timestamp: true });
    process.send('restart');
    await end(vite);
  };
}

async function end(vite: ViteDevServer): Promise<never> {
  setTimeout(() => process.exit(0), closingMilliseconds).unref();
  await vite.close();
  process.exit(0);
}

/** Returns a function that compiles the messages in a process of their own, once more where they change meanwhile. */
function messageCompiler(vite: ViteDevServer, then: () => void): () => void {
  let isCompiling = false;
  let isStale = false;
  const compile = (): void => {
    isStale = isCompiling;
    if (isCompiling) return;
    isCompiling = true;
    execFile(process.execPath, ['scripts/prepare.mjs', 'messages'], { cwd: root }, (error, _, stderr) => {
      isCompiling = false;
      if (isStale) compile();
      else if (error) vite.config.logger.error(stderr);
      else then();
    });
  };
  return compile;
}

/** Restarts the server once for a change of its code, of messages or of settings. */
function restartOnChange(vite: ViteDevServer, loaded: ReadonlySet<string>): void {
  const restart = restarter(vite);
  const compile = messageCompiler(vite, () => void restart('Messages have changed'));
  vite.watcher.on('all', (_, file) => {
    if (messageFile.test(file)) compile();
    else if (loaded.has(file) || (file.startsWith(serverFolder) && extname(file) === '.ts'))
      void restart(`${relative(root, file)} has changed`);
  });
  // Vite itself would load the app a second time into this process.
  vite.restart = () => restart('Settings have changed');
  process.on('SIGINT', () => void end(vite));
  process.on('SIGHUP', () => void end(vite));
  process.on('disconnect', () => void end(vite));
}

export function appInDevelopment(): Plugin {
  let close: (() => Promise<void>) | undefined;
  return {
    name: 'app-in-development',
    apply: 'serve',
    // Pages take all messages from the file that Node takes them from: one for each message would be 5,000 requests.
    config: () => ({
      // Its index names 400 components, each of which would be compiled for the first page.
      ssr: { optimizeDeps: { include: ['bits-ui'] } },
      resolve: { alias: { '#lib/paraglide/messages.js': join(root, '.cache/messages.js') } },
      server: { fs: { allow: [join(root, '.cache')] }, watch: { ignored: unwatched } }
    }),
    async configureServer(vite) {
      if (process.env['VITEST']) return;
      restartOnChange(vite, noteLoadedSources());
      // Vite joins what its configuration imports into one file, unless the address is computed.
      const address = pathToFileURL(join(root, 'server/development.ts')).href;
      const { openInDevelopment } = (await import(address)) as typeof import('../server/development.ts');
      close = await openInDevelopment(vite);
    },
    async closeBundle() {
      const closing = close?.();
      close = undefined;
      await closing;
    }
  };
}

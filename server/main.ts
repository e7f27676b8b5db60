/** Starts the house: config → house → doorstep → pages → listen; drains on SIGTERM. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import type { Config } from './config.ts';
import type { PageHandler } from './http/server.ts';

// Before any other import: compiled code and stripped types are kept for the next start, those of worker threads too.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, '../node_modules/.cache/compiled');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

const { readConfig, ConfigError } = await import('./config.ts');
const { NewerDatabaseError } = await import('./store/migrate.ts');
const { DatabaseUnusableError } = await import('./store/open.ts');
const { createApp } = await import('./app.ts');
const { registerApp } = await import('./app-registry.ts');
const { openHttpServer } = await import('./http/server.ts');
const { largestBody } = await import('./http/body.ts');
const { startFailure } = await import('./start-failure.ts');

/** Whoever stops the process waits ten seconds before it is killed. */
const drainMilliseconds = 8_000;

let config: Config | undefined;
try {
  config = readConfig(process.env);
  const { origin, host, port, demo } = config;
  const app = await createApp(config);
  const accounts = await app.loadDemoWhenEmpty();
  registerApp(app);
  process.env['ORIGIN'] = origin;
  // What goes on without having said how long it is; what says it is judged in http/body.ts. SvelteKit answers 413.
  process.env['BODY_SIZE_LIMIT'] = String(largestBody);
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as {
    handler: PageHandler;
  };
  const server = openHttpServer(app, handler);

  server.once('error', (error) => fail(startFailure(error, app.config) ?? error.message));
  server.listen(port, host, () => {
    app.logger.info('Serving', { address: origin, host, port, demo });
    if (accounts)
      console.error(`Demo accounts (password “${accounts.password}”): ${accounts.emails.join(', ')}`);
    // Last, so that whoever waits for it has read everything.
    console.error(`Meridian serves at ${origin}`);
    // A process that is killed would not keep what it has compiled.
    setImmediate(flushCompileCache);
  });

  let draining = false;
  const drain = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    app.logger.info('Draining', { signal });
    // A database that does not answer must not hold the process; what it has not committed was acknowledged to nobody.
    setTimeout(() => fail('The app did not close in time'), drainMilliseconds).unref();
    server.close();
    server.closeIdleConnections();
    await app.close();
    server.closeAllConnections();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain(signal));
} catch (error) {
  const isKnown = [ConfigError, NewerDatabaseError, DatabaseUnusableError].some(
    (kind) => error instanceof kind
  );
  // A file that could not be opened names its cause: a full disk asks for something else than a wrong address.
  const isFile = config?.database.engine === 'sqlite';
  const cause = isFile && error instanceof DatabaseUnusableError ? error.cause : error;
  const sentence = startFailure(cause, config) ?? (isKnown ? (error as Error).message : undefined);
  if (sentence !== undefined) fail(sentence);
  throw error;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

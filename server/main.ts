/** Starts the server: config → app → app registry → pages → listen; drains on SIGTERM. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Config } from './process/config.ts';
import type { PageHandler } from './http/server.ts';
import type { SampleFounding } from '#areas/demo';

// This comes before any other import: compiled code and stripped types are cached for the next start, also
// those of worker threads.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, '../node_modules/.cache/compiled');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);
// Writes that wait for a commit outlive the young heap while it is small, just after the start. V8 would conclude that
// such objects always live long and allocate later ones in the old heap: a flood spends a sixth of its time on that.
setFlagsFromString('--no-allocation-site-pretenuring');
// V8 doubles the old heap and more before it collects it: with many pages in the making at once, most of it is garbage.
setFlagsFromString('--heap-growing-percent=25');
// The database holds password hashes and confidential evidence: what is created is readable by its owner only.
process.umask(0o077);

const { readConfig, ConfigError } = await import('./process/config.ts');
const { FormerDatabaseError } = await import('./store/former-release.ts');
const { NewerDatabaseError } = await import('./store/migrate.ts');
const { DatabaseUnusableError } = await import('./store/open.ts');
const { markServed } = await import('./store/served.ts');
const { ownVersion, versionText } = await import('./process/version.ts');
const { createApp } = await import('./app.ts');
const { demoLines, startSampleFounding } = await import('#areas/demo');
const { registerApp } = await import('./app-registry.ts');
const { countRows } = await import('./store/rows.ts');
const { openHttpServer } = await import('./http/server.ts');
const { largestBody } = await import('./http/body.ts');
const { addressHeader } = await import('./process/client-address.ts');
const { startFailure } = await import('./process/start-failure.ts');
const { startWarnings } = await import('./process/start-warnings.ts');
const { goOnWithoutOutput, watchFaults } = await import('./process/process-faults.ts');

/** In milliseconds. A process manager commonly waits ten seconds before it kills the process. */
const drainMilliseconds = 8_000;

let config: Config | undefined;
goOnWithoutOutput();
try {
  config = readConfig(process.env);
  const { origin, host, port, demo } = config;
  const app = await createApp(config);
  if (!demo && (await app.hasDemoAccounts()))
    fail(
      'The database holds demo accounts, whose password everybody knows, and DEMO is off: remove them with npm run cli -- demo remove.'
    );
  for (const warning of await startWarnings(config)) app.logger.warn(warning);
  const accounts = await app.loadDemoWhenEmpty();
  const hasAccounts = (await countRows(app.store.db, 'user')) > 0;
  registerApp(app);
  process.env['ORIGIN'] = origin;
  process.env['ADDRESS_HEADER'] = addressHeader;
  // This limits bodies that do not announce their size; those that do are checked in http/body.ts. SvelteKit
  // answers 413.
  process.env['BODY_SIZE_LIMIT'] = String(largestBody);
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as {
    handler: PageHandler;
  };
  const server = openHttpServer(app, handler);
  const mark = await markServed(config.database);

  server.once('error', (error) => fail(startFailure(error, app.config) ?? error.message));
  server.listen(port, host, () => {
    app.logger.info('Serving', { version: versionText(ownVersion), address: origin, host, port, demo });
    if (!hasAccounts)
      console.error(
        'There is no account yet. Make the first administrator: npm run cli -- user add ADDRESS --administrator'
      );
    if (accounts) for (const line of demoLines(accounts, origin)) console.error(line);
    // This line comes last, so that a script that waits for it has read everything.
    console.error(`Meridian serves at ${origin}`);
    // A process that is killed would not keep what it has compiled.
    setImmediate(flushCompileCache);
    // It takes a while, and nobody has to wait for it.
    if (accounts && config?.sampleStudy === true) founding = startSampleFounding(app.logger);
  });

  let founding: SampleFounding | undefined;
  let draining = false;
  const drain = async (signal: string, exitCode = 0): Promise<void> => {
    if (draining) return;
    draining = true;
    app.logger.info('Draining', { signal });
    // A database that does not answer must not hold the process; what is not committed was never
    // acknowledged.
    setTimeout(() => fail('The app did not close in time'), drainMilliseconds).unref();
    founding?.stop();
    server.close();
    server.closeIdleConnections();
    await app.close();
    await mark.release();
    server.closeAllConnections();
    process.exit(exitCode);
  };
  watchFaults(app.logger, (fault) => void drain(fault, 1));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain(signal));
} catch (error) {
  const isKnown = [ConfigError, FormerDatabaseError, NewerDatabaseError, DatabaseUnusableError].some(
    (kind) => error instanceof kind
  );
  // A file that could not be opened names its cause: a full disk needs another remedy than a wrong address.
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

/** Starts the house: config → house → doorstep → pages → listen; drains on SIGTERM. */
import type { PageHandler } from './http/server.ts';
const [major = 0] = process.versions.node.split('.').map(Number);
// better-sqlite3 dies without a word on older ones, so this comes before any import of the house.
if (major < 22)
  fail(
    `Meridian runs on Node 22 or newer, not ${process.versions.node}. Start it with npm start, which brings one.`
  );

const { readConfig, ConfigError } = await import('./config.ts');
const { NewerDatabaseError } = await import('./store/migrate.ts');
const { DatabaseUnusableError } = await import('./store/open.ts');
const { buildHouse } = await import('./house.ts');
const { openDoorstep } = await import('./doorstep.ts');
const { openHttpServer } = await import('./http/server.ts');
const { largestBody } = await import('./http/body.ts');

/** Whoever stops the process waits ten seconds before it is killed. */
const drainMilliseconds = 8_000;

try {
  const config = readConfig(process.env);
  const house = await buildHouse(config);
  const accounts = await house.loadDemoWhenEmpty();
  openDoorstep(house);
  process.env['ORIGIN'] = config.origin;
  // What goes on without having said how long it is; what says it is judged in http/body.ts. SvelteKit answers 413.
  process.env['BODY_SIZE_LIMIT'] = String(largestBody);
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as {
    handler: PageHandler;
  };
  const server = openHttpServer(house, handler);

  server.once('error', (error: NodeJS.ErrnoException) =>
    fail(
      error.code === 'EADDRINUSE'
        ? `PORT holds ${config.port}; it takes a port that is free on ${config.host}`
        : error.message
    )
  );
  server.listen(config.port, config.host, () => {
    house.journal.info('Serving', {
      address: config.origin,
      host: config.host,
      port: config.port,
      demo: config.demo
    });
    if (accounts)
      console.error(`Demo accounts (password “${accounts.password}”): ${accounts.emails.join(', ')}`);
    // Last, so that whoever waits for it has read everything.
    console.error(`Meridian serves at ${config.origin}`);
  });

  let draining = false;
  const drain = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    house.journal.info('Draining', { signal });
    // A database that does not answer must not hold the process; what it has not committed was acknowledged to nobody.
    setTimeout(() => fail('The house did not close in time'), drainMilliseconds).unref();
    server.close();
    server.closeIdleConnections();
    await house.close();
    server.closeAllConnections();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain(signal));
} catch (error) {
  const told = [ConfigError, NewerDatabaseError, DatabaseUnusableError].some((kind) => error instanceof kind);
  if (told) fail((error as Error).message);
  throw error;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

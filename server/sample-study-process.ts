/**
 * Is the process that founds the sample study next to a server that already serves. It ends with its parent: what it
 * left then is taken away and founded anew at the next start. Exit codes: 0 it is there, 3 another process is at it.
 */
import { createApp } from './app.ts';
import { readConfig } from './process/config.ts';
import { createLogger } from './process/logger.ts';

// As the server does: the bundle then has no part of the demo in the file of this program (scripts/bundle-server.ts).
const { FoundingClock, foundSampleStudy, underWayCode } = await import('#areas/demo');

// Its files are readable by its owner only.
process.umask(0o077);
process.on('disconnect', () => process.exit(1));

const config = readConfig(process.env);
const clock = new FoundingClock(() => new Date());
const logger = createLogger({ level: 'warn', now: () => new Date() });
const app = await createApp(config, { now: clock.now, logger, servesNobody: true });
// A SQLite database is served by one process, which starts one of these: what another one began has ended.
const patience = config.database.engine === 'sqlite' ? { patience: 0 } : {};
const founding = await foundSampleStudy(app, clock, patience);
await app.close();
process.exit(founding === 'under-way' ? underWayCode : 0);

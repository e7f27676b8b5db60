/**
 * Makes the demo study and the sample study of eight invented towns, which has gone the whole way, with publications as pages
 * alone: for tests that begin with a report. Run as a script it prepares a folder.
 */
import { readConfig, type Config } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { FoundingClock } from '#server/areas/demo/sample-study/founding-clock.ts';
import { foundSampleStudy } from '#server/areas/demo/sample-study/sample-study.ts';
import { loadDemoStudy } from '#server/areas/demo/demo.ts';

/** Founds both studies in an empty database, and closes it. */
export async function foundBoth(config: Config, now: () => Date = () => new Date()): Promise<void> {
  await withFounder(config, now, async (app, clock) => {
    // A folder for browsers holds the demo study already.
    if (!(await app.store.db.selectFrom('study').select('id').executeTakeFirst()))
      await loadDemoStudy({ ...app, now });
    await foundQuickly(app, clock);
  });
}

/** Opens an app whose clock a founding moves, and closes it. */
export async function withFounder<T>(
  config: Config,
  now: () => Date,
  act: (app: App, clock: FoundingClock) => Promise<T>
): Promise<T> {
  const clock = new FoundingClock(now);
  const app = await createApp(config, { now: clock.now, servesNobody: true });
  try {
    return await act(app, clock);
  } finally {
    await app.close();
  }
}

export const foundQuickly = (app: App, clock: FoundingClock, patience = 0) =>
  foundSampleStudy(app, clock, { outputs: { editions: ['en', 'zh'], formats: ['html', 'json'] }, patience });

const folder = process.argv[2];
if (import.meta.main && folder !== undefined)
  await foundBoth(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: '1' }));

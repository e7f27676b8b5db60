/** The demo study in a folder, with one city in consultation and a second person of that city; for browsers. Run as a script it prepares the folder. */
import type { Actor } from '#base/permissions.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { addStaff } from './demo-staff.ts';
import { reviewForOtherSide } from './review.ts';

const slug = 'eu-china-2013';
/**
 * Names the city, whose senior representative is `city.{city}@demo.local` and whose other one is
 * `staff.{city}@demo.local`.
 */
export const consultedCity = 'nantong';

async function actorOf(app: App, name: string): Promise<Actor> {
  const signedIn = await app.sessions.signIn({
    email: `${name}@demo.local`,
    password: demoPassword,
    address: '127.0.0.1'
  });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  const session = await app.sessions.read(signedIn.value.cookie.split(';')[0] ?? '');
  if (!session) throw new Error('The session cannot be read');
  return session.actor;
}

export async function consultDemoCity(dataDir: string): Promise<void> {
  const app = await createApp(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO: '1' }), {
    schedulerMilliseconds: null
  });
  try {
    await app.loadDemoWhenEmpty();
    const { db } = app.store;
    const { id: studyId } = await db
      .selectFrom('study')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    await addStaff(app, studyId, consultedCity, ['Xu Lan', '徐岚']);
    // The experts' threads are settled and the changes confirmed, otherwise no city may be consulted on it.
    const expert = await actorOf(app, 'expert1.cn');
    const findings = { kind: 'findings', city: consultedCity } as const;
    const translations = await app.translationStatus.list(expert, slug, findings);
    if (!translations.ok) throw new Error(translations.refusal.code);
    for (const { section, now } of translations.value.sections) {
      const confirmed = await app.translationStatus.confirm(expert, slug, findings, section, {
        isMinor: false,
        seen: now
      });
      if (!confirmed.ok) throw new Error(`${section}: ${confirmed.refusal.code}`);
    }
    const secretariat = await actorOf(app, 'secretariat');
    const status = await app.workflow.assessment(secretariat, slug, consultedCity);
    if (!status.ok) throw new Error(status.refusal.code);
    for (const missing of status.value.missing ?? []) {
      if (missing.kind === 'open-thread')
        await app.threads.resolve(expert, { id: missing.threadId, version: 1 });
    }
    await reviewForOtherSide(app, slug, consultedCity);
    const reviewed = await app.workflow.assessment(secretariat, slug, consultedCity);
    if (!reviewed.ok) throw new Error(reviewed.refusal.code);
    const opened = await app.workflow.takeStep(secretariat, slug, consultedCity, {
      step: 'open-consultation',
      version: reviewed.value.version,
      reason: { en: 'For the demonstration', zh: '供演示' },
      deadline: { at: new Date(app.now().getTime() + 12 * 86_400_000).toISOString(), zone: 'Asia/Shanghai' }
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
  } finally {
    await app.close();
  }
}

const folder = process.argv[2];
if (import.meta.main && folder !== undefined) await consultDemoCity(folder);

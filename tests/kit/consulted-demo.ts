/** The demo study in a folder, with one city in consultation and a second person of that city; for browsers. Run as a script it prepares the folder. */
import type { Actor } from '#domain/permissions.ts';
import { readConfig } from '#server/config.ts';
import { buildHouse, type House } from '#server/house.ts';
import { demoPassword } from '#server/services/demo-people.ts';
import { addStaff } from './demo-staff.ts';

const slug = 'eu-china-2013';
/** The city, whose senior representative is `city.{city}@demo.local` and whose other one is `staff.{city}@demo.local`. */
export const consultedCity = 'nantong';

async function actorOf(house: House, name: string): Promise<Actor> {
  const signedIn = await house.sessions.signIn({
    email: `${name}@demo.local`,
    password: demoPassword,
    address: '127.0.0.1'
  });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  const session = await house.sessions.read(signedIn.value.cookie.split(';')[0] ?? '');
  if (!session) throw new Error('The session cannot be read');
  return session.actor;
}

export async function consultDemoCity(dataDir: string): Promise<void> {
  const house = await buildHouse(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO: '1' }), {
    dueMilliseconds: null
  });
  try {
    await house.loadDemoWhenEmpty();
    const { db } = house.store;
    const { id: studyId } = await db
      .selectFrom('study')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    await addStaff(house, studyId, consultedCity, ['Xu Lan', '徐岚']);
    // What is said among the experts is settled and what was changed is confirmed, or no city may be asked about it.
    const expert = await actorOf(house, 'expert1.cn');
    const findings = { kind: 'findings', city: consultedCity } as const;
    const agreements = await house.parity.list(expert, slug, findings);
    if (!agreements.ok) throw new Error(agreements.refusal.code);
    for (const { section, now } of agreements.value.sections) {
      const confirmed = await house.parity.confirm(expert, slug, findings, section, {
        isMinor: false,
        seen: now
      });
      if (!confirmed.ok) throw new Error(`${section}: ${confirmed.refusal.code}`);
    }
    const secretariat = await actorOf(house, 'secretariat');
    const standing = await house.way.assessment(secretariat, slug, consultedCity);
    if (!standing.ok) throw new Error(standing.refusal.code);
    for (const missing of standing.value.missing ?? []) {
      if (missing.kind === 'open-thread')
        await house.threads.resolve(expert, { id: missing.threadId, version: 1 });
    }
    const opened = await house.way.takeStep(secretariat, slug, consultedCity, {
      step: 'open-consultation',
      version: standing.value.version,
      reason: { en: 'For the demonstration', zh: '供演示' },
      deadline: { at: new Date(house.now().getTime() + 12 * 86_400_000).toISOString(), zone: 'Asia/Shanghai' }
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
  } finally {
    await house.close();
  }
}

const folder = process.argv[2];
if (import.meta.main && folder !== undefined) await consultDemoCity(folder);

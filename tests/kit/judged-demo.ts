/**
 * Makes the demo study in `DATA_DIR` with closed panels in eight cities, two of whose characteristics were
 * judged twice. Runs in a process of its own.
 */
import { chanceOf } from '#base/chance.ts';
import type { StudyId } from '#base/ids.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp } from '#server/app.ts';
import { createLogger } from '#server/process/logger.ts';
import { findFramework, findRubric } from '#server/areas/framework/store/frameworks.ts';
import { insertJudged } from './judged.ts';

const now = (): Date => new Date();
const app = await createApp(readConfig(process.env), {
  now,
  logger: createLogger({ level: 'warn', now }),
  schedulerMilliseconds: null
});
await app.loadDemoWhenEmpty();
const { db } = app.store;
const { id } = await db.selectFrom('study').select('id').executeTakeFirstOrThrow();
const studyId = id as StudyId;
const [framework, rubric] = [await findFramework(db, studyId), await findRubric(db, studyId)];
if (!framework || !rubric) throw new Error('The demo study has no rubric');
// The demo has panels of its own, which are removed first.
for (const table of [
  'dissent',
  'panelResult',
  'settlement',
  'score',
  'panelRound',
  'panel',
  'assessor'
] as const)
  await db.deleteFrom(table).execute();
const accounts = await db.selectFrom('user').select(['id', 'email']).execute();
const judges = ['expert1.eu', 'expert2.eu', 'expert3.eu', 'expert1.cn', 'expert2.cn', 'expert3.cn'].map(
  (name) => {
    const userId = accounts.find(({ email }) => email === `${name}@demo.local`)?.id;
    if (userId === undefined) throw new Error(`There is no ${name}`);
    return { userId, sideId: name.endsWith('.eu') ? 'eu' : 'cn' };
  }
);
const cities = await db
  .selectFrom('city')
  .select('id')
  .where('studyId', '=', studyId)
  .orderBy('number')
  .limit(8)
  .execute();
const chance = chanceOf(2013);
for (const [index, { id: characteristic }] of framework.characteristics.slice(0, 6).entries()) {
  // The last but one in too few cities, the last with one level only.
  for (const city of index === 4 ? cities.slice(0, 3) : cities) {
    const truth = index === 5 || chance() < 0.5 ? 'basic' : 'more-advanced';
    const named = (errorRate: number): string[] =>
      judges.map(() =>
        index !== 5 && chance() < errorRate ? (truth === 'basic' ? 'more-advanced' : 'basic') : truth
      );
    const rounds = index < 2 ? [named(0.35), named(0.1)] : [named(0.2)];
    await insertJudged(app, studyId, judges, {
      cityId: city.id,
      characteristic,
      rubric,
      rounds,
      result: truth
    });
  }
}
await app.close();

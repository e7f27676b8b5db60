/**
 * Makes the demo study in a folder, with three people of Florence in addition to its senior representative,
 * `staff1.florence@demo.local` and so on, and one of Jiaxing, `staff.jiaxing@demo.local`; for browsers. Run
 * as a script it prepares the folder.
 */
import { readConfig } from '#server/process/config.ts';
import { createApp } from '#server/app.ts';
import { addStaff } from './demo-staff.ts';

const people = [
  ['Marta Conti', '玛尔塔·孔蒂'],
  ['Luca Neri', '卢卡·内里'],
  ['Anna Riva', '安娜·里瓦']
] as const;

export async function staffDemoCity(dataDir: string): Promise<void> {
  const app = await createApp(readConfig({ DATA_DIR: dataDir, DEMO: '1' }), { servesNobody: true });
  try {
    await app.loadDemoWhenEmpty();
    const { studyId } = await app.store.db
      .selectFrom('city')
      .select('studyId')
      .where('id', '=', 'florence')
      .executeTakeFirstOrThrow();
    await addStaff(app, studyId, 'jiaxing', ['Sun Li', '孙莉']);
    for (const [index, name] of people.entries())
      await addStaff(app, studyId, 'florence', name, `staff${index + 1}`);
  } finally {
    await app.close();
  }
}

const folder = process.argv[2];
if (import.meta.main && folder !== undefined) await staffDemoCity(folder);

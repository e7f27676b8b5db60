/**
 * The demo study in a folder, with one city that can go its whole way in a few minutes: everything is written in both languages but one
 * section, of its answers and of the findings; for browsers. Run as a script it prepares the folder.
 */
import { fingerprintsOf, type ContentNode } from '#domain/version.ts';
import { readConfig } from '#server/config.ts';
import { buildHouse, type House } from '#server/house.ts';
import { sectionsOf } from '#server/services/access.ts';
import { readContent } from '#server/services/way/freezing.ts';
import { findDocument, type DocumentRow } from '#server/store/documents.ts';
import { packParity, saveParity } from '#server/store/parity.ts';
import { addStaff } from './demo-staff.ts';
import { writeText } from './texts.ts';

/** A city that has not begun; expert2.cn writes about it, expert2.eu reviews. Besides its senior representative it has `staff.{city}@demo.local`. */
export const collectedCity = 'yantai';
/** What nobody has written yet. */
export const openSection = 'funding';

const words = {
  response: {
    en: (section: string) => `The city answers on ${section}.`,
    zh: (section: string) => `本市就${section}作答。`
  },
  findings: {
    en: (section: string) => `The answer on ${section} is complete.`,
    zh: (section: string) => `就${section}的答复完整。`
  }
};

/** A paragraph in each language, each the counterpart of the other. */
function pair(kind: 'response' | 'findings', section: string): Record<'en' | 'zh', ContentNode[]> {
  const id = `${kind}-${section}`;
  const paragraph = (language: 'en' | 'zh', attrs: Record<string, string>): ContentNode => ({
    type: 'paragraph',
    attrs,
    content: [{ type: 'text', text: words[kind][language](section) }]
  });
  return { en: [paragraph('en', { id })], zh: [paragraph('zh', { id: `${id}-zh`, counterpart: id })] };
}

async function textOf({ store: { db } }: House, kind: 'response' | 'findings'): Promise<DocumentRow> {
  const { id } = await db
    .selectFrom('document')
    .select('id')
    .where('cityId', '=', collectedCity)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow();
  const document = await findDocument(db, id);
  if (!document) throw new Error(`${collectedCity} has no ${kind}`);
  return document;
}

async function userIdOf({ store: { db } }: House, name: string): Promise<string> {
  return (
    await db
      .selectFrom('user')
      .select('id')
      .where('email', '=', `${name}@demo.local`)
      .executeTakeFirstOrThrow()
  ).id;
}

export async function collectDemoCity(dataDir: string): Promise<void> {
  const house = await buildHouse(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO: '1' }), {
    dueMilliseconds: null
  });
  try {
    await house.loadDemoWhenEmpty();
    const { db } = house.store;
    const [response, findings] = [await textOf(house, 'response'), await textOf(house, 'findings')];
    const { studyId } = findings;
    await addStaff(house, studyId, collectedCity, ['Mu Qing', '慕晴']);
    const [city, expert] = [
      await userIdOf(house, `city.${collectedCity}`),
      await userIdOf(house, 'expert2.cn')
    ];
    const written = (await sectionsOf(db, studyId, 'findings')).filter((section) => section !== openSection);
    for (const section of written) {
      await writeText(house, response.id, city, section, pair('response', section));
      await writeText(house, findings.id, expert, section, pair('findings', section));
    }
    // Nobody can say it before the answers are in; of these sections it is as if it had been said.
    const answers = new Map(
      (await readContent(db, house.workshop, response)).sections.map((section) => [
        section.id,
        fingerprintsOf(section)
      ])
    );
    for (const section of (await readContent(db, house.workshop, findings)).sections) {
      if (!written.includes(section.id)) continue;
      const blocks = packParity(fingerprintsOf(section), answers.get(section.id) ?? {});
      await saveParity(db, {
        studyId,
        documentId: findings.id,
        section: section.id,
        blocks,
        isMinor: 0,
        userId: expert,
        at: house.now().toISOString()
      });
    }
  } finally {
    await house.close();
  }
}

const folder = process.argv[2];
if (import.meta.main && folder !== undefined) await collectDemoCity(folder);

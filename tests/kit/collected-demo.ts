/**
 * Makes the demo study in a folder, with one city that can go through the whole workflow in a few minutes:
 * everything is written in both languages but one section, of its answers and of the findings; for browsers.
 * Run as a script it prepares the folder.
 */
import { fingerprintsOf, type ContentNode } from '#base/content.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { sectionsOf } from '#server/areas/documents/access.ts';
import { readContent } from '#server/areas/documents/frozen-content.ts';
import { findDocument, type DocumentRow } from '#server/areas/assessments/store/documents.ts';
import {
  packFingerprints,
  saveConfirmedTranslation
} from '#server/areas/pairs/store/confirmed-translations.ts';
import { addStaff } from './demo-staff.ts';
import { writeText } from './texts.ts';

/**
 * Names a city that has not begun; expert2.cn writes about it, expert2.eu reviews. Besides its senior
 * representative it has `staff.{city}@demo.local`.
 */
export const collectedCity = 'yantai';
/** Names the section that is not written yet. */
export const openSection = 'funding';

const sentences = {
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
    content: [{ type: 'text', text: sentences[kind][language](section) }]
  });
  return { en: [paragraph('en', { id })], zh: [paragraph('zh', { id: `${id}-zh`, counterpart: id })] };
}

async function textOf({ store: { db } }: App, kind: 'response' | 'findings'): Promise<DocumentRow> {
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

async function userIdOf({ store: { db } }: App, name: string): Promise<string> {
  return (
    await db
      .selectFrom('user')
      .select('id')
      .where('email', '=', `${name}@demo.local`)
      .executeTakeFirstOrThrow()
  ).id;
}

export async function collectDemoCity(dataDir: string): Promise<void> {
  const app = await createApp(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO: '1' }), {
    schedulerMilliseconds: null
  });
  try {
    await app.loadDemoWhenEmpty();
    const { db } = app.store;
    const [response, findings] = [await textOf(app, 'response'), await textOf(app, 'findings')];
    const { studyId } = findings;
    await addStaff(app, studyId, collectedCity, ['Mu Qing', '慕晴']);
    const [city, expert] = [await userIdOf(app, `city.${collectedCity}`), await userIdOf(app, 'expert2.cn')];
    const written = (await sectionsOf(db, studyId, 'findings')).filter((section) => section !== openSection);
    for (const section of written) {
      await writeText(app, response.id, city, section, pair('response', section));
      await writeText(app, findings.id, expert, section, pair('findings', section));
    }
    // A confirmation is possible only once the answers are in; for these sections it is stored directly.
    const answers = new Map(
      (await readContent(db, app.workers, response)).sections.map((section) => [
        section.id,
        fingerprintsOf(section)
      ])
    );
    for (const section of (await readContent(db, app.workers, findings)).sections) {
      if (!written.includes(section.id)) continue;
      const blocks = packFingerprints(fingerprintsOf(section), answers.get(section.id) ?? {});
      await saveConfirmedTranslation(db, {
        studyId,
        documentId: findings.id,
        section: section.id,
        blocks,
        isMinor: 0,
        userId: expert,
        at: app.now().toISOString()
      });
    }
  } finally {
    await app.close();
  }
}

const folder = process.argv[2];
if (import.meta.main && folder !== undefined) await collectDemoCity(folder);

/** Provides generated texts in both languages, and subjects that wait for the chairs. */
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { newBlockId } from '#document/block-id.ts';
import { writePassage } from '#document/content-write.ts';
import { chapterSection } from '#document/narrative.ts';
import type { Actor } from '#base/permissions.ts';
import { fingerprintsOf } from '#base/content.ts';
import { paragraph } from './texts.ts';
import type { App } from '#server/app.ts';
import { testFramework, testPassword, type PersonInput, type TestStudy } from './people.ts';
import { signedInAs } from './actors.ts';

export const sections = testFramework.characteristics.map(({ id }) => id);
const nothing = { en: '', zh: '' };

/** Puts the same sentence into every section of an empty document, in both languages, and confirms that they say the same. */
export async function writeBoth(
  { store, now }: App,
  documentId: string,
  ids: readonly string[] = sections,
  sentence = 'Data is shared'
): Promise<void> {
  const doc = new Y.Doc();
  for (const section of ids) {
    for (const [language, text] of [
      ['en', `${sentence} in ${section}.`],
      ['zh', `数据共享：${section}。`]
    ] as const) {
      writePassage({ doc, section, language, newId: newBlockId }, [
        paragraph(`${section}-${language}`, text)
      ]);
    }
  }
  const { db } = store;
  const row = await db
    .selectFrom('document')
    .select(['studyId', 'generation'])
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  await db
    .updateTable('documentSnapshot')
    .set({ bytes: Y.encodeStateAsUpdate(doc) })
    .where('documentId', '=', documentId)
    .where('generation', '=', row.generation)
    .execute();
  const at = now().toISOString();
  await db.deleteFrom('parity').where('documentId', '=', documentId).execute();
  for (const section of ids) {
    const blocks = JSON.stringify(fingerprintsOf(sectionContent(doc, section)));
    await db
      .insertInto('parity')
      .values({
        studyId: row.studyId,
        documentId,
        section,
        blocks,
        isMinor: 0,
        userId: 'somebody',
        at,
        version: 1
      })
      .execute();
  }
}

/** Needs a study whose city is in `revision`. */
export async function requestApproval(
  app: App,
  study: TestStudy,
  cityId = 'haidian',
  sentence?: string
): Promise<Actor> {
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  await writeBoth(app, study.cities.find(({ id }) => id === cityId)?.findingsId ?? '', sections, sentence);
  await requestAgain(app, study, secretariat, cityId);
  return secretariat;
}

export async function requestAgain(
  app: App,
  study: TestStudy,
  secretariat: Actor,
  cityId = 'haidian'
): Promise<void> {
  const status = await app.workflow.assessment(secretariat, study.slug, cityId);
  if (!status.ok) throw new Error(status.refusal.code);
  const taken = await app.workflow.takeStep(secretariat, study.slug, cityId, {
    step: 'ask-approval',
    version: status.value.version,
    reason: nothing,
    deadline: null
  });
  if (!taken.ok) throw new Error(`${taken.refusal.code} ${JSON.stringify(status.value.missing)}`);
}

/** Takes the chapter `trends` from drafting to approval. */
export async function requestChapterApproval(app: App, study: TestStudy, secretariat: Actor): Promise<void> {
  await writeBoth(app, study.chapterId, [chapterSection]);
  for (const step of ['ask-review', 'ask-approval'] as const) {
    const status = await app.workflow.chapter(secretariat, study.slug, 'trends');
    if (!status.ok) throw new Error(status.refusal.code);
    const taken = await app.workflow.takeChapterStep(secretariat, study.slug, 'trends', {
      step,
      version: status.value.version,
      reason: nothing,
      deadline: null
    });
    if (!taken.ok) throw new Error(`${step}: ${taken.refusal.code} ${JSON.stringify(status.value.missing)}`);
  }
}

/** Returns the version that a chair currently has to sign. */
export async function before(app: App, actor: Actor, study: TestStudy, subject = 'findings:haidian') {
  const view = await app.approvals.load(actor, study.slug, subject);
  if (!view.ok) throw new Error(view.refusal.code);
  const { shown } = view.value;
  if (!shown) throw new Error('Nothing is put before the chairs');
  return { subject, versionId: shown.id, hash: shown.hash };
}

export async function signs(
  app: App,
  actor: Actor,
  study: TestStudy,
  subject = 'findings:haidian',
  password = testPassword
) {
  return app.approvals.sign(actor, study.slug, await before(app, actor, study, subject), password);
}

export async function bothChairs(app: App, study: TestStudy): Promise<{ eu: Actor; cn: Actor }> {
  const chair = (side: 'eu' | 'cn', name: string): Promise<Actor> =>
    signedInAs(app, { role: 'chair', study, side, name } satisfies PersonInput);
  return { eu: await chair('eu', 'Elena Rossi'), cn: await chair('cn', 'Wang Fang') };
}

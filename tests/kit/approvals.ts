/** Texts in both languages that nobody has to type, and subjects that wait for the chairs. */
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { chapterSection, passage } from '#document/narrative.ts';
import type { Actor } from '#domain/permissions.ts';
import { fingerprintsOf } from '#domain/version.ts';
import type { House } from '#server/house.ts';
import { testFramework, testPassword, type PersonWish, type TestStudy } from './people.ts';
import { signedInAs } from './actors.ts';

export const sections = testFramework.characteristics.map(({ id }) => id);
const nothing = { en: '', zh: '' };

/** Puts the same sentence into every section of an empty document, in both languages, and confirms that they say the same. */
export async function writeBoth(
  { store, now }: House,
  documentId: string,
  ids: readonly string[] = sections,
  words = 'Data is shared'
): Promise<void> {
  const doc = new Y.Doc();
  for (const section of ids) {
    for (const [language, text] of [
      ['en', `${words} in ${section}.`],
      ['zh', `数据共享：${section}。`]
    ] as const) {
      const block = new Y.XmlElement('paragraph');
      block.setAttribute('id', `${section}-${language}`);
      block.insert(0, [new Y.XmlText(text)]);
      passage(doc, section, language).insert(0, [block]);
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

/** Needs a study whose city stands in `revision`. */
export async function askApproval(
  house: House,
  study: TestStudy,
  cityId = 'haidian',
  words?: string
): Promise<Actor> {
  const secretariat = await signedInAs(house, { role: 'secretariat', study });
  await writeBoth(house, study.cities.find(({ id }) => id === cityId)?.findingsId ?? '', sections, words);
  await askAgain(house, study, secretariat, cityId);
  return secretariat;
}

export async function askAgain(
  house: House,
  study: TestStudy,
  secretariat: Actor,
  cityId = 'haidian'
): Promise<void> {
  const standing = await house.way.assessment(secretariat, study.slug, cityId);
  if (!standing.ok) throw new Error(standing.refusal.code);
  const taken = await house.way.takeStep(secretariat, study.slug, cityId, {
    step: 'ask-approval',
    version: standing.value.version,
    reason: nothing,
    deadline: null
  });
  if (!taken.ok) throw new Error(`${taken.refusal.code} ${JSON.stringify(standing.value.missing)}`);
}

/** The chapter `trends`, from drafting to approval. */
export async function askChapterApproval(house: House, study: TestStudy, secretariat: Actor): Promise<void> {
  await writeBoth(house, study.chapterId, [chapterSection]);
  for (const step of ['ask-review', 'ask-approval'] as const) {
    const standing = await house.way.chapter(secretariat, study.slug, 'trends');
    if (!standing.ok) throw new Error(standing.refusal.code);
    const taken = await house.way.takeChapterStep(secretariat, study.slug, 'trends', {
      step,
      version: standing.value.version,
      reason: nothing,
      deadline: null
    });
    if (!taken.ok)
      throw new Error(`${step}: ${taken.refusal.code} ${JSON.stringify(standing.value.missing)}`);
  }
}

/** What a chair has before them. */
export async function before(house: House, actor: Actor, study: TestStudy, subject = 'findings:haidian') {
  const view = await house.approvals.load(actor, study.slug, subject);
  if (!view.ok) throw new Error(view.refusal.code);
  const { shown } = view.value;
  if (!shown) throw new Error('Nothing is put before the chairs');
  return { subject, versionId: shown.id, hash: shown.hash };
}

export async function signs(
  house: House,
  actor: Actor,
  study: TestStudy,
  subject = 'findings:haidian',
  password = testPassword
) {
  return house.approvals.sign(actor, study.slug, await before(house, actor, study, subject), password);
}

/** Both chairs, each named. */
export async function bothChairs(house: House, study: TestStudy): Promise<{ eu: Actor; cn: Actor }> {
  const chair = (side: 'eu' | 'cn', name: string): Promise<Actor> =>
    signedInAs(house, { role: 'chair', study, side, name } satisfies PersonWish);
  return { eu: await chair('eu', 'Elena Rossi'), cn: await chair('cn', 'Wang Fang') };
}

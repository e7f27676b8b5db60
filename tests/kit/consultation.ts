/** Prepares a city that can read its frozen findings, with the people who take part, for tests. */
import * as Y from 'yjs';
import type { Block } from '#document/blocks.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import type { App } from '#server/app.ts';
import { signedInAs } from './actors.ts';
import { makePerson, makeStudy, testFramework, type TestStudy } from './people.ts';
import { reviewForOtherSide } from './review.ts';

/** Holds what a city says against a fact of one section. */
export const factComment = {
  section: 'stakeholders',
  blockId: null,
  quote: '',
  stance: 'comment',
  kind: 'fact',
  language: 'zh',
  body: '应为19项服务。',
  proposal: ''
} as const;

export const chamber = {
  origin: 'chamber',
  name: 'EU Chamber',
  sideId: 'eu',
  on: '2013-09',
  meetingId: null
} as const;

const paragraph = (id: string, text: string): Block => ({ kind: 'paragraph', id, text });

/** Makes two sections of two paragraphs in each language: `{section}-{en|zh}-{1|2}`. */
export function findingsUpdate(change: Readonly<Record<string, string>> = {}): Uint8Array {
  const doc = new Y.Doc();
  for (const { id } of testFramework.characteristics) {
    const block = (language: 'en' | 'zh', n: number, text: string): Block =>
      paragraph(`${id}-${language}-${n}`, change[`${id}-${language}-${n}`] ?? text);
    writePassages(
      doc,
      id,
      {
        en: [
          block('en', 1, 'The city opened 17 services in 2012.'),
          block('en', 2, 'Its budget grew by a tenth.')
        ],
        zh: [block('zh', 1, '该市于2012年开通了17项服务。'), block('zh', 2, '其预算增长了十分之一。')]
      },
      () => {
        throw new Error('Every block has its id');
      }
    );
  }
  return Y.encodeStateAsUpdate(doc);
}

export const sectionIds = testFramework.characteristics.map(({ id }) => id);

/** Replaces the content of a text's current generation. */
export async function writeText(app: App, documentId: string, bytes: Uint8Array): Promise<void> {
  const { generation } = await app.store.db
    .selectFrom('document')
    .select('generation')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  await app.store.db
    .updateTable('documentSnapshot')
    .set({ bytes })
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .execute();
}

export const inDays = (app: App, days: number): string =>
  new Date(app.now().getTime() + days * 86_400_000).toISOString();

/** Opens the consultation of the city until ten days from now, whatever is missing. */
export async function consult(
  app: App,
  study: TestStudy,
  cityId: string,
  secretariat: Awaited<ReturnType<typeof signedInAs>>
): Promise<void> {
  const city = study.cities.find(({ id }) => id === cityId);
  if (!city) throw new Error(`There is no ${cityId}`);
  await writeText(app, city.findingsId, findingsUpdate());
  const side = city.sideId === study.sides.eu ? 'cn' : 'eu';
  await makePerson(app, { role: 'expert', side, study, rapporteurOf: cityId, duty: 'reviewer' });
  await reviewForOtherSide(app, study.slug, cityId);
  const status = await app.workflow.assessment(secretariat, study.slug, cityId);
  if (!status.ok) throw new Error(status.refusal.code);
  const taken = await app.workflow.takeStep(secretariat, study.slug, cityId, {
    step: 'open-consultation',
    version: status.value.version,
    reason: { en: 'Checked by hand', zh: '' },
    deadline: { at: inDays(app, 10), zone: 'Asia/Shanghai' }
  });
  if (!taken.ok) throw new Error(taken.refusal.code);
}

/** Makes a study in which Haidian is in consultation, Bristol in review. */
export async function consultedStudy(app: App) {
  const study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'internal-review' },
      { id: 'bristol', side: 'eu', state: 'internal-review' }
    ]
  });
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const senior = await signedInAs(app, { role: 'city', study, city: 'haidian', name: 'Li Na' });
  const staff = await signedInAs(app, { role: 'city', study, city: 'haidian', name: 'Chen Wei' });
  await consult(app, study, 'haidian', secretariat);
  return { study, secretariat, senior, staff };
}

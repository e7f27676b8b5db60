/** A city whose findings stand frozen before it, with the people who take part, for tests. */
import * as Y from 'yjs';
import { writePassages, type Block } from '#document/blocks.ts';
import type { House } from '#server/house.ts';
import { signedInAs } from './actors.ts';
import { makeStudy, testFramework, type TestStudy } from './people.ts';

const paragraph = (id: string, text: string): Block => ({ type: 'paragraph', id, text });

/** Two sections of two paragraphs in each language: `{section}-{en|zh}-{1|2}`. */
export function findingsUpdate(change: Readonly<Record<string, string>> = {}): Uint8Array {
  const doc = new Y.Doc();
  for (const { id } of testFramework.characteristics) {
    const block = (language: 'en' | 'zh', n: number, words: string): Block =>
      paragraph(`${id}-${language}-${n}`, change[`${id}-${language}-${n}`] ?? words);
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

/** What stands in the current generation of a text, in place of whatever stood there. */
export async function writeText(house: House, documentId: string, bytes: Uint8Array): Promise<void> {
  const { generation } = await house.store.db
    .selectFrom('document')
    .select('generation')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  await house.store.db
    .updateTable('documentSnapshot')
    .set({ bytes })
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .execute();
}

export const inDays = (house: House, days: number): string =>
  new Date(house.now().getTime() + days * 86_400_000).toISOString();

/** Asks the city for its comments until ten days from now, whatever is missing. */
export async function consult(
  house: House,
  study: TestStudy,
  cityId: string,
  secretariat: Awaited<ReturnType<typeof signedInAs>>
): Promise<void> {
  const city = study.cities.find(({ id }) => id === cityId);
  if (!city) throw new Error(`There is no ${cityId}`);
  await writeText(house, city.findingsId, findingsUpdate());
  const standing = await house.way.assessment(secretariat, study.slug, cityId);
  if (!standing.ok) throw new Error(standing.refusal.code);
  const taken = await house.way.takeStep(secretariat, study.slug, cityId, {
    step: 'open-consultation',
    version: standing.value.version,
    reason: { en: 'Checked by hand', zh: '' },
    deadline: { at: inDays(house, 10), zone: 'Asia/Shanghai' }
  });
  if (!taken.ok) throw new Error(taken.refusal.code);
}

/** Haidian is in consultation, Bristol in review. */
export async function consultedStudy(house: House) {
  const study = await makeStudy(house, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'internal-review' },
      { id: 'bristol', side: 'eu', state: 'internal-review' }
    ]
  });
  const secretariat = await signedInAs(house, { role: 'secretariat', study });
  const senior = await signedInAs(house, { role: 'city', study, city: 'haidian', name: 'Li Na' });
  const staff = await signedInAs(house, { role: 'city', study, city: 'haidian', name: 'Chen Wei' });
  await consult(house, study, 'haidian', secretariat);
  return { study, secretariat, senior, staff };
}

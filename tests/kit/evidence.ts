/** Prepares a city that answers, and everyone who reads its evidence or may not. */
import type { EvidenceFacts, EvidenceKind } from '#rules/evidence/evidence.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { AppOptions } from '#server/app.ts';
import type { AssessmentState } from '#base/states.ts';
import { signedInAs } from './actors.ts';
import type { Engine } from './databases.ts';
import { pdf } from './evidence-files.ts';
import { testApp, testClock } from './app.ts';
import { makeStudy } from './people.ts';

export const plain: EvidenceFacts = {
  title: { en: 'Smart city plan', zh: '智慧城市规划' },
  language: 'zh',
  datedOn: '2012-06',
  url: null,
  accessedOn: null,
  citation: '',
  isConfidential: false,
  note: { en: '', zh: '' }
};
export const link: EvidenceFacts = {
  ...plain,
  title: { en: '', zh: '统计年鉴' },
  url: 'https://example.org/yearbook',
  accessedOn: '2013-08-30'
};

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

export async function openEvidenceStage(engine: Engine = 'sqlite', parts: AppOptions = {}) {
  const clock = testClock();
  const app = await testApp(engine, { now: clock.now, ...parts });
  const study = await makeStudy(app, {
    cities: [
      { id: 'haidian', side: 'cn', state: 'collecting' },
      { id: 'bristol', side: 'eu', state: 'collecting' }
    ]
  });
  const addPerson = (input: Omit<Parameters<typeof signedInAs>[1], 'study'>): Promise<Actor> =>
    signedInAs(app, { ...input, study });
  const people = {
    city: await addPerson({ role: 'city', city: 'haidian' }),
    otherCity: await addPerson({ role: 'city', city: 'bristol' }),
    eu: await addPerson({ role: 'expert', side: 'eu' }),
    cn: await addPerson({ role: 'expert', side: 'cn' }),
    chair: await addPerson({ role: 'chair', side: 'eu' }),
    secretariat: await addPerson({ role: 'secretariat' }),
    observer: await addPerson({ role: 'observer' })
  };
  const { slug } = study;
  const add = async (
    kind: EvidenceKind,
    facts: EvidenceFacts,
    file: { readonly name: string; readonly bytes: Uint8Array } | null
  ): Promise<string> => value(await app.evidence.add(people.city, slug, 'haidian', kind, facts, file)).id;
  return {
    app,
    study,
    slug,
    clock,
    people,
    addPerson,
    add,
    addFile: (facts: Partial<EvidenceFacts> = {}, text = 'x') =>
      add('file', { ...plain, ...facts }, { name: 'plan.pdf', bytes: pdf(text) }),
    addLink: (facts: Partial<EvidenceFacts> = {}) => add('link', { ...link, ...facts }, null),
    load: async (actor: Actor, id: string) => value(await app.evidence.load(actor, slug, 'haidian', id)),
    move: async (state: AssessmentState): Promise<void> => {
      await app.store.db.updateTable('assessment').set({ state }).where('cityId', '=', 'haidian').execute();
    }
  };
}

/**
 * Prepares a city in any state of the workflow, with texts in both languages, the people who take the steps,
 * and a clock that the test moves.
 */
import * as Y from 'yjs';
import { writePassages } from '#document/sequence/write-passages.ts';
import type { Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { fingerprintsOf } from '#base/content.ts';
import type { AssessmentStep } from '#rules/workflow/workflow.ts';
import type { AssessmentState } from '#base/states.ts';
import type { App } from '#server/app.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { readContent } from '#server/areas/documents/frozen-content.ts';
import { passedDeadlines } from '#server/areas/workflow/passed-deadlines.ts';
import type { Engine } from './databases.ts';
import { testApp, testClock } from './app.ts';
import {
  makePerson,
  citiesIn,
  makeStudy,
  testFramework,
  type PersonInput,
  type TestStudy
} from './people.ts';

export const noReason = { en: '', zh: '' };
const day = 24 * 60 * 60 * 1000;
const sections = testFramework.characteristics.map(({ id }) => id);

/** Writes one paragraph for each section in these languages, into a document that is still empty. */
export async function writeSections(
  app: App,
  documentId: string,
  languages: readonly Locale[],
  ids: readonly string[] = sections
): Promise<void> {
  const doc = new Y.Doc();
  let n = 0;
  for (const id of ids) {
    const text = { en: 'The city has a plan.', zh: '该市制定了规划。' };
    const blocksOf = (language: Locale) =>
      languages.includes(language) ? [{ kind: 'paragraph' as const, text: text[language] }] : [];
    writePassages(doc, id, { en: blocksOf('en'), zh: blocksOf('zh') }, () => `block-${++n}`);
  }
  await app.store.db
    .updateTable('documentSnapshot')
    .set({ bytes: Y.encodeStateAsUpdate(doc) })
    .where('documentId', '=', documentId)
    .execute();
}

/** Confirms for every section that both languages are equal. */
export async function confirmAll(
  app: App,
  documentId: string,
  { userId }: Pick<Actor, 'userId'>
): Promise<void> {
  const { db } = app.store;
  const document = await findDocument(db, documentId);
  if (!document) throw new Error('no document');
  await db.deleteFrom('parity').where('documentId', '=', documentId).execute();
  const at = app.now().toISOString();
  for (const section of (await readContent(db, app.workers, document)).sections) {
    const blocks = JSON.stringify(fingerprintsOf(section));
    await db
      .insertInto('parity')
      .values({
        studyId: document.studyId,
        documentId,
        section: section.id,
        blocks,
        isMinor: 0,
        userId,
        at,
        version: 1
      })
      .execute();
  }
}

export async function openWorkflowStage(engine: Engine, state: AssessmentState = 'collecting') {
  const clock = testClock();
  let count = 0;
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app, { cities: citiesIn(state) });
  const [city] = study.cities;
  if (!city) throw new Error('no city');
  /** Makes an actor without a session, since hashing its password would take most of a test's time. */
  const addPerson = async (input: Omit<PersonInput, 'study'>): Promise<Actor> => {
    const { id: userId, email } = await makePerson(app, {
      study,
      name: `${input.role} ${(count += 1)}`,
      ...input
    });
    const grants = await listGrantsOfUser(app.store.db, userId);
    return {
      userId,
      sessionId: '',
      email,
      name: { en: `${input.role} ${count}`, zh: '' },
      isAdministrator: false,
      grants
    };
  };
  const people = {
    city: await addPerson({ role: 'city', city: 'haidian' }),
    staff: await addPerson({ role: 'city', city: 'haidian' }),
    otherCity: await addPerson({ role: 'city', city: 'bristol' }),
    rapporteur: await addPerson({ role: 'expert', side: 'cn', rapporteurOf: 'haidian' }),
    deputy: await addPerson({ role: 'expert', side: 'cn', rapporteurOf: 'haidian', duty: 'deputy' }),
    reviewer: await addPerson({ role: 'expert', side: 'eu', rapporteurOf: 'haidian', duty: 'reviewer' }),
    expert: await addPerson({ role: 'expert', side: 'eu' }),
    chairEu: await addPerson({ role: 'chair', side: 'eu' }),
    chairCn: await addPerson({ role: 'chair', side: 'cn' }),
    secretariat: await addPerson({ role: 'secretariat' }),
    observer: await addPerson({ role: 'observer' })
  };
  const later = (days: number): string => new Date(clock.now().getTime() + days * day).toISOString();
  return {
    clock,
    app,
    study,
    city,
    people,
    addPerson,
    later,
    /** Returns Haidian's status as a person sees it. */
    status: async (actor: Actor = people.secretariat) => {
      const seen = await app.workflow.assessment(actor, study.slug, 'haidian');
      if (!seen.ok) throw new Error(seen.refusal.code);
      return seen.value;
    },
    take: async (
      actor: Actor,
      step: AssessmentStep,
      { reason = noReason, deadline = null, version }: Saying = {}
    ) => {
      // Two steps are never of one moment.
      clock.advance(1);
      const input = { step, version: version ?? (await versionOf(app, study)), reason, deadline };
      return app.workflow.takeStep(actor, study.slug, 'haidian', input);
    },
    /** Reloads the person with the grants held now, as the next request would. */
    anew: async (actor: Actor): Promise<Actor> => ({
      ...actor,
      grants: await listGrantsOfUser(app.store.db, actor.userId)
    }),
    /** Runs the jobs that are due by the app's clock. */
    runScheduledJob: () => passedDeadlines(app).run()
  };
}

interface Saying {
  readonly reason?: { readonly en: string; readonly zh: string };
  readonly deadline?: { readonly at: string; readonly zone: string } | null;
  readonly version?: number;
}

async function versionOf({ store }: App, study: TestStudy): Promise<number> {
  const row = await store.db
    .selectFrom('assessment')
    .select('version')
    .where('studyId', '=', study.id)
    .where('cityId', '=', 'haidian')
    .executeTakeFirstOrThrow();
  return row.version;
}

/**
 * Loads the demo study into an empty database: once, whole or not at all, whoever else tries at the same time. The study's
 * facts are the report's; its people, and how far each city has come, are made up so that every page has something to show.
 */
import type { Transaction } from 'kysely';
import type { Happening } from '#domain/events.ts';
import { hashPassword } from '../auth/password.ts';
import type { Config } from '../config.ts';
import { appendEvent } from '../events/append.ts';
import type { Store } from '../store/open.ts';
import type { Schema } from '../store/schema.ts';
import { assessmentRows, cityRows, indicatorRows } from '../store/seeds/city-rows.ts';
import { recordRows } from '../store/seeds/records.ts';
import * as rows from '../store/seeds/study-rows.ts';
import { demoDocuments, insertDocuments, type SeededDocument } from './demo-documents.ts';
import { demoEmails, demoPassword, insertPeople } from './demo-people.ts';

export interface DemoTools {
  readonly config: Pick<Config, 'demo'>;
  readonly store: Store;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface DemoAccounts {
  readonly password: string;
  readonly emails: readonly string[];
}

const createdAt = '2013-04-15T08:00:00.000Z';

/** Loads the demo where it is wanted and nothing else is there; returns its accounts while the demo stands. */
export async function loadDemoWhenEmpty(tools: DemoTools): Promise<DemoAccounts | null> {
  if (!tools.config.demo) return null;
  if (await isEmpty(tools.store.db)) await loadDemoStudy(tools);
  const demo = await tools.store.db.selectFrom('study').select('id').where('slug', '=', rows.demoSlug).executeTakeFirst();
  return demo ? { password: demoPassword, emails: demoEmails() } : null;
}

/** Returns whether it was loaded now. */
export async function loadDemoStudy({ store, now, newId }: Omit<DemoTools, 'config'>): Promise<boolean> {
  // Hashing and writing the texts take longest; a transaction should hold its locks for neither.
  const passwordHash = await hashPassword(demoPassword);
  const studyId = newId();
  const documents = demoDocuments(studyId, newId);
  const at = now().toISOString();
  return store.db.transaction().execute(async (trx) => {
    // The first statement writes: of two loads at once the second waits here for the first, and then finds its study.
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('study')
      .values(rows.studyRow(studyId, createdAt))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) return false;
    if (await trx.selectFrom('user').select('id').limit(1).executeTakeFirst()) throw new Error('The demo is loaded into an empty database only');
    await insertStudy(trx, studyId, newId);
    const idOf = await insertPeople(trx, { studyId, newId, at, passwordHash });
    await insertDocuments(trx, documents, at);
    await tellHistory(trx, studyId, documents, idOf);
    return true;
  });
}

async function isEmpty(db: Store['db']): Promise<boolean> {
  const study = await db.selectFrom('study').select('id').limit(1).executeTakeFirst();
  const user = await db.selectFrom('user').select('id').limit(1).executeTakeFirst();
  return !study && !user;
}

async function insertStudy(trx: Transaction<Schema>, studyId: string, newId: () => string): Promise<void> {
  await trx.insertInto('side').values(rows.sideRows(studyId)).execute();
  await trx.insertInto('body').values(rows.bodyRows(studyId)).execute();
  await trx.insertInto('foundingDecision').values(rows.foundingRow(studyId)).execute();
  await trx.insertInto('phase').values(rows.phaseRows(studyId)).execute();
  await trx.insertInto('deliverable').values(rows.deliverableRows(studyId)).execute();
  await trx.insertInto('framework').values(rows.frameworkRow(studyId)).execute();
  await trx.insertInto('rubric').values(rows.rubricRow(studyId)).execute();
  await trx.insertInto('glossaryTerm').values(rows.glossaryRows(studyId)).execute();
  await trx.insertInto('criterion').values(rows.criterionRows(studyId)).execute();
  await trx.insertInto('city').values(cityRows(studyId)).execute();
  await trx.insertInto('criterionCheck').values(rows.checkRows(studyId)).execute();
  await trx.insertInto('assessment').values(assessmentRows(studyId, newId)).execute();
  await trx.insertInto('record').values(recordRows(studyId, newId)).execute();
  await trx.insertInto('indicator').values(indicatorRows(studyId)).execute();
}

interface Told {
  readonly at: string;
  readonly actor: string;
  readonly role: string;
  readonly happening: Happening;
}

/** What had happened before the demo begins, in the order of time: the study was made, and texts froze one after the other. */
async function tellHistory(
  trx: Transaction<Schema>,
  studyId: string,
  documents: readonly SeededDocument[],
  idOf: (address: string) => string
): Promise<void> {
  const created: Told = {
    at: createdAt,
    actor: 'admin',
    role: 'administrator',
    happening: { kind: 'study.created', needs: 'study.see', payload: { slug: rows.demoSlug } }
  };
  const freezes = documents.flatMap((document) => freezeOf(document) ?? []).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const { at, actor, role, happening } of [created, ...freezes]) {
    await appendEvent(trx, { studyId, actorId: idOf(actor), actorRole: role, at }, happening);
  }
}

/** A response froze when its city handed it in, findings when the secretariat moved them on. */
function freezeOf({ row, endedAt }: SeededDocument): Told | undefined {
  const { id: documentId, kind, cityId } = row;
  if (endedAt === null || typeof cityId !== 'string' || kind === 'chapter') return undefined;
  return {
    at: endedAt,
    ...(kind === 'response' ? { actor: `city.${cityId}`, role: 'city' } : { actor: 'secretariat', role: 'secretariat' }),
    happening: {
      kind: 'document.frozen',
      needs: kind === 'response' ? 'response.read' : 'findings.read',
      cityId,
      documentId,
      payload: { document: kind, generation: 1, slug: null }
    }
  };
}

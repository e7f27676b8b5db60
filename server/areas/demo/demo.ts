/**
 * Loads the demo study into an empty database: once and in one transaction, also when other processes try at
 * the same time. The study's facts come from the report; its people, and how far each city has come, are made
 * up so that every page has something to show.
 */
import type { Transaction } from 'kysely';
import { hashPassword } from '#server/auth/password.ts';
import { appendEvent } from '#server/events/append.ts';
import type { Store } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import * as context from './store/context-rows.ts';
import { assessmentRows, cityRows, indicatorRows } from './store/city-rows.ts';
import { meetingRows, nextStepRows } from './store/record-rows.ts';
import { recordRows } from './store/records.ts';
import * as rows from './store/study-rows.ts';
import { workflowActs } from './store/workflow.ts';
import { demoCells, type StatedRows } from './demo-answers.ts';
import { demoDocuments, insertDocuments } from './demo-documents.ts';
import { playHistory } from './demo-history.ts';
import { demoPassword, insertPeople } from './store/demo-people.ts';
import { openDemoStage } from './demo-stage.ts';

interface DemoTools {
  readonly store: Store;
  readonly now: () => Date;
  readonly newId: () => string;
}

const createdAt = '2013-04-15T08:00:00.000Z';

/** Returns whether it was loaded now. */
export async function loadDemoStudy({ store, now, newId }: DemoTools): Promise<boolean> {
  // Hashing and writing the texts take longest; a transaction should hold its locks for neither.
  const passwordHash = await hashPassword(demoPassword);
  const studyId = newId();
  const acts = workflowActs(now());
  const stated = { records: recordRows(studyId, newId), figures: indicatorRows(studyId) };
  const documents = demoDocuments(studyId, newId, acts, demoCells(stated));
  const at = now().toISOString();
  return store.db.transaction().execute(async (trx) => {
    // The first statement writes: of two concurrent loads the second waits here for the first, and then finds
    // its study.
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('study')
      .values(rows.studyRow(studyId, createdAt))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) return false;
    if (await trx.selectFrom('user').select('id').limit(1).executeTakeFirst())
      throw new Error('The demo is loaded into an empty database only');
    await insertStudy(trx, studyId, newId, stated);
    const idOf = await insertPeople(trx, { studyId, newId, at, passwordHash });
    await insertDocuments(trx, documents, at);
    const commonColumns = { studyId, userId: idOf('secretariat'), at };
    await trx.insertInto('meeting').values(meetingRows(commonColumns)).execute();
    await trx.insertInto('nextStep').values(nextStepRows(commonColumns)).execute();
    await insertContext(trx, commonColumns);
    const created = { kind: 'study.created', needs: 'study.see', payload: { slug: rows.demoSlug } } as const;
    await appendEvent(
      trx,
      { studyId, actorId: idOf('admin'), actorRole: 'administrator', at: createdAt },
      created
    );
    await playHistory(await openDemoStage(trx, { store, newId, studyId, idOf }), acts);
    return true;
  });
}

async function insertContext(
  trx: Transaction<Schema>,
  common: { readonly studyId: string; readonly userId: string; readonly at: string }
): Promise<void> {
  await trx.insertInto('bibliography').values(context.sourceRows(common)).execute();
  await trx.insertInto('contextTopic').values(context.topicRows(common)).execute();
  await trx.insertInto('contextEntry').values(context.entryRows(common)).execute();
  await trx.insertInto('contextFigure').values(context.figureRows(common)).execute();
  await trx.insertInto('contextTable').values(context.tableRows(common)).execute();
  await trx.insertInto('citation').values(context.citationRows(common.studyId)).execute();
  await trx.insertInto('contextPin').values(context.pinRows(common.studyId)).execute();
}

async function insertStudy(
  trx: Transaction<Schema>,
  studyId: string,
  newId: () => string,
  stated: StatedRows
): Promise<void> {
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
  await trx
    .insertInto('record')
    .values([...stated.records])
    .execute();
  await trx
    .insertInto('indicator')
    .values([...stated.figures])
    .execute();
}

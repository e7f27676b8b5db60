/**
 * Moves the contents of answers that were marked as confidential before confidential documents existed: out of
 * every generation of the response, into the city's confidential document. It runs once, before the server
 * serves anyone, so that no room holds these documents meanwhile.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { emptyDocument } from '#document/empty.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import { isConfidential, type ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { deleteRecordsOf, insertConfidentialAnswer, listConfidentialAnswers } from '#areas/answers';
import { findDocument, type DocumentRow, findConfidentialDocument } from '#areas/assessments';
import { selectRows } from '#server/store/rows.ts';
import type { Db, Store } from '#server/store/open.ts';
import { insertSnapshot, readText } from '#server/store/updates.ts';
import type { Logger } from '#server/process/logger.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { MovedMarked } from '#server/workers/jobs.ts';
import { sectionsOf } from '#areas/documents';

const upgradeName = 'confidential-answers';

export interface UpgradeTools {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly workers: Pick<DocumentWorkers, 'moveMarked'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/** Runs the upgrade where it has not run yet; of several nodes that start at once, one does. */
export async function upgradeConfidentialAnswers(tools: UpgradeTools): Promise<void> {
  const at = tools.now().toISOString();
  // An installation without a study has nothing to move; it is looked at again at the next start.
  const study = await tools.store.db.selectFrom('study').select('id').limit(1).executeTakeFirst();
  if (!study) return;
  await tools.store.db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows = 0n } = await trx
      .insertInto('dataUpgrade')
      .values({ name: upgradeName, at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) return;
    const moved = await moveMarkedAnswers(trx, tools, at);
    if (moved > 0) tools.logger.info('Answers marked as confidential were moved out of responses', { moved });
  });
}

/** Moves the answers of all studies, or of one; returns how many answers are held back now that were not. */
export async function moveMarkedAnswers(
  db: Db,
  tools: Pick<UpgradeTools, 'newId' | 'logger' | 'workers'>,
  at: string,
  studyId?: string
): Promise<number> {
  const rows = await db
    .selectFrom('document')
    .innerJoin('study', 'study.id', 'document.studyId')
    .select('document.id')
    .where('document.kind', '=', 'response')
    .where('study.isBench', '=', 0)
    .$if(studyId !== undefined, (query) => query.where('document.studyId', '=', studyId ?? ''))
    .execute();
  let moved = 0;
  for (const { id } of rows) {
    const document = await findDocument(db, id);
    if (!document) continue;
    try {
      moved += await moveOf(db, document, tools, at);
    } catch (error) {
      if (!(error instanceof UnreadableDocumentError)) throw error;
      // Its room refuses everyone, whatever it holds.
      tools.logger.error('A response cannot be read, so nothing confidential was moved out of it', error, {
        documentId: id
      });
    }
  }
  return moved;
}

const mark = Buffer.from('confidential');

async function moveOf(
  db: Db,
  response: DocumentRow,
  { newId, workers }: Pick<UpgradeTools, 'newId' | 'workers'>,
  at: string
): Promise<number> {
  const { studyId, cityId } = response;
  const city = cityId ?? '';
  const generations = await selectRows(db, 'generation', { column: 'documentId', values: [response.id] });
  const sections = await sectionsOf(db, studyId, 'response');
  const move = async (n: number, also: readonly ConfidentialAnswer[]): Promise<MovedMarked> => {
    const { parts, throughSeq } = await textAt(db, response.id, n);
    // Most responses hold nothing confidential, and need not be built.
    if (also.length === 0 && !parts.some((bytes) => Buffer.from(bytes).includes(mark)))
      return { marked: [], moved: null };
    const known = await findConfidentialDocument(db, response.studySlug, city);
    const held = known ? await textAt(db, known.id, n) : { parts: [], throughSeq: 0 };
    const made = await workers.moveMarked([...parts, ...held.parts], {
      sections,
      also,
      responseParts: parts.length
    });
    if (!made.moved) return made;
    const confidential = known ?? (await foundConfidential(db, response, generations, newId(), at));
    await replaceText(db, response.id, n, throughSeq, made.moved.response, at);
    await replaceText(db, confidential.id, n, held.throughSeq, made.moved.confidential, at);
    return made;
  };
  const { marked } = await move(response.generation, []);
  for (const { n } of generations) if (n !== response.generation) await move(n, marked);
  const known = await listConfidentialAnswers(db, studyId, city);
  const added = marked.filter(
    ({ question, topic }) =>
      !isConfidential(known, question, topic) && !(topic !== null && isConfidential(marked, question))
  );
  for (const answer of added) {
    await insertConfidentialAnswer(db, { studyId, cityId: city, answer, userId: null, at });
    await deleteRecordsOf(db, studyId, city, answer.question);
  }
  return added.length;
}

async function textAt(
  db: Db,
  documentId: string,
  n: number
): Promise<{ readonly parts: readonly Uint8Array[]; readonly throughSeq: number }> {
  const { snapshot, updates } = await readText(db, documentId, n);
  return {
    parts: [...(snapshot ? [snapshot.bytes] : []), ...updates.map(({ bytes }) => bytes)],
    throughSeq: updates.at(-1)?.seq ?? snapshot?.throughSeq ?? 0
  };
}

/** Creates the confidential document with the generations of the response, all of them empty. */
async function foundConfidential(
  db: Db,
  { studyId, cityId, generation }: DocumentRow,
  generations: readonly { readonly n: number; readonly openedAt: string; readonly endedAt: string | null }[],
  id: string,
  at: string
): Promise<{ readonly id: string }> {
  const chapterOnly = { slug: null, titleEn: null, titleZh: null, state: null };
  await db
    .insertInto('document')
    .values({ id, studyId, cityId, kind: 'confidential', position: 2, generation, ...chapterOnly })
    .execute();
  for (const { n, openedAt, endedAt } of generations) {
    await db
      .insertInto('generation')
      .values({ documentId: id, n, openedAt, endedAt, textModel: presentTextModel })
      .execute();
    await insertSnapshot(db, {
      documentId: id,
      generation: n,
      throughSeq: 0,
      bytes: emptyDocument,
      createdAt: at
    });
  }
  return { id };
}

/** Replaces all that is stored of a generation's text, its history included, by what the document holds now. */
async function replaceText(
  db: Db,
  documentId: string,
  generation: number,
  throughSeq: number,
  bytes: Uint8Array,
  at: string
): Promise<void> {
  for (const table of ['documentUpdate', 'documentSegment', 'documentSnapshot', 'logUsage'] as const)
    await db
      .deleteFrom(table)
      .where('documentId', '=', documentId)
      .where('generation', '=', generation)
      .execute();
  await insertSnapshot(db, { documentId, generation, throughSeq, bytes, createdAt: at });
}

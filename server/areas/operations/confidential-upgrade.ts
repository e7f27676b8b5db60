/**
 * Moves the contents of answers that were marked as confidential before confidential documents existed: out of
 * every generation of the response, into the city's confidential document. It runs once, before the server
 * serves anyone, so that no room holds these documents meanwhile; and for a study that comes from an archive.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { emptyDocument } from '#document/empty.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import { isConfidential, type ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { deleteRecordsOf, insertConfidentialAnswer, listConfidentialAnswers } from '#areas/answers';
import { findDocument, type DocumentRow, findConfidentialDocument } from '#areas/assessments';
import { selectRows } from '#server/store/rows.ts';
import type { Db, Store } from '#server/store/open.ts';
import { insertSnapshot } from '#server/store/updates.ts';
import type { Logger } from '#server/process/logger.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { readParts, sectionsOf } from '#areas/documents';

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

/** Moves the answers of all studies; returns how many answers are held back now that were not. */
async function moveMarkedAnswers(db: Db, tools: UpgradeTools, at: string): Promise<number> {
  const rows = await db
    .selectFrom('document')
    .innerJoin('study', 'study.id', 'document.studyId')
    .select('document.id')
    .where('document.kind', '=', 'response')
    .where('study.isBench', '=', 0)
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

/** Holds the bytes of a text of one generation, and up to which sequence number of its log they are. */
interface StoredText {
  readonly parts: readonly Uint8Array[];
  readonly throughSeq: number;
}

/** Says where the texts of a city are read out of which marked answers are moved. */
export interface MarkedTexts {
  /** Names the sections of the response. */
  readonly sections: readonly string[];
  /** Names the generation of the response that is open, or was last. */
  readonly present: number;
  readonly earlier: readonly number[];
  readonly loadTexts: (n: number) => Promise<{ readonly response: StoredText; readonly held: StoredText }>;
}

interface MovedText {
  readonly bytes: Uint8Array;
  readonly throughSeq: number;
}

/** Holds what becomes of the texts of a city once its marked answers are moved. */
export interface Moves {
  /** Lists what the present generation marks. */
  readonly marked: readonly ConfidentialAnswer[];
  /** Holds the generations of which something was moved: both texts, with the end of the log of each. */
  readonly moved: readonly {
    readonly n: number;
    readonly response: MovedText;
    readonly held: MovedText;
  }[];
}

/** Moves the marked answers out of each generation, in worker threads; stores nothing. */
export async function makeMoves(
  workers: UpgradeTools['workers'],
  { sections, present, earlier, loadTexts }: MarkedTexts,
  requester?: string
): Promise<Moves> {
  const moved: Moves['moved'][number][] = [];
  const move = async (n: number, also: readonly ConfidentialAnswer[]): Promise<Moves['marked']> => {
    const { response, held } = await loadTexts(n);
    // Most responses hold nothing confidential, and need not be built.
    const isBuilt = also.length > 0 || response.parts.some((bytes) => Buffer.from(bytes).includes(mark));
    if (!isBuilt) return [];
    const made = await workers.moveMarked(
      [...response.parts, ...held.parts],
      { sections, also, responseParts: response.parts.length },
      requester
    );
    if (made.moved)
      moved.push({
        n,
        response: { bytes: made.moved.response, throughSeq: response.throughSeq },
        held: { bytes: made.moved.confidential, throughSeq: held.throughSeq }
      });
    return made.marked;
  };
  const marked = await move(present, []);
  for (const n of earlier) await move(n, marked);
  return { marked, moved };
}

async function moveOf(
  db: Db,
  response: DocumentRow,
  { newId, workers }: Pick<UpgradeTools, 'newId' | 'workers'>,
  at: string
): Promise<number> {
  const { id, studyId, cityId, generation: present } = response;
  const known = await findConfidentialDocument(db, response.studySlug, cityId ?? '');
  const generations = await selectRows(db, 'generation', { column: 'documentId', values: [id] });
  const moves = await makeMoves(workers, {
    sections: await sectionsOf(db, studyId, 'response'),
    present,
    earlier: generations.map(({ n }) => n).filter((n) => n !== present),
    loadTexts: async (n) => ({
      response: await readParts(db, id, n),
      held: known ? await readParts(db, known.id, n) : { parts: [], throughSeq: 0 }
    })
  });
  return storeMoves(db, response, moves, { newId, at });
}

/** Stores the moved texts of a city, and which answers are confidential now; returns how many were not before. */
export async function storeMoves(
  db: Db,
  response: DocumentRow,
  { marked, moved }: Moves,
  { newId, at }: { readonly newId: () => string; readonly at: string }
): Promise<number> {
  const { studyId, cityId } = response;
  const city = cityId ?? '';
  if (moved.length > 0) {
    const confidential =
      (await findConfidentialDocument(db, response.studySlug, city)) ??
      (await foundConfidential(db, response, newId(), at));
    for (const { n, response: rest, held } of moved) {
      await replaceText(db, response.id, n, rest, at);
      await replaceText(db, confidential.id, n, held, at);
    }
  }
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

/** Creates the confidential document with the generations of the response, all of them empty. */
async function foundConfidential(
  db: Db,
  { id: responseId, studyId, cityId, generation }: DocumentRow,
  id: string,
  at: string
): Promise<{ readonly id: string }> {
  const chapterOnly = { slug: null, titleEn: null, titleZh: null, state: null };
  await db
    .insertInto('document')
    .values({ id, studyId, cityId, kind: 'confidential', position: 2, generation, ...chapterOnly })
    .execute();
  const generations = await selectRows(db, 'generation', { column: 'documentId', values: [responseId] });
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
  { bytes, throughSeq }: MovedText,
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

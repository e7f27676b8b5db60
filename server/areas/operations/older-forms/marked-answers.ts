/**
 * Keeps confidential what an archive only marks: before confidential documents existed, the contents of such answers
 * stood in the response. They are moved out of every generation of it, into the city's confidential document.
 */
import { emptyDocument } from '#document/empty.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import { isConfidential, type ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { deleteRecordsOf, insertConfidentialAnswer, listConfidentialAnswers } from '#areas/answers';
import { findConfidentialDocument, type DocumentRow } from '#areas/assessments';
import { selectRows } from '#server/store/rows.ts';
import type { Db } from '#server/store/open.ts';
import { insertSnapshot } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';

export interface MarkedTools {
  readonly workers: Pick<DocumentWorkers, 'moveMarked'>;
}

const mark = Buffer.from('confidential');

/** Says where the texts of a city are read out of which marked answers are moved. */
export interface MarkedTexts {
  readonly sections: readonly string[];
  /** Names the generation of the response that is open, or was last. */
  readonly present: number;
  readonly earlier: readonly number[];
  /** Returns the response of a generation, and what is held back of it already, if anything. */
  readonly loadTexts: (n: number) => { readonly response: Uint8Array; readonly held: readonly Uint8Array[] };
}

/** Holds what becomes of the texts of a city once its marked answers are moved. */
export interface Moves {
  /** Lists what the present generation marks. */
  readonly marked: readonly ConfidentialAnswer[];
  /** Holds the generations of which something was moved, with both texts. */
  readonly moved: readonly {
    readonly n: number;
    readonly response: Uint8Array;
    readonly held: Uint8Array;
  }[];
}

/** Works in worker threads; stores nothing. */
export async function moveMarkedAnswers(
  workers: MarkedTools['workers'],
  { sections, present, earlier, loadTexts }: MarkedTexts,
  requester?: string
): Promise<Moves> {
  const moved: Moves['moved'][number][] = [];
  const move = async (n: number, also: readonly ConfidentialAnswer[]): Promise<Moves['marked']> => {
    const { response, held } = loadTexts(n);
    // Most responses hold nothing confidential, and need not be built.
    const isBuilt = also.length > 0 || Buffer.from(response).includes(mark);
    if (!isBuilt) return [];
    const made = await workers.moveMarked(
      [response, ...held],
      { sections, also, responseParts: 1 },
      requester
    );
    if (made.moved) moved.push({ n, response: made.moved.response, held: made.moved.confidential });
    return made.marked;
  };
  const marked = await move(present, []);
  for (const n of earlier) await move(n, marked);
  return { marked, moved };
}

/** Stores the moved texts of a city, and which answers are confidential now. */
export async function storeMoves(
  db: Db,
  response: DocumentRow,
  { marked, moved }: Moves,
  { newId, at }: { readonly newId: () => string; readonly at: string }
): Promise<void> {
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

/** Replaces the text of a generation, of which an import has stored what the archive holds. */
async function replaceText(
  db: Db,
  documentId: string,
  generation: number,
  bytes: Uint8Array,
  at: string
): Promise<void> {
  await db
    .deleteFrom('documentSnapshot')
    .where('documentId', '=', documentId)
    .where('generation', '=', generation)
    .execute();
  await insertSnapshot(db, { documentId, generation, throughSeq: 0, bytes, createdAt: at });
}

/**
 * Begins a new generation, in which each passage is one sequence, of a text that an archive holds as a tree of
 * elements. Words, ids and the places of comments stay. The generation before ends as with any freeze: what
 * somebody wrote for it and has not sent yet becomes a late proposal.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { DocumentRow } from '#areas/assessments';
import { mapConfirmedBlocks, mapPairBlocks } from '#areas/pairs';
import type { Db } from '#server/store/open.ts';
import type { listThreads } from '#areas/threads';
import { insertSnapshot } from '#server/store/updates.ts';
import type { Logger } from '#server/process/logger.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { MadeSequence } from '#server/workers/sequence-job.ts';

export interface TreeTools {
  readonly workers: Pick<DocumentWorkers, 'sequence'>;
  readonly logger: Pick<Logger, 'error'>;
}

/** Holds a text of the tree model, with the comments that are anchored in it. */
export interface Tree {
  readonly documentId: string;
  readonly bytes: Uint8Array;
  readonly hasEnded: boolean;
  readonly threads: ReturnType<typeof anchoredThread>;
}

export interface MadeText {
  readonly tree: Tree;
  readonly made: MadeSequence;
}

/** Null where the text cannot be read. */
export async function makeSequences(
  { workers, logger }: TreeTools,
  tree: Tree,
  requester?: string
): Promise<MadeText | null> {
  const anchors = tree.threads.map(({ anchor }) => anchor);
  try {
    return { tree, made: await workers.sequence([tree.bytes], { anchors }, requester) };
  } catch (error) {
    if (!(error instanceof UnreadableDocumentError)) throw error;
    // Its room refuses everyone, whatever it holds.
    logger.error('A text cannot be read, so it keeps its model', error, { documentId: tree.documentId });
    return null;
  }
}

/** Begins the generation that has the sequences, and moves what names places of the text. */
export async function storeSequences(
  trx: Db,
  document: DocumentRow,
  { tree: { hasEnded, threads }, made }: MadeText,
  at: string
): Promise<void> {
  const { id: documentId } = document;
  await beginSequence(trx, document, made, at, hasEnded);
  for (const [place, { id }] of threads.entries())
    await moveThread(trx, id, made.anchors[place], made.firstBlocks);
  await mapConfirmedBlocks(trx, documentId, made.firstBlocks);
  await mapPairBlocks(trx, documentId, made.firstBlocks);
  await mapConfirmedAnswers(trx, document, made.firstBlocks);
  await mapCommentedBlocks(trx, document, made.firstBlocks);
}

/** A frozen text stays frozen: its new generation ends as it begins. */
async function beginSequence(
  trx: Db,
  { id: documentId, generation: before }: DocumentRow,
  { bytes }: MadeSequence,
  at: string,
  hasEnded: boolean
): Promise<void> {
  const generation = before + 1;
  await trx
    .updateTable('generation')
    .set({ endedAt: at })
    .where('documentId', '=', documentId)
    .where('endedAt', 'is', null)
    .execute();
  await trx
    .insertInto('generation')
    .values({
      documentId,
      n: generation,
      openedAt: at,
      endedAt: hasEnded ? at : null,
      textModel: presentTextModel
    })
    .execute();
  await insertSnapshot(trx, { documentId, generation, throughSeq: 0, bytes, createdAt: at });
  await trx.updateTable('document').set({ generation }).where('id', '=', documentId).execute();
}

type Thread = Pick<
  Awaited<ReturnType<typeof listThreads>>[number],
  'id' | 'section' | 'language' | 'anchorFrom' | 'anchorTo' | 'quote' | 'blockId'
>;

/** Empty where it is about a whole text. */
export function anchoredThread({ id, section, language, anchorFrom, anchorTo, quote, blockId }: Thread) {
  return section === null || language === null || anchorFrom === null || anchorTo === null
    ? []
    : [{ id, anchor: { section, language, from: anchorFrom, to: anchorTo, quote, blockId } }];
}

async function moveThread(
  trx: Db,
  id: string,
  anchor: MadeSequence['anchors'][number] | undefined,
  firstBlocks: MadeSequence['firstBlocks']
) {
  if (!anchor) return;
  // Words that were deleted before are not found; the list in which they were has no id any more.
  const blockId = anchor.blockId === null ? null : (firstBlocks.get(anchor.blockId) ?? anchor.blockId);
  await trx
    .updateTable('thread')
    .set({ anchorFrom: anchor.from, anchorTo: anchor.to, blockId })
    .where('id', '=', id)
    .execute();
}

/** A translation of findings is confirmed next to the city's answers: their lists and quotes are renamed too. */
async function mapConfirmedAnswers(
  trx: Db,
  { kind, studyId, cityId }: DocumentRow,
  firstBlocks: MadeSequence['firstBlocks']
): Promise<void> {
  if (kind !== 'response' || cityId === null || firstBlocks.size === 0) return;
  const findings = await trx
    .selectFrom('document')
    .select('id')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('kind', '=', 'findings')
    .executeTakeFirst();
  if (findings) await mapConfirmedBlocks(trx, findings.id, firstBlocks, 'answers');
}

/** Names the first block where a comment of the city named a list or a quote. */
async function mapCommentedBlocks(
  trx: Db,
  { kind, studyId, cityId }: DocumentRow,
  firstBlocks: MadeSequence['firstBlocks']
): Promise<void> {
  if (kind !== 'findings' || cityId === null) return;
  for (const [list, first] of firstBlocks)
    await trx
      .updateTable('cityComment')
      .set({ blockId: first })
      .where('studyId', '=', studyId)
      .where('cityId', '=', cityId)
      .where('blockId', '=', list)
      .execute();
}

/**
 * Begins a new generation, in which each passage is one sequence, of every document whose text is a tree of
 * elements. Words, ids, authors and the places of comments stay. The generation before ends as with any freeze:
 * what somebody wrote for it and has not sent yet becomes a late proposal. It runs before the server serves
 * anyone; archive-texts.ts does the same for a study that comes from an archive.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { DocumentRow } from '#areas/assessments';
import { mapConfirmedBlocks, mapPairBlocks } from '#areas/pairs';
import type { Db } from '#server/store/open.ts';
import { listThreads } from '#areas/threads';
import { insertOwners, insertSnapshot, listFirstOwners } from '#server/store/updates.ts';
import type { Logger } from '#server/process/logger.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { MadeSequence } from '#server/workers/sequence-job.ts';
import { commandsOf, outdated } from '#server/commands/command.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { dueDocument, readParts } from '#areas/documents';

export interface TextUpgradeTools {
  readonly workers: Pick<DocumentWorkers, 'sequence'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

const upgrade = commandsOf<CommandDeps & TextUpgradeTools>()(
  {
    name: 'texts.upgrade',
    subject: dueDocument,
    needs: 'do-what-is-due',
    locks: ['document'],
    prepare: ({ db, deps, subject: { document } }) => makeTextOf(db, deps, document)
  },
  async ({ trx, at, subject: { document }, prepared }): Promise<boolean> => {
    if (!prepared) return false;
    const now = await readTree(trx, document);
    if (!now || printOf(now) !== printOf(prepared.tree)) throw outdated();
    await storeText(trx, document, prepared, at);
    return true;
  }
);

/** Upgrades all documents that need it, each by a command of its own: a start that is killed goes on. */
export function createTextUpgrade(tools: CommandDeps & TextUpgradeTools) {
  const command = upgrade.bindTo(tools);
  return {
    /** Holds the command that it gives for each. */
    command,
    run: async (): Promise<void> => {
      let upgraded = 0;
      for (const id of await listTrees(tools.store.db)) {
        const outcome = await command('schedule', id);
        if (outcome.ok && outcome.value) upgraded += 1;
      }
      if (upgraded > 0) tools.logger.info('Texts were moved to the present model', { documents: upgraded });
    }
  };
}

export type TextUpgrade = ReturnType<typeof createTextUpgrade>;

async function listTrees(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('document')
    .innerJoin('study', 'study.id', 'document.studyId')
    .innerJoin('generation', (join) =>
      join
        .onRef('generation.documentId', '=', 'document.id')
        .onRef('generation.n', '=', 'document.generation')
    )
    .select('document.id')
    .where('study.isBench', '=', 0)
    .where('generation.textModel', '=', 'tree')
    .execute();
  return rows.map(({ id }) => id);
}

/** Holds a text of the old model, with the comments that are anchored in it. */
export interface Tree extends Awaited<ReturnType<typeof readParts>> {
  readonly hasEnded: boolean;
  readonly threads: ReturnType<typeof anchoredThread>;
}

export interface MadeText {
  readonly tree: Tree;
  readonly made: MadeSequence;
}

/** Returns null where the text has the present model already. */
async function readTree(db: Db, { id: documentId, generation }: DocumentRow): Promise<Tree | null> {
  const current = await db
    .selectFrom('generation')
    .select(['endedAt', 'textModel'])
    .where('documentId', '=', documentId)
    .where('n', '=', generation)
    .executeTakeFirstOrThrow();
  if (current.textModel !== 'tree') return null;
  return {
    ...(await readParts(db, documentId, generation)),
    hasEnded: current.endedAt !== null,
    threads: (await listThreads(db, documentId)).flatMap(anchoredThread)
  };
}

/** Names a state of a text, in which the same is made of it. */
const printOf = ({ generation, throughSeq, hasEnded, threads }: Tree): string =>
  JSON.stringify([generation, throughSeq, hasEnded, threads]);

async function makeTextOf(db: Db, tools: TextUpgradeTools, document: DocumentRow): Promise<MadeText | null> {
  const tree = await readTree(db, document);
  return tree && makeText(tools, tree, await listFirstOwners(db, document.id, document.generation));
}

/** Makes the sequences of a text; null where the text cannot be read. */
export async function makeText(
  { workers, logger }: TextUpgradeTools,
  tree: Tree,
  owners: ReadonlyMap<number, string>,
  requester?: string
): Promise<MadeText | null> {
  const input = { owners, anchors: tree.threads.map(({ anchor }) => anchor) };
  try {
    return { tree, made: await workers.sequence(tree.parts, input, requester) };
  } catch (error) {
    if (!(error instanceof UnreadableDocumentError)) throw error;
    // Its room refuses everyone, whatever it holds.
    logger.error('A text cannot be read, so it keeps its model', error, { documentId: tree.documentId });
    return null;
  }
}

/** Begins the generation that has the sequences, and moves what names places of the text. */
export async function storeText(
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
  { bytes, owners }: MadeSequence,
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
  await insertOwners(
    trx,
    [...owners].map(([clientId, userId]) => ({ documentId, generation, clientId, userId }))
  );
  await trx.updateTable('document').set({ generation }).where('id', '=', documentId).execute();
}

type Thread = Pick<
  Awaited<ReturnType<typeof listThreads>>[number],
  'id' | 'section' | 'language' | 'anchorFrom' | 'anchorTo' | 'quote' | 'blockId'
>;

/** Returns the anchor of a thread, in an array; none where it is about a whole text. */
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

/**
 * Reads the texts of an archive that have an older form: answers that are only marked as confidential leave the
 * response, and texts of the tree model go on as sequences. All of it follows from the archive, so that worker
 * threads make it before the transaction that inserts the rows.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { findDocument } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { contentIn, contentName, type Archive } from '../archive-form.ts';
import type { ArchivedRow } from '../archive-rows.ts';
import { moveMarkedAnswers, storeMoves, type MarkedTools, type Moves } from './marked-answers.ts';
import { anchoredThread, makeSequences, storeSequences, type MadeText, type TreeTools } from './trees.ts';

export interface ArchiveTextTools {
  readonly workers: MarkedTools['workers'] & TreeTools['workers'];
  readonly logger: TreeTools['logger'];
}

/** By the ids of its documents. */
export interface MadeTexts {
  /** Holds what is moved out of responses. */
  readonly moves: ReadonlyMap<string, Moves>;
  /** Holds the sequences of texts of the tree model. */
  readonly sequences: ReadonlyMap<string, MadeText>;
}

type ArchivedDocument = ArchivedRow<'document'>;

/** Works in worker threads, one text after the other; `sections` are those of responses. */
export async function makeTexts(
  tools: ArchiveTextTools,
  archive: Archive,
  sections: readonly string[],
  requester: string
): Promise<MadeTexts> {
  const moves = new Map<string, Moves>();
  // The content of the documents whose present generation has changed.
  const changed = new Map<string, Uint8Array>();
  const sequences = new Map<string, MadeText>();
  if (archive.rows.study[0]?.isBench === 1) return { moves, sequences };
  for (const response of archive.rows.document.filter(({ kind }) => kind === 'response')) {
    const confidential = archive.rows.document.find(
      ({ kind, cityId }) => kind === 'confidential' && cityId === response.cityId
    );
    const made = await movesOf(tools, archive, { response, confidential, sections, requester });
    if (!made) continue;
    moves.set(response.id, made);
    const present = made.moved.find(({ n }) => n === response.generation);
    if (present) changed.set(response.id, present.response);
    if (present && confidential) changed.set(confidential.id, present.held);
  }
  for (const document of archive.rows.document) {
    const bytes =
      changed.get(document.id) ?? contentIn(archive, contentName(document.id, document.generation));
    const made = await sequenceOf(tools, archive, { document, bytes, requester });
    if (made) sequences.set(document.id, made);
  }
  return { moves, sequences };
}

/** Comes after the rows and contents of the archive. */
export async function storeTexts(
  trx: Db,
  { moves, sequences }: MadeTexts,
  { newId, at }: { readonly newId: () => string; readonly at: string }
): Promise<void> {
  for (const [id, made] of moves) {
    const response = await findDocument(trx, id);
    if (response) await storeMoves(trx, response, made, { newId, at });
  }
  for (const [id, made] of sequences) {
    const document = await findDocument(trx, id);
    if (document) await storeSequences(trx, document, made, at);
  }
}

async function movesOf(
  { workers, logger }: ArchiveTextTools,
  archive: Archive,
  {
    response,
    confidential,
    sections,
    requester
  }: {
    readonly response: ArchivedDocument;
    readonly confidential: ArchivedDocument | undefined;
    readonly sections: readonly string[];
    readonly requester: string;
  }
): Promise<Moves | null> {
  const held = new Set(confidential ? generationsOf(archive, confidential) : []);
  try {
    return await moveMarkedAnswers(
      workers,
      {
        sections,
        present: response.generation,
        earlier: generationsOf(archive, response).filter((n) => n !== response.generation),
        loadTexts: (n) => ({
          response: contentIn(archive, contentName(response.id, n)),
          held: confidential && held.has(n) ? [contentIn(archive, contentName(confidential.id, n))] : []
        })
      },
      requester
    );
  } catch (error) {
    if (!(error instanceof UnreadableDocumentError)) throw error;
    // Its room refuses everyone, whatever it holds.
    logger.error('A response cannot be read, so nothing confidential was moved out of it', error, {
      documentId: response.id
    });
    return null;
  }
}

const generationsOf = ({ rows }: Archive, { id }: ArchivedDocument): number[] =>
  rows.generation.filter(({ documentId }) => documentId === id).map(({ n }) => n);

/** Null for a text of the present model. */
async function sequenceOf(
  tools: ArchiveTextTools,
  { rows }: Archive,
  {
    document: { id, generation },
    bytes,
    requester
  }: { readonly document: ArchivedDocument; readonly bytes: Uint8Array; readonly requester: string }
): Promise<MadeText | null> {
  const current = rows.generation.find(({ documentId, n }) => documentId === id && n === generation);
  if (current?.textModel !== 'tree') return null;
  const tree = {
    documentId: id,
    bytes,
    hasEnded: current.endedAt !== null,
    threads: rows.thread.filter(({ documentId }) => documentId === id).flatMap(anchoredThread)
  };
  return makeSequences(tools, tree, requester);
}

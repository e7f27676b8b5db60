/**
 * Makes what an import makes of the texts of an archive from an older version: answers that are marked as
 * confidential leave the response, and texts of the tree model become sequences. All of it follows from the
 * archive, so that worker threads make it before the transaction that inserts the rows.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { findDocument } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { contentIn, contentName, type Archive } from './archive-form.ts';
import type { ArchivedRow } from './archive-rows.ts';
import { makeMoves, storeMoves, type Moves, type UpgradeTools } from './confidential-upgrade.ts';
import { anchoredThread, makeText, storeText, type MadeText, type TextUpgradeTools } from './text-upgrade.ts';

export interface ArchiveTextTools {
  readonly workers: UpgradeTools['workers'] & TextUpgradeTools['workers'];
  readonly logger: TextUpgradeTools['logger'];
}

/** Holds what was made of the texts of an archive, by the ids of its documents. */
export interface MadeTexts {
  /** Holds what is moved out of responses. */
  readonly moves: ReadonlyMap<string, Moves>;
  /** Holds the sequences of texts of the tree model. */
  readonly sequences: ReadonlyMap<string, MadeText>;
}

type ArchivedDocument = ArchivedRow<'document'>;

/** Makes the texts in worker threads, one after the other; `sections` are those of responses. */
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
    if (present) changed.set(response.id, present.response.bytes);
    if (present && confidential) changed.set(confidential.id, present.held.bytes);
  }
  for (const document of archive.rows.document) {
    const bytes =
      changed.get(document.id) ?? contentIn(archive, contentName(document.id, document.generation));
    const made = await sequenceOf(tools, archive, { document, bytes, requester });
    if (made) sequences.set(document.id, made);
  }
  return { moves, sequences };
}

/** Stores what was made, after the rows and contents of the archive. */
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
    if (document) await storeText(trx, document, made, at);
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
  const storedText = (documentId: string, n: number) => ({
    parts: [contentIn(archive, contentName(documentId, n))],
    throughSeq: 0
  });
  try {
    return await makeMoves(
      workers,
      {
        sections,
        present: response.generation,
        earlier: generationsOf(archive, response).filter((n) => n !== response.generation),
        loadTexts: (n) =>
          Promise.resolve({
            response: storedText(response.id, n),
            held: confidential && held.has(n) ? storedText(confidential.id, n) : { parts: [], throughSeq: 0 }
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

/** Returns null for a text of the present model. */
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
    generation,
    throughSeq: 0,
    parts: [bytes],
    hasEnded: current.endedAt !== null,
    threads: rows.thread.filter(({ documentId }) => documentId === id).flatMap(anchoredThread)
  };
  // An archive does not say who wrote under which client id.
  return makeText(tools, tree, new Map(), requester);
}

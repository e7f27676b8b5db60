/** Reads the content of a generation: as it is now, and as it was frozen. */
import type { StudyId } from '#base/ids.ts';
import type { UnitsOfSection } from '#rules/pairs/section-units.ts';
import { fingerprintsOf, type SectionContent } from '#base/content.ts';
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { AnsweredContent } from '#document/answered.ts';
import { chapterSection } from '#document/narrative.ts';
import { type DocumentRow, findFrameworkOfCity } from '#areas/assessments';
import type { Db, Store } from '#server/store/open.ts';
import { listStepSections } from './store/step-sections.ts';
import { listLastSeqs, readText } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { sectionsOf } from './access.ts';
import { outdated } from '#server/commands/command.ts';

/** Holds the content of a generation at one sequence number of its log. */
export interface ReadContent {
  readonly documentId: string;
  readonly generation: number;
  readonly throughSeq: number;
  readonly sections: readonly SectionContent[];
  /**
   * Holds what a city answers to single questions, next to its sections; null for a text that is no response.
   */
  readonly answers: AnsweredContent | null;
}

export interface FreezingTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

export interface MergingTools {
  readonly store: Pick<Store, 'engine'>;
  readonly workers: Pick<DocumentWorkers, 'next'>;
}

/** Says up to which sequence number of its log a generation was read. */
export interface GenerationRead {
  readonly documentId: string;
  readonly generation: number;
  readonly throughSeq: number;
}

/** Holds a generation as one update (V1), up to one sequence number of its log. */
export interface WholeText extends GenerationRead {
  readonly bytes: Uint8Array;
}

/** Returns the snapshot and the updates after it. */
export const partsOf = async (db: Db, documentId: string, generation: number): Promise<Uint8Array[]> =>
  (await readParts(db, documentId, generation)).parts;

/** Returns the same, and up to which sequence number it is. */
export async function readParts(
  db: Db,
  documentId: string,
  generation: number
): Promise<GenerationRead & { readonly parts: Uint8Array[] }> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  return {
    documentId,
    generation,
    throughSeq: updates.at(-1)?.seq ?? snapshot?.throughSeq ?? 0,
    parts: [...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)]
  };
}

/**
 * Lists the sections of a document in their order: one per characteristic, or a chapter's single one and, of
 * the roadmap, those of its steps. The passages of a response's questions follow.
 */
export const sectionIdsOf = async (
  db: Db,
  document: Pick<DocumentRow, 'id' | 'kind' | 'studyId'>
): Promise<string[]> =>
  document.kind === 'chapter'
    ? [chapterSection, ...(await listStepSections(db, document)).map(({ section }) => section)]
    : sectionsOf(db, document.studyId, document.kind);

/**
 * Reads the present content of the current generation. Called outside a transaction, so that no other command
 * waits for it.
 */
export async function readContent(
  db: Db,
  workers: FreezingTools['workers'],
  document: DocumentRow,
  requester?: string
): Promise<ReadContent> {
  const { parts, ...generation } = await readParts(db, document.id, document.generation);
  const all = await sectionIdsOf(db, document);
  const read =
    document.kind === 'response' || document.kind === 'confidential'
      ? await workers.answered(parts, all, requester)
      : { sections: await workers.content(parts, all, requester), answers: null };
  const isOwn = await ownSections(db, document);
  return {
    ...generation,
    ...read,
    sections: read.sections.filter((section) => isOwn(section.id, () => fingerprintsOf(section)))
  };
}

/** Reads the units of the sections of a generation, without the answers to single questions. */
export async function readUnits(
  db: Db,
  workers: Pick<DocumentWorkers, 'units'>,
  document: DocumentRow,
  requester?: string
): Promise<GenerationRead & { readonly sections: readonly UnitsOfSection[] }> {
  const { parts, ...generation } = await readParts(db, document.id, document.generation);
  const ids = (await sectionIdsOf(db, document)).filter((id) => parseAnswerSection(id) === null);
  const isOwn = await ownSections(db, document);
  const sections = await workers.units(parts, ids, requester);
  return {
    ...generation,
    sections: sections.filter(({ units, blocks }) => isOwn(units.section, () => blocks))
  };
}

/**
 * Returns a check of a section and the fingerprints of its blocks: a text has the sections of the version that the city
 * answers, and those of other versions that hold text all the same.
 */
async function ownSections(
  db: Db,
  { kind, studyId, cityId }: DocumentRow
): Promise<(id: string, blocks: () => Readonly<Record<string, string>>) => boolean> {
  const framework =
    kind === 'chapter' ? undefined : await findFrameworkOfCity(db, studyId as StudyId, cityId);
  if (!framework) return () => true;
  const activeIds = new Set(framework.characteristics.map(({ id }) => id));
  return (id, blocks) => activeIds.has(id) || Object.keys(blocks()).length > 0;
}

/**
 * Finds what was read of a generation before the transaction, if nothing was written to it since; undefined
 * where it is to be read now: then the command begins again. The last attempt reads within the transaction, since
 * people may go on typing into a text until it is closed.
 */
export async function currentOf<T extends GenerationRead>(
  { store }: Pick<MergingTools, 'store'>,
  trx: Db,
  { id: documentId, generation }: DocumentRow,
  read: readonly T[] | undefined,
  isLast = true
): Promise<T | undefined> {
  const known = read?.find((one) => one.documentId === documentId && one.generation === generation);
  const last = known && (await listLastSeqs(trx, store.engine, [known])).get(`${documentId}@${generation}`);
  if (known && known.throughSeq === (last ?? 0)) return known;
  if (!isLast) throw outdated();
  return undefined;
}

/** Returns the whole of the current generation as it is now. */
export async function readWhole(
  db: Db,
  { workers }: Pick<MergingTools, 'workers'>,
  { id, generation }: DocumentRow,
  requester?: string
): Promise<WholeText> {
  const { parts, ...read } = await readParts(db, id, generation);
  return { ...read, bytes: await workers.next(parts, requester) };
}

/**
 * Returns the whole of the current generation as one update (V1); once it has ended it does not change any
 * more.
 */
export async function readFrozen(
  { workers }: Pick<MergingTools, 'workers'>,
  db: Db,
  document: DocumentRow,
  requester?: string
): Promise<Uint8Array> {
  return workers.next(await partsOf(db, document.id, document.generation), requester);
}

/**
 * Ends a generation of a text and begins the next, as part of a decision. What is frozen is of one moment: nothing is appended between
 * the end of the generation and the reading of what stands in it.
 */
import { abilitiesToOpen, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { SectionContent } from '#domain/version.ts';
import { chapterSection } from '#document/narrative.ts';
import { endGeneration, openGeneration, type DocumentRow } from '../../store/documents.ts';
import type { Db, Store } from '../../store/open.ts';
import { insertSnapshot, listLastSeqs, readText } from '../../store/updates.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { sectionsOf } from '../access.ts';
import type { Sheet } from '../desk.ts';

/** What stood in a generation when its log had come so far. */
export interface ReadContent {
  readonly documentId: string;
  readonly generation: number;
  readonly throughSeq: number;
  readonly sections: readonly SectionContent[];
}

export interface FreezingTools {
  readonly store: Store;
  readonly workshop: Pick<Workshop, 'content' | 'merge'>;
}

/** The snapshot and the updates after it. */
export async function partsOf(db: Db, documentId: string, generation: number): Promise<Uint8Array[]> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  return [...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)];
}

/** The sections of a document in their order: a characteristic each, or a chapter's one. */
export const sectionIdsOf = (db: Db, document: Pick<DocumentRow, 'kind' | 'studyId'>): Promise<string[]> =>
  document.kind === 'chapter' ? Promise.resolve([chapterSection]) : sectionsOf(db, document.studyId);

/** What stands in the current generation now. Read outside of a decision, so that nobody waits while it is worked out. */
export async function readContent(db: Db, workshop: FreezingTools['workshop'], document: DocumentRow, asker?: string): Promise<ReadContent> {
  const { id: documentId, generation } = document;
  const { snapshot, updates } = await readText(db, documentId, generation);
  const parts = [...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)];
  const throughSeq = updates.at(-1)?.seq ?? snapshot?.throughSeq ?? 0;
  const sections = await workshop.content(parts, await sectionIdsOf(db, document), asker);
  return { documentId, generation, throughSeq, sections };
}

/** Ends the current generation, whatever stands in it. `wrong-state` where it has ended already. */
export async function closeText(sheet: Sheet, actor: Actor | null, document: DocumentRow): Promise<Result<null>> {
  const { id, generation } = document;
  if (!(await endGeneration(sheet.trx, id, generation, sheet.at))) return refuse('wrong-state');
  await tellMoved(sheet, actor, document, 'document.frozen', generation);
  return ok(null);
}

/**
 * Ends the current generation, and gives what stands in it. `before` is what was read a moment ago: it is taken where nothing was
 * written since, otherwise the text is read again while its log is closed. `wrong-state` where the generation has ended already.
 */
export async function endText(
  tools: FreezingTools,
  sheet: Sheet,
  actor: Actor | null,
  document: DocumentRow,
  before: ReadContent | null = null
): Promise<Result<ReadContent>> {
  const { trx } = sheet;
  const { id: documentId, generation } = document;
  const closed = await closeText(sheet, actor, document);
  if (!closed.ok) return closed;
  const last = (await listLastSeqs(trx, tools.store.engine, [{ documentId, generation }])).get(`${documentId}@${generation}`) ?? 0;
  const isCurrent = before?.documentId === documentId && before.generation === generation && before.throughSeq === last;
  return ok(isCurrent ? before : await readContent(trx, tools.workshop, document, actor?.userId));
}

/** The whole of the current generation as one update (V1); once it has ended it changes no more. */
export async function readFrozen({ workshop }: FreezingTools, db: Db, document: DocumentRow, asker?: string): Promise<Uint8Array> {
  return workshop.merge(await partsOf(db, document.id, document.generation), asker);
}

/** Begins the next generation from the frozen whole. `wrong-state` where somebody else has. */
export async function openText(sheet: Sheet, actor: Actor | null, document: DocumentRow, frozen: Uint8Array): Promise<Result<{ readonly generation: number }>> {
  const { trx, at } = sheet;
  const generation = document.generation + 1;
  if (!(await openGeneration(trx, document.id, generation, at))) return refuse('wrong-state');
  await insertSnapshot(trx, { documentId: document.id, generation, throughSeq: 0, bytes: frozen, createdAt: at });
  await tellMoved(sheet, actor, document, 'document.reopened', generation);
  return ok({ generation });
}

async function tellMoved(
  sheet: Sheet,
  actor: Actor | null,
  document: DocumentRow,
  kind: 'document.frozen' | 'document.reopened',
  generation: number
): Promise<void> {
  await sheet.tell(document.studyId, actor, {
    kind,
    needs: abilitiesToOpen[document.kind].read,
    documentId: document.id,
    ...(document.cityId === null ? {} : { cityId: document.cityId }),
    payload: { document: document.kind, generation, slug: document.slug }
  });
  sheet.ringAfter({ type: 'document-moved', documentId: document.id });
}

/**
 * Ends a generation of a text and begins the next, as part of a command. What is frozen is of one moment:
 * nothing is appended between the end of the generation and the reading of its content. The confidential
 * document of a city is frozen and opened with its response.
 */
import { abilitiesToOpen, type Ability, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { StudyId } from '#domain/ids.ts';
import { fingerprintsOf, type SectionContent } from '#domain/version.ts';
import type { AnsweredContent } from '#document/answered.ts';
import { chapterSection } from '#document/narrative.ts';
import { endGeneration, openGeneration, type DocumentRow } from '../../store/documents.ts';
import { findConfidentialDocument } from '../../store/confidential.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import type { Db, Store } from '../../store/open.ts';
import { insertSnapshot, listLastSeqs, readText } from '../../store/updates.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { sectionsOf } from '../access.ts';
import type { CommandContext } from '../../commands/run-command.ts';

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
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'merge'>;
}

export interface MergingTools {
  readonly workers: Pick<DocumentWorkers, 'merge'>;
}

/** Returns the snapshot and the updates after it. */
export async function partsOf(db: Db, documentId: string, generation: number): Promise<Uint8Array[]> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  return [...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)];
}

/**
 * Lists the sections of a document in their order: one per characteristic, or a chapter's single one. The
 * passages of a response's questions follow.
 */
export const sectionIdsOf = (db: Db, document: Pick<DocumentRow, 'kind' | 'studyId'>): Promise<string[]> =>
  document.kind === 'chapter'
    ? Promise.resolve([chapterSection])
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
  const { id: documentId, generation } = document;
  const { snapshot, updates } = await readText(db, documentId, generation);
  const parts = [...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)];
  const throughSeq = updates.at(-1)?.seq ?? snapshot?.throughSeq ?? 0;
  const all = await sectionIdsOf(db, document);
  const read =
    document.kind === 'response' || document.kind === 'confidential'
      ? await workers.answered(parts, all, requester)
      : { sections: await workers.content(parts, all, requester), answers: null };
  return {
    documentId,
    generation,
    throughSeq,
    ...read,
    sections: await ownSections(db, document, read.sections)
  };
}

/**
 * Returns the sections of the version that the city answers, and those of other versions that hold text all
 * the same.
 */
async function ownSections(
  db: Db,
  { kind, studyId, cityId }: DocumentRow,
  sections: readonly SectionContent[]
): Promise<readonly SectionContent[]> {
  const framework =
    kind === 'chapter' ? undefined : await findFrameworkOfCity(db, studyId as StudyId, cityId);
  if (!framework) return sections;
  const activeIds = new Set(framework.characteristics.map(({ id }) => id));
  return sections.filter(
    (section) => activeIds.has(section.id) || Object.keys(fingerprintsOf(section)).length > 0
  );
}

/**
 * Ends the current generation, whatever it holds. `needs` names the ability that the event needs, where it is
 * not for everyone who reads the text. `wrong-state` where it has ended already.
 */
export async function closeText(
  context: CommandContext,
  actor: Actor | null,
  document: DocumentRow,
  needs?: Ability
): Promise<Result<null>> {
  const { id, generation } = document;
  if (!(await endGeneration(context.trx, id, generation, context.at))) return refuse('wrong-state');
  await appendDocumentEvent(context, actor, document, { kind: 'document.frozen', generation, needs });
  const confidential = await confidentialOf(context, document);
  if (confidential) {
    await endGeneration(context.trx, confidential.id, confidential.generation, context.at);
    context.signalAfterCommit({ kind: 'document-moved', documentId: confidential.id });
  }
  return ok(null);
}

/**
 * Ends the current generation, and returns its content. `before` is what was read a moment ago: it is used
 * where nothing was written since, otherwise the text is read again while its log is closed. `wrong-state`
 * where the generation has ended already.
 */
export async function endText(
  tools: FreezingTools,
  context: CommandContext,
  actor: Actor | null,
  document: DocumentRow,
  before: ReadContent | null = null,
  needs?: Ability
): Promise<Result<ReadContent>> {
  const { trx } = context;
  const { id: documentId, generation } = document;
  const closed = await closeText(context, actor, document, needs);
  if (!closed.ok) return closed;
  const last =
    (await listLastSeqs(trx, tools.store.engine, [{ documentId, generation }])).get(
      `${documentId}@${generation}`
    ) ?? 0;
  const isCurrent =
    before?.documentId === documentId && before.generation === generation && before.throughSeq === last;
  return ok(isCurrent ? before : await readContent(trx, tools.workers, document, actor?.userId));
}

/**
 * Returns the whole of the current generation as one update (V1); once it has ended it does not change any
 * more.
 */
export async function readFrozen(
  { workers }: MergingTools,
  db: Db,
  document: DocumentRow,
  requester?: string
): Promise<Uint8Array> {
  return workers.merge(await partsOf(db, document.id, document.generation), requester);
}

/**
 * Begins the next generation from the complete frozen content. `isPart` says that only single questions of a
 * response are open in it; `confidential` is what the confidential document begins with, where that is not
 * what it held when it was frozen. `wrong-state` where the generation has been begun already.
 */
export async function openText(
  tools: MergingTools,
  context: CommandContext,
  actor: Actor | null,
  document: DocumentRow,
  frozen: Uint8Array,
  {
    needs,
    isPart,
    confidential
  }: {
    readonly needs?: Ability | undefined;
    readonly isPart?: boolean;
    readonly confidential?: Uint8Array | null;
  } = {}
): Promise<Result<{ readonly generation: number }>> {
  const generation = document.generation + 1;
  if (!(await beginGeneration(context, document, frozen))) return refuse('wrong-state');
  await appendDocumentEvent(context, actor, document, {
    kind: 'document.reopened',
    generation,
    needs,
    isPart
  });
  const other = await confidentialOf(context, document);
  if (other) {
    const bytes = confidential ?? (await readFrozen(tools, context.trx, other, actor?.userId));
    if (!(await beginGeneration(context, other, bytes))) return refuse('wrong-state');
    context.signalAfterCommit({ kind: 'document-moved', documentId: other.id });
  }
  return ok({ generation });
}

/** Begins the next generation of a document; false where it has been begun already. */
export async function beginGeneration(
  { trx, at }: CommandContext,
  { id: documentId, generation: before }: DocumentRow,
  bytes: Uint8Array
): Promise<boolean> {
  const generation = before + 1;
  if (!(await openGeneration(trx, documentId, generation, at))) return false;
  await insertSnapshot(trx, { documentId, generation, throughSeq: 0, bytes, createdAt: at });
  return true;
}

/** Finds the confidential document that belongs to a response; undefined where there is none. */
const confidentialOf = (
  { trx }: CommandContext,
  { kind, studySlug, cityId }: DocumentRow
): Promise<DocumentRow | undefined> =>
  kind === 'response' && cityId !== null
    ? findConfidentialDocument(trx, studySlug, cityId)
    : Promise.resolve(undefined);

async function appendDocumentEvent(
  context: CommandContext,
  actor: Actor | null,
  document: DocumentRow,
  {
    kind,
    generation,
    needs,
    isPart
  }: {
    readonly kind: 'document.frozen' | 'document.reopened';
    readonly generation: number;
    readonly needs?: Ability | undefined;
    readonly isPart?: boolean | undefined;
  }
): Promise<void> {
  await context.appendEvent(document.studyId, actor, {
    kind,
    needs: needs ?? abilitiesToOpen[document.kind].read,
    documentId: document.id,
    ...(document.cityId === null ? {} : { cityId: document.cityId }),
    payload: {
      document: document.kind,
      generation,
      slug: document.slug,
      ...(isPart ? { isPart } : {})
    }
  });
  context.signalAfterCommit({ kind: 'document-moved', documentId: document.id });
}

/**
 * Ends a generation of a text and begins the next, as part of a command. What is frozen is of one moment:
 * nothing is appended between the end of the generation and the reading of its content. The confidential
 * document of a city is frozen and opened with its response.
 */
import type { Actor } from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import { abilitiesToOpen } from '#base/document-rights.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { TextModel } from '#rules/documents/text-models.ts';
import {
  endGeneration,
  openGeneration,
  type DocumentRow,
  findConfidentialDocument
} from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { insertSnapshot } from '#server/store/updates.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import {
  type ReadContent,
  type WholeText,
  readContent,
  currentOf,
  readFrozen,
  type FreezingTools,
  type MergingTools
} from './frozen-content.ts';

/**
 * Holds what a command needs of texts: built before its transaction, which would otherwise block all other
 * writes meanwhile, and used where nothing was written since.
 */
export interface TextsBefore {
  readonly contents: readonly ReadContent[];
  readonly wholes: readonly WholeText[];
  /**
   * Says that what was written since is read within the transaction; otherwise the command is rolled back and
   * tried again with what it holds then.
   */
  readonly isLast: boolean;
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
 * Ends the current generation, and returns its content, from `before` where that is current. `wrong-state` where
 * the generation has ended already.
 */
export async function endText(
  tools: FreezingTools,
  context: CommandContext,
  actor: Actor | null,
  document: DocumentRow,
  before: TextsBefore | null = null,
  needs?: Ability
): Promise<Result<ReadContent>> {
  const closed = await closeText(context, actor, document, needs);
  if (!closed.ok) return closed;
  return ok(await closedContent(tools, context.trx, document, before, actor?.userId));
}

export const closedContent = async (
  tools: FreezingTools,
  trx: Db,
  document: DocumentRow,
  before: TextsBefore | null,
  requester?: string
): Promise<ReadContent> =>
  (await currentOf(tools, trx, document, before?.contents, before?.isLast)) ??
  readContent(trx, tools.workers, document, requester);

const closedWhole = async (
  tools: MergingTools,
  trx: Db,
  document: DocumentRow,
  before: TextsBefore | null,
  requester?: string
): Promise<Uint8Array> =>
  (await currentOf(tools, trx, document, before?.wholes, before?.isLast))?.bytes ??
  readFrozen(tools, trx, document, requester);

/**
 * Begins the next generation from the complete frozen content, or from what was read of it before. `isPart` says that only single questions of a
 * response are open in it; `confidential` is what the confidential document begins with, where that is not
 * what it held when it was frozen. `wrong-state` where the generation has been begun already.
 */
export async function openText(
  tools: MergingTools,
  context: CommandContext,
  actor: Actor | null,
  document: DocumentRow,
  frozen: Uint8Array | TextsBefore,
  {
    needs,
    isPart,
    confidential,
    before = frozen instanceof Uint8Array ? null : frozen
  }: {
    readonly needs?: Ability | undefined;
    readonly isPart?: boolean;
    readonly confidential?: Uint8Array | null;
    readonly before?: TextsBefore | null;
  } = {}
): Promise<Result<{ readonly generation: number }>> {
  const generation = document.generation + 1;
  const bytes =
    frozen instanceof Uint8Array
      ? frozen
      : await closedWhole(tools, context.trx, document, frozen, actor?.userId);
  if (!(await beginGeneration(context, document, bytes))) return refuse('wrong-state');
  await appendDocumentEvent(context, actor, document, {
    kind: 'document.reopened',
    generation,
    needs,
    isPart
  });
  const other = await confidentialOf(context, document);
  if (other) {
    const others = confidential ?? (await closedWhole(tools, context.trx, other, before, actor?.userId));
    if (!(await beginGeneration(context, other, others))) return refuse('wrong-state');
    context.signalAfterCommit({ kind: 'document-moved', documentId: other.id });
  }
  return ok({ generation });
}

/** False where it has been begun already. */
export async function beginGeneration(
  { trx, at }: CommandContext,
  { id: documentId, generation: before }: DocumentRow,
  bytes: Uint8Array,
  textModel?: TextModel
): Promise<boolean> {
  const generation = before + 1;
  if (!(await openGeneration(trx, documentId, generation, at, textModel))) return false;
  await insertSnapshot(trx, { documentId, generation, throughSeq: 0, bytes, createdAt: at });
  return true;
}

/** Finds the confidential document that belongs to a response; undefined where there is none. */
export const confidentialOf = (
  { trx }: { readonly trx: Db },
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

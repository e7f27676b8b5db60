/** Loads a response with its clarifications for a command, and ends and begins its generations. */
import type { GatheredEvent } from '#lib/events/kinds.ts';
import type { HeldAnswers } from '#document/question-content.ts';
import { listClarifications, type ClarificationRow } from './store/clarifications.ts';
import {
  isOpen,
  closedContent,
  confidentialOf,
  endText,
  openText,
  readContent,
  readWhole,
  type FreezingTools,
  type ReadContent,
  type TextsBefore,
  type WholeText
} from '#areas/documents';
import { type DocumentRow, assessmentSeenWith, loadTexts } from '#areas/assessments';
import { findNewestVersion, findVersion, saveVersion } from '#areas/versions';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { Decision, Preparation } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { subjectOf } from '#rules/versions/version.ts';

/**
 * Names the ability that the events need: those who read the request learn of it, and not all who read the
 * response.
 */
export const needs = 'clarification.read';

export type ClarificationTools = CommandDeps &
  FreezingTools & { readonly workers: Pick<DocumentWorkers, 'renderVersion'> };

/** Is found by those who read requests; one of them who may not do something is told so, whatever the state. */
export const subject = assessmentSeenWith(needs, () => 'forbidden');

type Preparing = Preparation<ClarificationTools, typeof subject>;
export type Deciding<P> = Decision<ClarificationTools, typeof subject, P>;

export interface Clarifying<P = TextsBefore> {
  readonly decision: Deciding<P>;
  readonly response: DocumentRow;
  readonly rows: readonly ClarificationRow[];
  readonly open: readonly ClarificationRow[];
}

export async function clarifying<P>(decision: Deciding<P>): Promise<Clarifying<P>> {
  const { study, assessment } = decision.subject;
  const { response } = await loadTexts(decision.trx, study, assessment.cityId);
  const rows = await listClarifications(decision.trx, response.id);
  return { decision, response, rows, open: rows.filter(isOpen) };
}

/**
 * Reads, before the transaction, what a command may need of the response and of the confidential document:
 * their content, and the whole of them where the next generation begins from it.
 */
export async function readBefore(
  { db, deps, actor, isLast, subject: { study, assessment } }: Preparing,
  goesOn: (open: readonly ClarificationRow[]) => boolean
): Promise<TextsBefore> {
  const { response } = await loadTexts(db, study, assessment.cityId);
  const confidential = await confidentialOf({ trx: db }, response);
  const contents: ReadContent[] = [];
  const wholes: WholeText[] = [];
  const isRead = goesOn((await listClarifications(db, response.id)).filter(isOpen));
  for (const document of confidential ? [response, confidential] : [response]) {
    contents.push(await readContent(db, deps.workers, document, actor.userId));
    if (isRead) wholes.push(await readWhole(db, deps, document, actor.userId));
  }
  return { contents, wholes, isLast };
}

/**
 * Returns the response as it was submitted last; saves that version now where it was frozen without one.
 */
export async function submitted({
  decision: { trx, at, deps, acting, prepared, subject },
  response
}: Clarifying): Promise<{ readonly id: string; readonly content: HeldAnswers }> {
  const { study } = subject;
  const newest = await findNewestVersion(trx, study.id, subjectOf(response), 'submission');
  const summary =
    newest ??
    (await saveVersion(trx, response, await closedContent(deps, trx, response, prepared, acting.userId), {
      id: deps.newId(),
      kind: 'submission',
      name: { en: 'As it was submitted', zh: '提交时的内容' },
      userId: null,
      at
    }));
  const version = await findVersion(trx, study.id, summary.id);
  if (!version) throw new Error('A version that was just found is gone');
  return { id: summary.id, content: JSON.parse(new TextDecoder().decode(version.bytes)) as HeldAnswers };
}

/** `stale` where another command ended the generation. */
export async function ended({ decision, response }: Clarifying): Promise<ReadContent> {
  const { deps, acting, prepared } = decision;
  const closed = await endText(deps, decision, acting, response, prepared, needs);
  if (!closed.ok) throw refused('stale');
  return closed.value;
}

/** Begins the next generation from what the present one held when it ended. */
export async function goOn({ decision, response }: Clarifying): Promise<void> {
  const { deps, acting, prepared } = decision;
  const opened = await openText(deps, decision, acting, response, prepared, { needs, isPart: true });
  if (!opened.ok) throw refused('stale');
}

type Announced = {
  readonly [K in `clarification.${'asked' | 'returned' | 'withdrawn' | 'reviewed'}`]: Omit<
    GatheredEvent<K>,
    'needs' | 'cityId' | 'documentId'
  >;
}[`clarification.${'asked' | 'returned' | 'withdrawn' | 'reviewed'}`];

export function announce(
  { decision, response }: Pick<Clarifying<unknown>, 'decision' | 'response'>,
  event: Announced
): void {
  decision.append({
    ...event,
    needs,
    cityId: decision.subject.assessment.cityId,
    documentId: response.id
  });
}

export const payloadOf = ({ id, question, characteristic }: ClarificationRow) => ({
  clarificationId: id,
  question,
  characteristic
});

export const moved = ({ decision, response }: Clarifying): void =>
  decision.signalAfterCommit({ kind: 'document-moved', documentId: response.id });

/**
 * Begins the roadmap from the rubric, or adds what the rubric suggests and was never begun. Its text is built before the
 * transaction: no transaction waits for a thread.
 */
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { mostSteps, suggestedSteps, type SuggestedStep } from '#domain/roadmap.ts';
import type { Study } from '#domain/study.ts';
import { chapterIsOpen } from '#domain/workflow.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import { listChapters, type Chapter } from '../../store/assessments.ts';
import { insertChapter, listChapterSlugs } from '../../store/chapter-founding.ts';
import { findDocument } from '../../store/documents.ts';
import type { Db } from '../../store/open.ts';
import { findRoadmap, insertRoadmap, insertStep, listSteps, stepColumns } from '../../store/roadmap.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { authorizeInLockedStudy, authorizeStudy } from '../study-access.ts';
import {
  closeText,
  currentOf,
  openText,
  readParts,
  withTextsBefore,
  type WholeText
} from '../workflow/freezing.ts';
import { numberAfter, scaleOf } from './roadmap-facts.ts';
import { beginningOf } from './seed.ts';

export interface BeginTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'next'>;
}

type BegunStep = SuggestedStep & { readonly id: string; readonly number: number };

/** Holds what is built before the transaction, and what it was built from. */
interface Beginning {
  readonly steps: readonly BegunStep[];
  /** Holds the text of a new chapter, or of the next generation of the one that there is. */
  readonly bytes: Uint8Array;
  /** Holds the generation that the text goes on from; null for a new chapter. */
  readonly whole: WholeText | null;
  /** Says that there is no further attempt. */
  readonly isLast: boolean;
}

type BeginCommand = CommandContext & { readonly study: Study; readonly acting: Actor };

const chapterTitle: Bilingual = { en: 'Roadmap', zh: '路线图' };

export const beginRoadmap = (
  tools: BeginTools,
  actor: Actor,
  studySlug: string
): Promise<Result<{ readonly added: number }>> =>
  withTextsBefore(
    (isLast) => prepare(tools, actor, studySlug, isLast),
    async (prepared) => (prepared.ok ? begin(tools, actor, studySlug, prepared.value) : prepared)
  );

async function prepare(
  tools: BeginTools,
  actor: Actor,
  studySlug: string,
  isLast: boolean
): Promise<Result<Beginning>> {
  const { db } = tools.store;
  const authorized = await authorizeStudy(db, actor, studySlug, 'study.roadmap-edit');
  if (!authorized.ok) return authorized;
  const { study } = authorized.value;
  const steps = await stepsToBegin(tools, db, study.id);
  if (!steps.ok) return steps;
  const beginnings = beginningOf(steps.value, tools.newId);
  const chapter = await chapterToGoOn(db, study.id);
  if (!chapter) return ok({ steps: steps.value, bytes: beginnings, whole: null, isLast });
  const document = await findDocument(db, chapter.id);
  if (!document) throw new Error(`There is no document ${chapter.id}`);
  const { parts, ...read } = await readParts(db, document.id, document.generation);
  const bytes = await tools.workers.next([...parts, beginnings], actor.userId);
  return ok({ steps: steps.value, bytes, whole: { ...read, bytes }, isLast });
}

/** Lists the steps that the rubric suggests and that were never begun; `conflict` where the roadmap has them all. */
async function stepsToBegin(
  { newId }: Pick<BeginTools, 'newId'>,
  db: Db,
  studyId: StudyId
): Promise<Result<readonly BegunStep[]>> {
  const { characteristics, rubric } = await scaleOf(db, studyId);
  if (!rubric || characteristics.length === 0) return refuse('requirements-open');
  const ever = await listSteps(db, studyId, true);
  const suggested = suggestedSteps(characteristics, rubric, ever).slice(0, mostSteps - ever.length);
  if (suggested.length === 0 && (await findRoadmap(db, studyId))) return refuse('conflict');
  const first = numberAfter(ever);
  return ok(suggested.map((step, index) => ({ ...step, number: first + index, id: newId() })));
}

/** Finds the chapter that holds the roadmap, or the study's own chapter `roadmap`, in which it begins. */
async function chapterToGoOn(db: Db, studyId: StudyId): Promise<Chapter | undefined> {
  const known = await findRoadmap(db, studyId);
  return (await listChapters(db, studyId)).find(({ id, slug }) =>
    known ? id === known.documentId : slug === 'roadmap'
  );
}

const begin = (
  tools: BeginTools,
  actor: Actor,
  studySlug: string,
  beginning: Beginning
): Promise<Result<{ readonly added: number }>> =>
  runCommand(tools, async (context) => {
    const authorized = await authorizeInLockedStudy(context.trx, actor, studySlug, 'study.roadmap-edit');
    if (!authorized.ok) return authorized;
    const { study, acting } = authorized.value;
    const { trx, at } = context;
    const { steps } = beginning;
    const now = await stepsToBegin(tools, trx, study.id);
    if (!now.ok) return now;
    if (shapeOf(now.value) !== shapeOf(steps)) return refuse('stale');
    const known = await findRoadmap(trx, study.id);
    const documentId = await textWith(tools, { ...context, study, acting }, known, beginning);
    if (!documentId.ok) return documentId;
    const by = { userId: actor.userId, at };
    if (!known) await insertRoadmap(trx, { studyId: study.id, documentId: documentId.value, ...by });
    for (const step of steps) await insertBegun(trx, study.id, step, by);
    await context.appendEvent(study.id, acting, {
      kind: 'roadmap.begun',
      needs: 'study.roadmap',
      payload: { added: steps.length }
    });
    return ok({ added: steps.length });
  });

/** Returns what two lists of steps have in common if they are the same but for their ids. */
const shapeOf = (steps: readonly BegunStep[]): string =>
  JSON.stringify(steps.map(({ id: _, ...step }) => step));

const insertBegun = (
  trx: Db,
  studyId: StudyId,
  step: BegunStep,
  by: { readonly userId: string; readonly at: string }
): Promise<void> =>
  insertStep(trx, {
    id: step.id,
    studyId,
    number: step.number,
    position: step.number,
    ...stepColumns({ ...step, responsible: { en: '', zh: '' }, horizon: null, dependsOn: [], links: [] }),
    ...by,
    removedAt: null
  });

/**
 * Returns the document of the roadmap with these beginnings in it: a new chapter, or the study's own chapter
 * `roadmap`, whose text goes on in its next generation. The server writes into no generation that is open.
 */
async function textWith(
  tools: BeginTools,
  command: BeginCommand,
  known: { readonly documentId: string } | undefined,
  beginning: Beginning
): Promise<Result<string>> {
  const { trx, study } = command;
  const chapter = await chapterToGoOn(trx, study.id);
  if (chapter) return goOnIn(tools, command, chapter, beginning);
  if (known) return refuse('not-found');
  return beginning.whole ? refuse('stale') : foundChapter(tools, command, beginning.bytes);
}

async function goOnIn(
  tools: BeginTools,
  command: BeginCommand,
  chapter: Chapter,
  { whole, isLast }: Beginning
): Promise<Result<string>> {
  const { trx, acting } = command;
  if (!chapterIsOpen(chapter.state)) return refuse('wrong-state');
  const document = await findDocument(trx, chapter.id);
  if (!document) throw new Error(`There is no document ${chapter.id}`);
  const closed = await closeText(command, acting, document);
  if (!closed.ok) return closed;
  const current = await currentOf(tools, trx, document, whole ? [whole] : [], isLast);
  if (!current) return refuse('stale');
  const opened = await openText(tools, command, acting, document, current.bytes);
  return opened.ok ? ok(document.id) : opened;
}

async function foundChapter(
  { newId }: BeginTools,
  { trx, at, study, acting, appendEvent }: BeginCommand,
  bytes: Uint8Array
): Promise<Result<string>> {
  const taken = await listChapterSlugs(trx, study.id);
  const slug = taken.has('roadmap') ? freeSlug(taken) : 'roadmap';
  const positions = (await listChapters(trx, study.id)).map(({ position }) => position);
  const id = newId();
  await insertChapter(trx, {
    id,
    studyId: study.id,
    slug,
    position: Math.max(-1, ...positions) + 1,
    titleEn: chapterTitle.en,
    titleZh: chapterTitle.zh,
    bytes,
    at
  });
  await appendEvent(study.id, acting, {
    kind: 'chapter.changed',
    needs: 'chapter.read',
    documentId: id,
    payload: { act: 'added', slug, nameEn: chapterTitle.en, nameZh: chapterTitle.zh }
  });
  return ok(id);
}

function freeSlug(taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) if (!taken.has(`roadmap-${number}`)) return `roadmap-${number}`;
}

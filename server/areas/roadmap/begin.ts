/**
 * Begins the roadmap from the rubric, or adds what the rubric suggests and was never begun. Its text is built before the
 * transaction: no transaction waits for a thread.
 */
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { mostSteps, suggestedSteps, type SuggestedStep } from '#rules/roadmap/roadmap.ts';
import { chapterIsOpen } from '#base/states.ts';
import { commandsOf, outdated } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import type { Lock } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  listChapters,
  type Chapter,
  insertChapter,
  listChapterSlugs,
  findDocument
} from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { findRoadmap, insertRoadmap, insertStep, stepColumns } from './store/roadmap.ts';
import { listSteps, closeText, currentOf, openText, readParts, type WholeText } from '#areas/documents';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { studySubject } from '#areas/study';
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
}

type BeginDecision = Decision<BeginTools, typeof studySubject, Beginning>;

const chapterTitle: Bilingual = { en: 'Roadmap', zh: '路线图' };

/**
 * Begins the roadmap from the rubric, or adds the steps that the rubric suggests and that were never begun.
 * What people wrote is not touched, and what they removed does not come back.
 */
export const beginRoadmap = commandsOf<BeginTools>()(
  {
    name: 'roadmap.begin',
    subject: studySubject,
    needs: 'study.roadmap-edit',
    locks: async ({ db, subject: { study } }): Promise<Lock[]> => {
      const chapter = await chapterToGoOn(db, study.id);
      return [
        ...(chapter ? [{ kind: 'document', id: chapter.id } as const] : []),
        { kind: 'study', slug: study.slug }
      ];
    },
    prepare: async ({ db, deps, subject: { study }, actor }): Promise<Beginning> => {
      // What keeps it from beginning is said under the lock, by what is true then.
      const toBegin = await stepsToBegin(deps, db, study.id);
      const steps = toBegin.ok ? toBegin.value : [];
      const beginnings = beginningOf(steps, deps.newId);
      const chapter = await chapterToGoOn(db, study.id);
      if (!chapter) return { steps, bytes: beginnings, whole: null };
      const document = await findDocument(db, chapter.id);
      if (!document) throw new Error(`There is no document ${chapter.id}`);
      const { parts, ...read } = await readParts(db, document.id, document.generation);
      const bytes = await deps.workers.next([...parts, beginnings], actor.userId);
      return { steps, bytes, whole: { ...read, bytes } };
    }
  },
  async (decision) => {
    const { trx, at, deps, actor, append, subject, prepared } = decision;
    const { study } = subject;
    const { steps } = prepared;
    if (shapeOf(take(await stepsToBegin(deps, trx, study.id))) !== shapeOf(steps)) throw refused('stale');
    const known = await findRoadmap(trx, study.id);
    const documentId = await textWith(decision, known);
    const by = { userId: actor.userId, at };
    if (!known) await insertRoadmap(trx, { studyId: study.id, documentId, ...by });
    for (const step of steps) await insertBegun(trx, study.id, step, by);
    append({ kind: 'roadmap.begun', needs: 'study.roadmap', payload: { added: steps.length } });
    return { added: steps.length };
  }
);

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
  decision: BeginDecision,
  known: { readonly documentId: string } | undefined
): Promise<string> {
  const chapter = await chapterToGoOn(decision.trx, decision.subject.study.id);
  if (chapter) return goOnIn(decision, chapter);
  if (known) throw refused('not-found');
  if (decision.prepared.whole) throw refused('stale');
  return foundChapter(decision);
}

/** Begins again where somebody has written to the text since it was read. */
async function goOnIn(decision: BeginDecision, chapter: Chapter): Promise<string> {
  const { trx, deps, acting, prepared } = decision;
  if (!chapterIsOpen(chapter.state)) throw refused('wrong-state');
  const document = await findDocument(trx, chapter.id);
  if (!document) throw new Error(`There is no document ${chapter.id}`);
  take(await closeText(decision, acting, document));
  const current = await currentOf(deps, trx, document, prepared.whole ? [prepared.whole] : []);
  if (!current) throw outdated();
  take(await openText(deps, decision, acting, document, current.bytes));
  return document.id;
}

async function foundChapter({ trx, at, deps, append, subject, prepared }: BeginDecision): Promise<string> {
  const { study } = subject;
  const taken = await listChapterSlugs(trx, study.id);
  const slug = taken.has('roadmap') ? freeSlug(taken) : 'roadmap';
  const positions = (await listChapters(trx, study.id)).map(({ position }) => position);
  const id = deps.newId();
  await insertChapter(trx, {
    id,
    studyId: study.id,
    slug,
    position: Math.max(-1, ...positions) + 1,
    titleEn: chapterTitle.en,
    titleZh: chapterTitle.zh,
    bytes: prepared.bytes,
    at
  });
  append({
    kind: 'chapter.changed',
    needs: 'chapter.read',
    documentId: id,
    payload: { act: 'added', slug, nameEn: chapterTitle.en, nameZh: chapterTitle.zh }
  });
  return id;
}

function freeSlug(taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) if (!taken.has(`roadmap-${number}`)) return `roadmap-${number}`;
}

/** Takes one step of a chapter within a command, as `assessment-step.ts` takes those of assessments. */
import { chapterAbilitiesOf, type Actor } from '#base/permissions.ts';
import type { ChapterAbility } from '#base/abilities.ts';
import { isDeadline } from '#rules/assessments/deadline.ts';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { chapterWorkflow, targetOf, type ChapterStep } from '#rules/workflow/workflow.ts';
import { validateStep } from '#rules/workflow/step-command.ts';
import type { StepFacts } from '#rules/workflow/step-conditions.ts';
import { chapterIsOpen, type ChapterState } from '#base/states.ts';
import {
  type Chapter,
  findGeneration,
  type DocumentRow,
  moveChapter,
  findChapter,
  loadDocument
} from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { type VersionSummary, saveVersion } from '#areas/versions';
import type { CommandContext } from '#server/commands/run-command.ts';
import { reopeningEvent, type StepInput } from './assessment-step.ts';
import type { PreparedStep, StepTools } from './step-preparation.ts';
import { endText, openText, readContent, readFrozen } from '#areas/documents';
import { voidApproval } from './step-effects.ts';
import { gatherFacts } from './step-facts.ts';
import { noteStep } from './noted-step.ts';
import { subjectOf } from '#rules/versions/version.ts';

export type ChapterStepInput = Omit<StepInput, 'step'> & { readonly step: ChapterStep };

export const abilityForChapterStep: Readonly<Record<ChapterStep, ChapterAbility | null>> = {
  'ask-review': 'chapter.steer',
  'ask-approval': 'chapter.steer',
  approve: null,
  return: 'chapter.return',
  'ask-reopen': 'chapter.reopen',
  'keep-approved': 'chapter.reopen',
  reopen: 'chapter.reopen'
};

export const stepSubjectOfChapter = (study: Study, document: DocumentRow) => ({
  studyId: study.id,
  cityId: null,
  documentId: document.id,
  subject: subjectOf(document),
  sides: study.sides
});

export const requiresText = (step: ChapterStep): boolean => step === 'ask-review' || step === 'ask-approval';

export const prepareChapterStep = (
  tools: StepTools,
  chapter: Chapter,
  step: ChapterStep,
  requester?: string,
  isLast = true
): Promise<PreparedStep> => prepareChapterStepIn(tools.store.db, tools, chapter, step, requester, isLast);

/** Prepares the same where all is read in one transaction. */
export async function prepareChapterStepIn(
  db: Db,
  tools: StepTools,
  chapter: Chapter,
  step: ChapterStep,
  requester?: string,
  isLast = true
): Promise<PreparedStep> {
  const document = await loadDocument(db, chapter.id);
  const to = targetOf(chapterWorkflow, chapter.state, step);
  const opens = to !== undefined && !chapterIsOpen(chapter.state) && chapterIsOpen(to);
  const ended = opens && (await hasEnded(db, document));
  const read = requiresText(step) ? await readContent(db, tools.workers, document, requester) : null;
  return {
    texts: { contents: read ? [read] : [], wholes: [], isLast },
    read,
    frozen: ended
      ? {
          documentId: document.id,
          generation: document.generation,
          bytes: await readFrozen(tools, db, document, requester)
        }
      : null
  };
}

const hasEnded = async (db: Db, { id, generation }: DocumentRow): Promise<boolean> => {
  const row = await findGeneration(db, id, generation);
  return row !== undefined && row.endedAt !== null;
};

export interface TakenChapterStep {
  readonly from: ChapterState;
  readonly to: ChapterState;
  readonly version: VersionSummary | null;
}

interface Taking {
  readonly tools: StepTools;
  readonly context: CommandContext;
  readonly study: Study;
  readonly slug: string;
  readonly acting: Actor | null;
  readonly document: DocumentRow;
  readonly input: ChapterStepInput;
  readonly prepared: PreparedStep;
  readonly from: ChapterState;
  readonly to: ChapterState;
}

/**
 * `acting` is the person in the roles that allow it. The command that calls it authorizes, and locks the
 * chapter.
 */
export async function takeChapterStep(
  tools: StepTools,
  context: CommandContext,
  { study, slug, acting }: { readonly study: Study; readonly slug: string; readonly acting: Actor | null },
  input: ChapterStepInput,
  prepared: PreparedStep
): Promise<Result<TakenChapterStep>> {
  const { trx, at } = context;
  const moved = await move(context, study, slug, input);
  if (!moved.ok) return moved;
  const { from, to, document } = moved.value;
  const taking: Taking = { tools, context, study, slug, acting, document, input, prepared, from, to };
  const freezes = chapterIsOpen(from) && !chapterIsOpen(to);
  const ended = freezes ? await endText(tools, context, acting, document, prepared.texts) : null;
  if (ended && !ended.ok) return ended;
  const { step, reason, deadline } = input;
  const sections = requiresText(step) ? ((ended?.value ?? prepared.read)?.sections ?? []) : null;
  const facts = await gatherFacts(trx, stepSubjectOfChapter(study, document), sections, acting);
  const checked = validateStep(chapterWorkflow, from, step, facts, { reason, deadline: deadline?.at }, at);
  if (!checked.ok) return checked;
  const version = ended
    ? await saveVersion(trx, document, ended.value, {
        id: tools.newId(),
        kind: 'approval',
        name: { en: '', zh: '' },
        userId: acting?.userId ?? null,
        at
      })
    : null;
  const opened = await openAgain(taking);
  if (!opened.ok) return opened;
  await noteStep(context, {
    id: tools.newId(),
    study,
    acting,
    documentId: document.id,
    cityId: null,
    step,
    from,
    to,
    reason,
    waived: checked.value.waived,
    versionId: version?.id ?? null
  });
  await context.appendEvent(study.id, acting, eventOf(taking, facts.reopening));
  await notifyOf(taking);
  return ok({ from, to, version });
}

/** Moves the chapter, which must be as the person saw it; returns from where to where, and its text. */
async function move(
  { trx, at }: CommandContext,
  study: Study,
  slug: string,
  { step, version, deadline }: ChapterStepInput
): Promise<Result<Pick<Taking, 'from' | 'to' | 'document'>>> {
  const chapter = await findChapter(trx, study, slug);
  if (!chapter) return refuse('not-found');
  if (version !== null && version !== chapter.version) return refuse('stale');
  if (deadline && !isDeadline(deadline)) return refuse('invalid', { field: 'deadline' });
  const { state: from } = chapter;
  const to = targetOf(chapterWorkflow, from, step);
  if (to === undefined) return refuse('wrong-state');
  if (!(await moveChapter(trx, chapter.id, { from, to, version: chapter.version, at, deadline })))
    return refuse('stale');
  return ok({ from, to, document: await loadDocument(trx, chapter.id) });
}

async function openAgain({
  tools,
  context,
  acting,
  document,
  prepared,
  from,
  to
}: Taking): Promise<Result<null>> {
  const opens = !chapterIsOpen(from) && chapterIsOpen(to);
  if (!opens || !(await hasEnded(context.trx, document))) return ok(null);
  // The text was frozen or opened by another person in between: the requester must load it again.
  if (prepared.frozen?.generation !== document.generation) return refuse('stale');
  const opened = await openText(tools, context, acting, document, prepared.frozen.bytes);
  return opened.ok ? ok(null) : opened;
}

const eventOf = (
  { document, slug, from, to, input: { step, deadline } }: Taking,
  reopening: StepFacts['reopening']
): GatheredEvent => ({
  ...(step === 'ask-reopen' || step === 'keep-approved'
    ? ({ ...reopeningEvent(step, reopening, { deadline, slug }), needs: 'chapter.comments' } as const)
    : ({
        kind: 'chapter.moved',
        needs: 'chapter.read',
        payload: { step, from, to, slug },
        forHearers: { deadline }
      } as const)),
  documentId: document.id
});

/** Voids what was signed where the text goes back, and moves on who has the text open. */
async function notifyOf({
  context,
  study,
  acting,
  document,
  input: { step, reason },
  from
}: Taking): Promise<void> {
  if (step === 'return' && from === 'approval')
    await voidApproval(context, { study, acting, document }, reason);
  context.signalAfterCommit({ kind: 'document-moved', documentId: document.id });
}

/** Returns the person in the roles that hold the ability over this chapter; undefined where none does. */
export function actingInChapter(
  actor: Actor,
  study: Pick<Study, 'id'>,
  chapter: Pick<Chapter, 'state'>,
  ability: ChapterAbility
): Actor | undefined {
  const grants = actor.grants.filter(
    (grant) => grant.studyId === study.id && chapterAbilitiesOf([grant], chapter).has(ability)
  );
  return grants.length > 0 ? { ...actor, grants } : undefined;
}

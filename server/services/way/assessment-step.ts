/**
 * One step of an assessment, taken inside a decision: its texts freeze or open, what it freezes becomes a version, and the log tells it
 * (what it does to consultation and approval is in `step-effects.ts`). People take steps through `way.ts`; the submission of a city, the
 * clock and the second signature come here as well.
 */
import { assessmentAbilitiesOf, type Actor, type AssessmentAbility } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { isDeadline, type Deadline } from '#domain/deadline.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Study } from '#domain/study.ts';
import {
  assessmentWay,
  findingsAreOpen,
  judgeStep,
  responseIsOpen,
  targetOf,
  type AssessmentState,
  type AssessmentStep
} from '#domain/workflow.ts';
import {
  findAssessment,
  listAssessmentDocuments,
  lockAssessment,
  type Assessment
} from '../../store/assessments.ts';
import { findDocument, findGeneration, type DocumentRow } from '../../store/documents.ts';
import type { Db } from '../../store/open.ts';
import { insertStep, moveAssessment } from '../../store/steps.ts';
import type { VersionLine } from '../../store/versions.ts';
import type { Sheet } from '../desk.ts';
import type { Letters } from '../../mail/letters.ts';
import { writeOfStep } from '../inbox/urgent-letters.ts';
import {
  endText,
  openText,
  readContent,
  readFrozen,
  type FreezingTools,
  type ReadContent
} from './freezing.ts';
import { answerFacts } from './answer-facts.ts';
import { handIn } from './handed-in.ts';
import { closeClarifications, moveConsultation, voidApproval } from './step-effects.ts';
import { gatherFacts } from './step-facts.ts';
import { keepVersion, subjectOf } from './version-keeping.ts';

export interface StepWish {
  readonly step: AssessmentStep;
  /** Of the assessment, as the person saw it; null where the step follows from what is decided in the same transaction. */
  readonly version: number | null;
  readonly reason: Bilingual;
  readonly deadline: Deadline | null;
  /** Of a submission: the post of the senior official who confirms to speak for the city. */
  readonly post?: string | undefined;
}

export interface StepTools extends FreezingTools {
  readonly newId: () => string;
  readonly letters: Letters;
}

/** The ability that each step needs; `approve` and `close-consultation` follow from signatures, from submission or from the clock. */
export const abilityForStep: Readonly<Record<AssessmentStep, AssessmentAbility | null>> = {
  submit: 'assessment.submit',
  'ask-review': 'assessment.steer',
  'open-consultation': 'assessment.steer',
  'close-consultation': null,
  'ask-approval': 'assessment.steer',
  approve: null,
  return: 'assessment.return',
  reopen: 'assessment.reopen'
};

export type Texts = Readonly<Record<'response' | 'findings', DocumentRow>>;

/** What takes time and needs no lock: read before the decision, used where it still holds. */
export interface PreparedStep {
  readonly read: ReadContent | null;
  /** Whole content of the frozen generation that the step opens anew. */
  readonly frozen: {
    readonly documentId: string;
    readonly generation: number;
    readonly bytes: Uint8Array;
  } | null;
}

export async function loadTexts(
  db: Db,
  study: Pick<Study, 'id'>,
  cityId: Assessment['cityId']
): Promise<Texts> {
  const rows = await Promise.all(
    (await listAssessmentDocuments(db, study.id, cityId)).map(({ id }) => findDocument(db, id))
  );
  const of = (kind: 'response' | 'findings'): DocumentRow => {
    const found = rows.find((row) => row?.kind === kind);
    if (!found) throw new Error(`The assessment of ${cityId} has no ${kind}`);
    return found;
  };
  return { response: of('response'), findings: of('findings') };
}

/** What the steps of an assessment are judged by hangs on its findings. */
export const placeOf = (study: Study, { findings }: Texts) => ({
  studyId: study.id,
  cityId: findings.cityId as Assessment['cityId'],
  documentId: findings.id,
  subject: subjectOf(findings),
  sides: study.sides
});

/** The text whose content a step is judged by; null where it is judged by none. */
export const judgedBy = (step: AssessmentStep): 'response' | 'findings' | null =>
  step === 'submit'
    ? 'response'
    : step === 'ask-review' || step === 'open-consultation' || step === 'ask-approval'
      ? 'findings'
      : null;

export const prepareStep = (
  tools: StepTools,
  study: Study,
  assessment: Assessment,
  step: AssessmentStep,
  asker?: string
): Promise<PreparedStep> => prepareStepIn(tools.store.db, tools, study, assessment, step, asker);

/** The same where all is read in one transaction. */
export async function prepareStepIn(
  db: Db,
  tools: FreezingTools,
  study: Study,
  assessment: Assessment,
  step: AssessmentStep,
  asker?: string
): Promise<PreparedStep> {
  const texts = await loadTexts(db, study, assessment.cityId);
  const judged = judgedBy(step);
  const to = targetOf(assessmentWay, assessment.state, step);
  const opened = to === undefined ? null : openedBy(assessment.state, to);
  const document = opened ? texts[opened] : null;
  const hasEnded = document ? await isEnded(db, document) : false;
  return {
    read: judged ? await readContent(db, tools.workshop, texts[judged], asker) : null,
    frozen:
      document && hasEnded
        ? {
            documentId: document.id,
            generation: document.generation,
            bytes: await readFrozen(tools, db, document, asker)
          }
        : null
  };
}

const openedBy = (from: AssessmentState, to: AssessmentState): 'response' | 'findings' | null =>
  !responseIsOpen(from) && responseIsOpen(to)
    ? 'response'
    : !findingsAreOpen(from) && findingsAreOpen(to)
      ? 'findings'
      : null;

/** Findings are not frozen by going back to the city: nobody has a right to them then, and they go on where they stood. */
const frozenBy = (from: AssessmentState, to: AssessmentState): 'response' | 'findings' | null =>
  responseIsOpen(from) && !responseIsOpen(to)
    ? 'response'
    : findingsAreOpen(from) && !findingsAreOpen(to) && to !== 'collecting'
      ? 'findings'
      : null;

const isEnded = async (db: Db, { id, generation }: DocumentRow): Promise<boolean> => {
  const row = await findGeneration(db, id, generation);
  return row !== undefined && row.endedAt !== null;
};

const versionKinds = {
  submit: 'submission',
  'open-consultation': 'consultation',
  'ask-approval': 'approval'
} as const;

export interface TakenStep {
  readonly from: AssessmentState;
  readonly to: AssessmentState;
  /** What the step froze. */
  readonly version: VersionLine | null;
}

/** `acting` in the roles that allow it; null is the clock. Rights are judged by whoever calls. */
export async function takeAssessmentStep(
  tools: StepTools,
  sheet: Sheet,
  {
    study,
    cityId,
    acting
  }: { readonly study: Study; readonly cityId: string; readonly acting: Actor | null },
  wish: StepWish,
  prepared: PreparedStep
): Promise<Result<TakenStep>> {
  const { trx, at } = sheet;
  const { step, reason } = wish;
  await lockAssessment(trx, study.id, cityId);
  const assessment = await findAssessment(trx, study.id, cityId);
  if (!assessment) return refuse('not-found');
  if (wish.version !== null && wish.version !== assessment.version) return refuse('stale');
  if (wish.deadline && !isDeadline(wish.deadline)) return refuse('invalid', { field: 'deadline' });
  const { state: from } = assessment;
  const to = targetOf(assessmentWay, from, step);
  if (to === undefined) return refuse('wrong-state');
  const texts = await loadTexts(trx, study, assessment.cityId);

  const frozen = frozenBy(from, to);
  const ended = frozen ? await endText(tools, sheet, acting, texts[frozen], prepared.read) : null;
  if (ended && !ended.ok) return ended;
  const content = ended?.value ?? prepared.read;

  const facts = {
    ...(await gatherFacts(trx, placeOf(study, texts), judgedBy(step) ? (content?.sections ?? []) : null)),
    answers: await answerFacts(
      trx,
      study.id,
      assessment.cityId,
      judgedBy(step) === 'response' ? (content?.answers ?? null) : null
    )
  };
  const judged = judgeStep(assessmentWay, from, step, facts, { reason, deadline: wish.deadline?.at }, at);
  if (!judged.ok) return judged;

  if (step === 'submit' && content?.answers)
    await handIn(trx, study.id, assessment.cityId, content.answers.cells);

  const kind = step in versionKinds ? versionKinds[step as keyof typeof versionKinds] : null;
  const version =
    kind && frozen && ended
      ? await keepVersion(trx, texts[frozen], ended.value, {
          id: tools.newId(),
          kind,
          name: { en: '', zh: '' },
          userId: acting?.userId ?? null,
          at
        })
      : null;
  const opened =
    (await closeClarifications(tools, sheet, acting, texts.response, to)) ??
    (await openAgain(sheet, acting, texts, openedBy(from, to), prepared));
  if (!opened.ok) return opened;

  const milestones = {
    ...(step === 'submit' ? { submittedAt: at } : {}),
    ...(step === 'ask-review' && assessment.acceptedAt === null ? { acceptedAt: at } : {}),
    ...(to === 'collecting' ? { submittedAt: null, acceptedAt: null } : {})
  };
  const moved = await moveAssessment(
    trx,
    assessment.id,
    { from, to, version: assessment.version, at, deadline: wish.deadline },
    milestones
  );
  if (!moved) return refuse('stale');
  const role = acting?.grants.find((grant) => grant.studyId === study.id)?.role ?? null;
  await insertStep(trx, {
    id: tools.newId(),
    studyId: study.id,
    documentId: texts.findings.id,
    cityId,
    step,
    fromState: from,
    toState: to,
    reasonEn: reason.en,
    reasonZh: reason.zh,
    waived: JSON.stringify(judged.value.waived),
    versionId: version?.id ?? null,
    userId: acting?.userId ?? null,
    role,
    at,
    post: step === 'submit' ? (wish.post ?? null) : null
  });
  await sheet.tell(study.id, acting, {
    kind: 'assessment.moved',
    needs: 'assessment.see',
    cityId,
    documentId: texts.findings.id,
    payload: { step, from, to }
  });
  await moveConsultation(tools, sheet, { study, acting, findings: texts.findings }, wish, version, from);
  if (step === 'return' && from === 'approval')
    await voidApproval(tools.letters, sheet, { study, acting, document: texts.findings }, reason);
  await writeOfStep(tools.letters, sheet, {
    studyId: study.id,
    cityId,
    step,
    to,
    deadline: wish.deadline,
    actorId: acting?.userId ?? null
  });
  for (const document of [texts.response, texts.findings])
    sheet.ringAfter({ type: 'document-moved', documentId: document.id });
  return ok({ from, to, version });
}

async function openAgain(
  sheet: Sheet,
  acting: Actor | null,
  texts: Texts,
  which: 'response' | 'findings' | null,
  { frozen }: PreparedStep
): Promise<Result<null>> {
  const document = which && texts[which];
  if (!document || !(await isEnded(sheet.trx, document))) return ok(null);
  // Somebody froze or opened it since: whoever asked looks again.
  if (frozen?.documentId !== document.id || frozen.generation !== document.generation) return refuse('stale');
  const opened = await openText(sheet, acting, document, frozen.bytes);
  return opened.ok ? ok(null) : opened;
}

/** The person in the roles that hold the ability over this assessment; undefined where none does. */
export function actingIn(
  actor: Actor,
  study: Pick<Study, 'id'>,
  assessment: Pick<Assessment, 'cityId' | 'state'>,
  ability: AssessmentAbility
): Actor | undefined {
  const grants = actor.grants.filter(
    (grant) => grant.studyId === study.id && assessmentAbilitiesOf([grant], assessment).has(ability)
  );
  return grants.length > 0 ? { ...actor, grants } : undefined;
}

/**
 * Manages the drafts that a city's people write among themselves while their findings are frozen, and what
 * their senior representative submits of them, once.
 */
import {
  checkRoundOpen,
  validateSubmission,
  validateCommentText,
  most,
  type CommentText,
  type SeenDraft
} from '#rules/consultation/consultation.ts';
import {
  inOrderOfText,
  validateLocation,
  type CommentLocation
} from '#rules/consultation/comment-location.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import type { AssessmentState } from '#base/states.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import {
  blankComment,
  deleteDraft,
  findCityComment,
  insertCityComments,
  lastNumber,
  listDrafts,
  moveDraft,
  submitDraft,
  submitRound,
  updateDraft,
  type Versioned
} from './store/city-comments.ts';
import { type Assessment, locksOfTexts } from '#areas/assessments';
import type { VersionSummary } from '#areas/versions';
import type { CityCommentRow, ConsultationRow } from './store/consultations.ts';
import { consultationSubject } from './consultation-subject.ts';
import { sectionsOfVersion } from './consultation-texts.ts';

export type DraftCommand = CommentText & CommentLocation;

/**
 * Reads, before the transaction, what the end of a round needs; what it returns ends the consultation of the assessment. The
 * workflow hands it in.
 */
export type PrepareEnd = (round: {
  readonly study: Study;
  readonly assessment: Assessment;
  readonly requester: string;
  readonly isLast: boolean;
}) => Promise<
  (
    context: CommandContext,
    acting: Actor
  ) => Promise<
    Result<{
      readonly from: AssessmentState;
      readonly to: AssessmentState;
      readonly version: VersionSummary | null;
    }>
  >
>;

export interface DraftTools extends CommandDeps {
  readonly prepareEnd: PrepareEnd;
}

const command = commandsOf<DraftTools>();

type Drafting = Decision<DraftTools, typeof consultationSubject, undefined>;

function openRound({ at, subject: { round } }: Drafting): ConsultationRow {
  take(checkRoundOpen(round, at));
  if (!round) throw refused('wrong-state');
  return round;
}

/** Tells the city's people of a draft. */
const announce = (
  { append, subject: { assessment } }: Drafting,
  { documentId }: ConsultationRow,
  commentId: string
): void =>
  append({
    kind: 'city-comment.drafted',
    needs: 'comments.staff',
    cityId: assessment.cityId,
    documentId,
    payload: { commentId }
  });

async function foundDraft(
  { trx, subject: { study, assessment } }: Drafting,
  { id }: Versioned
): Promise<CityCommentRow> {
  const found = await findCityComment(trx, study.id, assessment.cityId, id);
  if (!found || found.submittedAt !== null) throw refused('not-found');
  return found;
}

export const draft = command(
  {
    name: 'consultation.draft',
    subject: consultationSubject,
    needs: 'consultation.draft',
    locks: ['assessment']
  },
  async (decision, input: DraftCommand) => {
    const { trx, at, deps, acting, subject } = decision;
    const { study, assessment } = subject;
    const round = openRound(decision);
    const columns = await columnsOf(trx, round, input);
    if ((await listDrafts(trx, round.id)).length >= most.drafts)
      throw refused('too-large', { field: 'body' });
    const id = deps.newId();
    await insertCityComments(trx, [
      {
        ...blankComment,
        ...columns,
        id,
        studyId: study.id,
        consultationId: round.id,
        cityId: assessment.cityId,
        number: 0,
        origin: 'city',
        userId: acting.userId,
        at,
        submittedAt: null
      }
    ]);
    announce(decision, round, id);
    return { id };
  }
);

/** Any of the city's people may, not only its author. */
export const changeDraft = command(
  {
    name: 'consultation.change-draft',
    subject: consultationSubject,
    needs: 'consultation.draft',
    locks: ['assessment']
  },
  async (decision, seen: Versioned, input: DraftCommand) => {
    const { trx, subject } = decision;
    const { study, assessment } = subject;
    const round = openRound(decision);
    const columns = await columnsOf(trx, round, input);
    const found = await findCityComment(trx, study.id, assessment.cityId, seen.id);
    if (found?.consultationId !== round.id) throw refused('not-found');
    if (!(await updateDraft(trx, seen, columns))) throw refused('stale');
    announce(decision, round, seen.id);
    return null;
  }
);

export const dropDraft = command(
  {
    name: 'consultation.drop-draft',
    subject: consultationSubject,
    needs: 'consultation.draft',
    locks: ['assessment']
  },
  async (decision, seen: Versioned) => {
    const round = openRound(decision);
    await foundDraft(decision, seen);
    if (!(await deleteDraft(decision.trx, seen))) throw refused('stale');
    announce(decision, round, seen.id);
    return null;
  }
);

/**
 * Moves a draft of an earlier round that was called off to this one; where its paragraph is gone, as one on
 * its section.
 */
export const saveDraft = command(
  {
    name: 'consultation.save-draft',
    subject: consultationSubject,
    needs: 'consultation.draft',
    locks: ['assessment']
  },
  async (decision, seen: Versioned) => {
    const { trx } = decision;
    const round = openRound(decision);
    const found = await foundDraft(decision, seen);
    if (found.consultationId === round.id) throw refused('stale');
    const sections = await sectionsOfVersion(trx, round.studyId, round.versionId);
    const exact = validateLocation(sections, { section: found.section, blockId: found.blockId, quote: '' });
    const location = exact.ok
      ? exact.value
      : take(
          validateLocation(sections, {
            section: sections.some(({ id }) => id === found.section) ? found.section : null,
            blockId: null,
            quote: ''
          })
        );
    if (!(await moveDraft(trx, seen, round.id, location))) throw refused('stale');
    announce(decision, round, seen.id);
    return null;
  }
);

/**
 * Submits all drafts, as the person saw them; an empty list says that the city has no comments. It ends the
 * round.
 */
export const submit = command(
  {
    name: 'consultation.submit',
    subject: consultationSubject,
    needs: 'consultation.submit',
    locks: (about, _seen: readonly SeenDraft[]) => locksOfTexts(about),
    prepare: ({ deps, actor, isLast, subject: { study, assessment } }, _seen: readonly SeenDraft[]) =>
      deps.prepareEnd({ study, assessment, requester: actor.userId, isLast })
  },
  async (decision, seen: readonly SeenDraft[]) => {
    const {
      trx,
      at,
      acting,
      append,
      prepared: end,
      subject: { study, assessment, round }
    } = decision;
    const { cityId } = assessment;
    const drafts = round ? await listDrafts(trx, round.id) : [];
    take(validateSubmission(round, drafts, seen, at));
    if (!round) throw refused('wrong-state');
    // Comments that arrived on paper in the meantime have their numbers already.
    const first = (await lastNumber(trx, round.id)) + 1;
    const ordered = inOrderOfText(drafts, await sectionsOfVersion(trx, study.id, round.versionId));
    for (const [n, draft] of ordered.entries())
      if (!(await submitDraft(trx, draft, first + n, at))) throw refused('stale');
    if (!(await submitRound(trx, round.id, acting.userId, at))) throw refused('already-submitted');
    append({
      kind: 'consultation.submitted',
      needs: 'consultation.read',
      cityId,
      documentId: round.documentId,
      payload: { comments: ordered.length }
    });
    return { ...take(await end(decision, acting)), comments: ordered.length };
  }
);

async function columnsOf(
  trx: CommandContext['trx'],
  { studyId, versionId }: ConsultationRow,
  input: DraftCommand
): Promise<DraftCommand> {
  const text = take(validateCommentText(input));
  const location = take(validateLocation(await sectionsOfVersion(trx, studyId, versionId), input));
  return { ...text, ...location };
}

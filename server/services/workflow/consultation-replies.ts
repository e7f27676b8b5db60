/**
 * Records comments that arrive by other routes than the city's own submission, what becomes of each comment,
 * and what the city answers.
 */
import {
  validateAnswer,
  validateDisposition,
  validateOrigin,
  validateLocation,
  validateStatement,
  validateCommentText,
  most,
  shortened,
  type Answer,
  type CommentLocation,
  type CommentText,
  type DispositionInput,
  type OriginFacts
} from '#domain/consultation.ts';
import { changedBlocks, type ChangedBlock } from '#domain/consultation-changes.ts';
import type { Actor, AssessmentAbility } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  answerComment,
  blankComment,
  decideComment,
  findCityComment,
  insertCityComments,
  lastNumber,
  listConsultations,
  setStatement,
  type Versioned
} from '../../store/city-comments.ts';
import type { CityCommentRow } from '../../store/consultations.ts';
import { listMeetings } from '../../store/meetings.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { type StepTools } from './assessment-step.ts';
import {
  authorizeConsultation,
  authorizeConsultationCommand,
  sectionsOfVersion,
  type AuthorizedConsultationCommand
} from './consultation-access.ts';
import { readContent } from './freezing.ts';
import { loadTexts } from './subject-texts.ts';

export type RecordedComment = CommentText & CommentLocation;

export interface DispositionCommand extends Omit<DispositionInput, 'change'> {
  /** Holds the id of a block of `changes`, or `none`; null where nothing is said. */
  readonly change: string | null;
}

export interface ConsultationReplies {
  /**
   * Records comments on paper, from an event, a chamber or outside: submitted at once, all or none. The
   * location is one of the version in consultation.
   */
  record(
    actor: Actor,
    studySlug: string,
    cityId: string,
    origin: OriginFacts,
    rows: readonly RecordedComment[]
  ): Promise<Result<{ readonly comments: number }>>;
  /** Lists blocks that differ now from the version that the comment is on. */
  changes(
    actor: Actor,
    studySlug: string,
    cityId: string,
    commentId: string
  ): Promise<Result<ChangedBlock[]>>;
  decide(
    actor: Actor,
    studySlug: string,
    cityId: string,
    comment: Versioned,
    command: DispositionCommand
  ): Promise<Result<null>>;
  answer(
    actor: Actor,
    studySlug: string,
    cityId: string,
    comment: Versioned,
    answer: { readonly answer: Answer; readonly text: string }
  ): Promise<Result<null>>;
  /** Sets whether a comment that stays in dispute is printed as the city's statement. */
  state(
    actor: Actor,
    studySlug: string,
    cityId: string,
    comment: Versioned,
    isStatement: boolean
  ): Promise<Result<null>>;
}

export function openConsultationReplies(tools: CommandDeps & StepTools): ConsultationReplies {
  const { db } = tools.store;

  const changes: ConsultationReplies['changes'] = async (actor, studySlug, cityId, commentId) => {
    const authorized = await authorizeConsultation(db, actor, studySlug, cityId);
    if (!authorized.ok) return authorized;
    const { study, assessment, abilities } = authorized.value;
    // Findings that are still being written are for those who work inside.
    if (!abilities.has('versions.read')) return refuse('forbidden');
    const comment = await findCityComment(db, study.id, cityId, commentId);
    const round = (await listConsultations(db, study.id, cityId)).find(
      ({ id }) => id === comment?.consultationId
    );
    if (!comment || comment.submittedAt === null || !round) return refuse('not-found');
    const { findings } = await loadTexts(db, study, assessment.cityId);
    const now = await readContent(db, tools.workers, findings, actor.userId);
    return ok(changedBlocks(await sectionsOfVersion(db, study.id, round.versionId), now.sections));
  };

  /** Runs one reply to a submitted comment. `reply` is null where another user saved in between. */
  const replying = (
    actor: Actor,
    studySlug: string,
    cityId: string,
    { id }: Versioned,
    needs: AssessmentAbility,
    kind: 'city-comment.decided' | 'city-comment.answered',
    reply: (
      context: CommandContext,
      comment: CityCommentRow,
      authorized: AuthorizedConsultationCommand
    ) => Promise<Result<Readonly<Record<string, string | boolean>> | null>>
  ): Promise<Result<null>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeConsultationCommand(context.trx, actor, studySlug, cityId, needs);
      if (!authorized.ok) return authorized;
      const { study, assessment, acting } = authorized.value;
      const comment = await findCityComment(context.trx, study.id, cityId, id);
      if (!comment || comment.submittedAt === null) return refuse('not-found');
      const replied = await reply(context, comment, authorized.value);
      if (!replied.ok) return replied;
      if (replied.value === null) return refuse('stale');
      const { findings } = await loadTexts(context.trx, study, assessment.cityId);
      const payload = { commentId: id, number: comment.number, ...replied.value };
      await context.appendEvent(study.id, acting, {
        kind,
        needs: 'consultation.read',
        cityId,
        documentId: findings.id,
        payload
      });
      return ok(null);
    });

  return {
    changes,

    record: (actor, studySlug, cityId, origin, rows) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeConsultationCommand(
          trx,
          actor,
          studySlug,
          cityId,
          'consultation.record'
        );
        if (!authorized.ok) return authorized;
        const { study, acting, round } = authorized.value;
        if (!round || round.outcome === 'called-off') return refuse('wrong-state');
        if (rows.length === 0) return refuse('invalid', { field: 'rows' });
        if (rows.length > most.rows) return refuse('too-large', { field: 'rows' });
        const facts = validateOrigin(origin, {
          sides: study.sides,
          meetings: origin.meetingId === null ? [] : await listMeetings(trx, study.id)
        });
        if (!facts.ok) return facts;
        const { name, sideId, on, meetingId } = facts.value;
        const sections = await sectionsOfVersion(trx, study.id, round.versionId);
        const first = (await lastNumber(trx, round.id)) + 1;
        const made = [];
        for (const [n, row] of rows.entries()) {
          const text = validateCommentText(row);
          if (!text.ok) return text;
          const location = validateLocation(sections, row);
          if (!location.ok) return location;
          made.push({
            ...blankComment,
            ...text.value,
            ...location.value,
            id: tools.newId(),
            studyId: study.id,
            consultationId: round.id,
            cityId,
            number: first + n,
            origin: facts.value.origin,
            originName: name,
            originSide: sideId,
            originOn: on,
            meetingId,
            userId: acting.userId,
            at,
            submittedAt: at
          });
        }
        await insertCityComments(trx, made);
        await appendEvent(study.id, acting, {
          kind: 'city-comment.recorded',
          needs: 'consultation.read',
          cityId,
          documentId: round.documentId,
          payload: { comments: made.length, origin: facts.value.origin }
        });
        return ok({ comments: made.length });
      }),

    decide: async (actor, studySlug, cityId, comment, command) => {
      // The text goes on being written: the block is looked up before the transaction, so that no one waits
      // for it.
      const linked =
        command.change !== null && command.change !== 'none'
          ? await changes(actor, studySlug, cityId, comment.id)
          : null;
      if (linked && !linked.ok) return linked;
      const block = linked?.value.find(({ id }) => id === command.change);
      if (linked && !block) return refuse('invalid', { field: 'change' });
      const change = block
        ? { section: block.section, blockId: block.id, quote: shortened(block.text) }
        : command.change === 'none'
          ? 'none'
          : null;
      return replying(
        actor,
        studySlug,
        cityId,
        comment,
        'consultation.decide',
        'city-comment.decided',
        async ({ trx, at }, found, { acting }) => {
          const checked = validateDisposition(found, {
            disposition: command.disposition,
            reason: command.reason,
            change
          });
          if (!checked.ok) return checked;
          const { disposition, reason, change: link } = checked.value;
          const location = link === null || link === 'none' ? null : link;
          const saved = await decideComment(trx, comment, {
            disposition,
            reasonEn: reason.en,
            reasonZh: reason.zh,
            changeSection: location?.section ?? null,
            changeBlockId: location?.blockId ?? null,
            changeQuote: location?.quote ?? '',
            decidedBy: acting.userId,
            decidedAt: at
          });
          return ok(saved ? { disposition } : null);
        }
      );
    },

    answer: (actor, studySlug, cityId, comment, { answer, text }) =>
      replying(
        actor,
        studySlug,
        cityId,
        comment,
        'consultation.answer',
        'city-comment.answered',
        async ({ trx, at }, found, { acting }) => {
          const checked = validateAnswer(found, answer, text);
          if (!checked.ok) return checked;
          const saved = await answerComment(trx, comment, {
            answer,
            answerText: checked.value.text,
            answeredBy: acting.userId,
            answeredAt: at
          });
          return ok(saved ? { answer } : null);
        }
      ),

    state: (actor, studySlug, cityId, comment, isStatement) =>
      replying(
        actor,
        studySlug,
        cityId,
        comment,
        'consultation.state',
        'city-comment.answered',
        async ({ trx }, found) => {
          const checked = validateStatement(found, isStatement);
          if (!checked.ok) return checked;
          return ok((await setStatement(trx, comment, isStatement)) ? { isStatement } : null);
        }
      )
  };
}

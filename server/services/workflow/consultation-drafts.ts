/**
 * Manages the drafts that a city's people write among themselves while their findings are frozen, and what
 * their senior representative submits of them, once.
 */
import {
  inOrderOfText,
  checkRoundOpen,
  validateLocation,
  validateSubmission,
  validateCommentText,
  most,
  type CommentLocation,
  type CommentText,
  type SeenDraft
} from '#domain/consultation.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findAssessment } from '../../store/assessments.ts';
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
} from '../../store/city-comments.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { authorizeStudy } from '../study-access.ts';
import {
  actingIn,
  prepareStep,
  takeAssessmentStep,
  type StepTools,
  type TakenStep
} from './assessment-step.ts';
import {
  authorizeConsultationCommand,
  sectionsOfVersion,
  type AuthorizedConsultationCommand
} from './consultation-access.ts';
import { asOfNow } from './workflow-access.ts';

export type DraftCommand = CommentText & CommentLocation;

export interface CityDrafts {
  draft(
    actor: Actor,
    studySlug: string,
    cityId: string,
    command: DraftCommand
  ): Promise<Result<{ readonly id: string }>>;
  /** Changes a draft; any of the city's people may, not only its author. */
  changeDraft(
    actor: Actor,
    studySlug: string,
    cityId: string,
    draft: Versioned,
    command: DraftCommand
  ): Promise<Result<null>>;
  dropDraft(actor: Actor, studySlug: string, cityId: string, draft: Versioned): Promise<Result<null>>;
  /**
   * Moves a draft of an earlier round that was called off to this one; where its paragraph is gone, as one on
   * its section.
   */
  saveDraft(actor: Actor, studySlug: string, cityId: string, draft: Versioned): Promise<Result<null>>;
  /**
   * Submits all drafts, as the person saw them; an empty list says that the city has no comments. It ends the
   * round.
   */
  submit(
    actor: Actor,
    studySlug: string,
    cityId: string,
    seen: readonly SeenDraft[]
  ): Promise<Result<TakenStep & { readonly comments: number }>>;
}

export function openCityDrafts(tools: CommandDeps & StepTools): CityDrafts {
  const { db } = tools.store;

  /** Runs one change of a draft, while the round is open. */
  const changing = <T>(
    actor: Actor,
    studySlug: string,
    cityId: string,
    change: (
      context: CommandContext,
      authorized: AuthorizedConsultationCommand & { readonly roundId: string; readonly versionId: string }
    ) => Promise<Result<T & { readonly id: string }>>
  ): Promise<Result<T & { readonly id: string }>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeConsultationCommand(
        context.trx,
        actor,
        studySlug,
        cityId,
        'consultation.draft'
      );
      if (!authorized.ok) return authorized;
      const { round, study, acting } = authorized.value;
      const open = checkRoundOpen(round, context.at);
      if (!open.ok || !round) return open.ok ? refuse('wrong-state') : open;
      const done = await change(context, {
        ...authorized.value,
        roundId: round.id,
        versionId: round.versionId
      });
      if (!done.ok) return done;
      await context.appendEvent(study.id, acting, {
        kind: 'city-comment.drafted',
        needs: 'comments.staff',
        cityId,
        documentId: round.documentId,
        payload: { commentId: done.value.id }
      });
      return done;
    });

  return {
    draft: (actor, studySlug, cityId, command) =>
      changing(actor, studySlug, cityId, async ({ trx, at }, { study, roundId, versionId, acting }) => {
        const columns = await columnsOf(trx, study.id, versionId, command);
        if (!columns.ok) return columns;
        if ((await listDrafts(trx, roundId)).length >= most.drafts)
          return refuse('too-large', { field: 'body' });
        const id = tools.newId();
        await insertCityComments(trx, [
          {
            ...blankComment,
            ...columns.value,
            id,
            studyId: study.id,
            consultationId: roundId,
            cityId,
            number: 0,
            origin: 'city',
            userId: acting.userId,
            at,
            submittedAt: null
          }
        ]);
        return ok({ id });
      }),

    changeDraft: async (actor, studySlug, cityId, draft, command) => {
      const changed = await changing(
        actor,
        studySlug,
        cityId,
        async ({ trx }, { study, roundId, versionId }) => {
          const columns = await columnsOf(trx, study.id, versionId, command);
          if (!columns.ok) return columns;
          if ((await findCityComment(trx, study.id, cityId, draft.id))?.consultationId !== roundId)
            return refuse('not-found');
          return (await updateDraft(trx, draft, columns.value)) ? ok({ id: draft.id }) : refuse('stale');
        }
      );
      return changed.ok ? ok(null) : changed;
    },

    dropDraft: async (actor, studySlug, cityId, draft) => {
      const dropped = await changing(actor, studySlug, cityId, async ({ trx }, { study }) => {
        const found = await findCityComment(trx, study.id, cityId, draft.id);
        if (!found || found.submittedAt !== null) return refuse('not-found');
        return (await deleteDraft(trx, draft)) ? ok({ id: draft.id }) : refuse('stale');
      });
      return dropped.ok ? ok(null) : dropped;
    },

    saveDraft: async (actor, studySlug, cityId, draft) => {
      const saved = await changing(
        actor,
        studySlug,
        cityId,
        async ({ trx }, { study, roundId, versionId }) => {
          const found = await findCityComment(trx, study.id, cityId, draft.id);
          if (!found || found.submittedAt !== null) return refuse('not-found');
          if (found.consultationId === roundId) return refuse('stale');
          const sections = await sectionsOfVersion(trx, study.id, versionId);
          const exact = validateLocation(sections, {
            section: found.section,
            blockId: found.blockId,
            quote: ''
          });
          const location = exact.ok
            ? exact
            : validateLocation(sections, {
                section: sections.some(({ id }) => id === found.section) ? found.section : null,
                blockId: null,
                quote: ''
              });
          if (!location.ok) return location;
          return (await moveDraft(trx, draft, roundId, location.value))
            ? ok({ id: draft.id })
            : refuse('stale');
        }
      );
      return saved.ok ? ok(null) : saved;
    },

    submit: async (actor, studySlug, cityId, seen) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const before = await findAssessment(db, authorized.value.study.id, cityId);
      if (!before) return refuse('not-found');
      const prepared =
        before.state === 'consultation'
          ? await prepareStep(tools, authorized.value.study, before, 'close-consultation', actor.userId)
          : { texts: { contents: [], wholes: [], isLast: true }, read: null, frozen: null };
      return runCommand(tools, async (context) => {
        const { trx, appendEvent } = context;
        const authorized = await authorizeConsultationCommand(
          trx,
          actor,
          studySlug,
          cityId,
          'consultation.submit'
        );
        if (!authorized.ok) return authorized;
        const at = context.takeTime();
        const { study, assessment, acting, round } = authorized.value;
        const drafts = round ? await listDrafts(trx, round.id) : [];
        const checked = validateSubmission(round, drafts, seen, at);
        if (!checked.ok || !round) return checked.ok ? refuse('wrong-state') : checked;
        // Comments that arrived on paper in the meantime have their numbers already.
        const first = (await lastNumber(trx, round.id)) + 1;
        const ordered = inOrderOfText(drafts, await sectionsOfVersion(trx, study.id, round.versionId));
        for (const [n, draft] of ordered.entries()) {
          if (!(await submitDraft(trx, draft, first + n, at))) return refuse('stale');
        }
        if (!(await submitRound(trx, round.id, acting.userId, at))) return refuse('already-submitted');
        await appendEvent(study.id, acting, {
          kind: 'consultation.submitted',
          needs: 'consultation.read',
          cityId,
          documentId: round.documentId,
          payload: { comments: ordered.length }
        });
        const input = {
          step: 'close-consultation',
          version: null,
          reason: { en: '', zh: '' },
          deadline: null
        } as const;
        const taken = await takeAssessmentStep(tools, context, { study, cityId, acting }, input, prepared);
        // As with every step, the log is locked by now.
        if (taken.ok && !actingIn(await asOfNow(trx, actor), study, assessment, 'consultation.submit'))
          return refuse('forbidden');
        return taken.ok ? ok({ ...taken.value, comments: ordered.length }) : taken;
      });
    }
  };
}

async function columnsOf(
  trx: CommandContext['trx'],
  studyId: string,
  versionId: string,
  command: DraftCommand
): Promise<Result<DraftCommand>> {
  const text = validateCommentText(command);
  if (!text.ok) return text;
  const location = validateLocation(await sectionsOfVersion(trx, studyId, versionId), command);
  return location.ok ? ok({ ...text.value, ...location.value }) : location;
}

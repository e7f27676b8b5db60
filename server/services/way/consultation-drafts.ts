/** What a city's people write among themselves while their findings stand frozen, and what their senior representative submits of it, once. */
import {
  inOrderOfText,
  judgeOpen,
  judgePlace,
  judgeSubmission,
  judgeWords,
  most,
  type CommentPlace,
  type CommentWords,
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
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { enterStudy } from '../study-door.ts';
import {
  actingIn,
  prepareStep,
  takeAssessmentStep,
  type StepTools,
  type TakenStep
} from './assessment-step.ts';
import { enterToConsult, sectionsOfVersion, type DecidingConsultation } from './consultation-door.ts';
import { asOfNow } from './way-door.ts';

export type DraftCommand = CommentWords & CommentPlace;

export interface CityDrafts {
  draft(
    actor: Actor,
    slug: string,
    cityId: string,
    command: DraftCommand
  ): Promise<Result<{ readonly id: string }>>;
  /** Any of the city's people, whoever wrote it. */
  changeDraft(
    actor: Actor,
    slug: string,
    cityId: string,
    draft: Versioned,
    command: DraftCommand
  ): Promise<Result<null>>;
  dropDraft(actor: Actor, slug: string, cityId: string, draft: Versioned): Promise<Result<null>>;
  /** A draft of an earlier round that was called off goes on in this one; where its paragraph is gone, as one on its section. */
  keepDraft(actor: Actor, slug: string, cityId: string, draft: Versioned): Promise<Result<null>>;
  /** All drafts, as the person saw them; none at all says that the city has no comments. It ends the round. */
  submit(
    actor: Actor,
    slug: string,
    cityId: string,
    seen: readonly SeenDraft[]
  ): Promise<Result<TakenStep & { readonly comments: number }>>;
}

export function openCityDrafts(tools: DeskTools & StepTools): CityDrafts {
  const { db } = tools.store;

  /** One change of a draft, while the round is open. */
  const changing = <T>(
    actor: Actor,
    slug: string,
    cityId: string,
    change: (
      sheet: Sheet,
      entered: DecidingConsultation & { readonly roundId: string; readonly versionId: string }
    ) => Promise<Result<T & { readonly id: string }>>
  ): Promise<Result<T & { readonly id: string }>> =>
    decide(tools, async (sheet) => {
      const entered = await enterToConsult(sheet.trx, actor, slug, cityId, 'consultation.draft');
      if (!entered.ok) return entered;
      const { round, study, acting } = entered.value;
      const open = judgeOpen(round, sheet.at);
      if (!open.ok || !round) return open.ok ? refuse('wrong-state') : open;
      const done = await change(sheet, { ...entered.value, roundId: round.id, versionId: round.versionId });
      if (!done.ok) return done;
      await sheet.tell(study.id, acting, {
        kind: 'city-comment.drafted',
        needs: 'comments.staff',
        cityId,
        documentId: round.documentId,
        payload: { commentId: done.value.id }
      });
      return done;
    });

  return {
    draft: (actor, slug, cityId, command) =>
      changing(actor, slug, cityId, async ({ trx, at }, { study, roundId, versionId, acting }) => {
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

    changeDraft: async (actor, slug, cityId, draft, command) => {
      const changed = await changing(actor, slug, cityId, async ({ trx }, { study, roundId, versionId }) => {
        const columns = await columnsOf(trx, study.id, versionId, command);
        if (!columns.ok) return columns;
        if ((await findCityComment(trx, study.id, cityId, draft.id))?.consultationId !== roundId)
          return refuse('not-found');
        return (await updateDraft(trx, draft, columns.value)) ? ok({ id: draft.id }) : refuse('stale');
      });
      return changed.ok ? ok(null) : changed;
    },

    dropDraft: async (actor, slug, cityId, draft) => {
      const dropped = await changing(actor, slug, cityId, async ({ trx }, { study }) => {
        const found = await findCityComment(trx, study.id, cityId, draft.id);
        if (!found || found.submittedAt !== null) return refuse('not-found');
        return (await deleteDraft(trx, draft)) ? ok({ id: draft.id }) : refuse('stale');
      });
      return dropped.ok ? ok(null) : dropped;
    },

    keepDraft: async (actor, slug, cityId, draft) => {
      const kept = await changing(actor, slug, cityId, async ({ trx }, { study, roundId, versionId }) => {
        const found = await findCityComment(trx, study.id, cityId, draft.id);
        if (!found || found.submittedAt !== null) return refuse('not-found');
        if (found.consultationId === roundId) return refuse('stale');
        const sections = await sectionsOfVersion(trx, study.id, versionId);
        const exact = judgePlace(sections, { section: found.section, blockId: found.blockId, quote: '' });
        const place = exact.ok
          ? exact
          : judgePlace(sections, {
              section: sections.some(({ id }) => id === found.section) ? found.section : null,
              blockId: null,
              quote: ''
            });
        if (!place.ok) return place;
        return (await moveDraft(trx, draft, roundId, place.value)) ? ok({ id: draft.id }) : refuse('stale');
      });
      return kept.ok ? ok(null) : kept;
    },

    submit: async (actor, slug, cityId, seen) => {
      const entered = await enterStudy(db, actor, slug);
      if (!entered.ok) return entered;
      const before = await findAssessment(db, entered.value.study.id, cityId);
      if (!before) return refuse('not-found');
      const prepared =
        before.state === 'consultation'
          ? await prepareStep(tools, entered.value.study, before, 'close-consultation', actor.userId)
          : { read: null, frozen: null };
      return decide(tools, async (sheet) => {
        const { trx, at, tell } = sheet;
        const deciding = await enterToConsult(trx, actor, slug, cityId, 'consultation.submit');
        if (!deciding.ok) return deciding;
        const { study, assessment, acting, round } = deciding.value;
        const drafts = round ? await listDrafts(trx, round.id) : [];
        const judged = judgeSubmission(round, drafts, seen, at);
        if (!judged.ok || !round) return judged.ok ? refuse('wrong-state') : judged;
        // What came on paper meanwhile has its numbers already.
        const first = (await lastNumber(trx, round.id)) + 1;
        const ordered = inOrderOfText(drafts, await sectionsOfVersion(trx, study.id, round.versionId));
        for (const [n, draft] of ordered.entries()) {
          if (!(await submitDraft(trx, draft, first + n, at))) return refuse('stale');
        }
        if (!(await submitRound(trx, round.id, acting.userId, at))) return refuse('already-submitted');
        await tell(study.id, acting, {
          kind: 'consultation.submitted',
          needs: 'consultation.read',
          cityId,
          documentId: round.documentId,
          payload: { comments: ordered.length }
        });
        const wish = {
          step: 'close-consultation',
          version: null,
          reason: { en: '', zh: '' },
          deadline: null
        } as const;
        const taken = await takeAssessmentStep(tools, sheet, { study, cityId, acting }, wish, prepared);
        // As with every step: the log is held by now.
        if (taken.ok && !actingIn(await asOfNow(trx, actor), study, assessment, 'consultation.submit'))
          return refuse('forbidden');
        return taken.ok ? ok({ ...taken.value, comments: ordered.length }) : taken;
      });
    }
  };
}

async function columnsOf(
  trx: Sheet['trx'],
  studyId: string,
  versionId: string,
  command: DraftCommand
): Promise<Result<DraftCommand>> {
  const words = judgeWords(command);
  if (!words.ok) return words;
  const place = judgePlace(await sectionsOfVersion(trx, studyId, versionId), command);
  return place.ok ? ok({ ...words.value, ...place.value }) : place;
}

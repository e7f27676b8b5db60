/** What comes in by other ways than the city's own submission, what becomes of each comment, and what the city answers. */
import {
  judgeAnswer,
  judgeDisposition,
  judgeOrigin,
  judgePlace,
  judgeStatement,
  judgeWords,
  most,
  shortened,
  type Answer,
  type CommentPlace,
  type CommentWords,
  type DispositionWish,
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
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { loadTexts, type StepTools } from './assessment-step.ts';
import {
  enterConsultation,
  enterToConsult,
  sectionsOfVersion,
  type DecidingConsultation
} from './consultation-door.ts';
import { readContent } from './freezing.ts';

export type RecordedComment = CommentWords & CommentPlace;

export interface DispositionCommand extends Omit<DispositionWish, 'change'> {
  /** The id of a block of `changes`, or `none`; null where nothing is said. */
  readonly change: string | null;
}

export interface ConsultationReplies {
  /** Comments on paper, from an event, a chamber or outside: submitted at once, all or none. The place is one of the version in consultation. */
  record(
    actor: Actor,
    slug: string,
    cityId: string,
    origin: OriginFacts,
    rows: readonly RecordedComment[]
  ): Promise<Result<{ readonly comments: number }>>;
  /** Blocks that read otherwise now than in the version that the comment is on. */
  changes(actor: Actor, slug: string, cityId: string, commentId: string): Promise<Result<ChangedBlock[]>>;
  decide(
    actor: Actor,
    slug: string,
    cityId: string,
    comment: Versioned,
    command: DispositionCommand
  ): Promise<Result<null>>;
  answer(
    actor: Actor,
    slug: string,
    cityId: string,
    comment: Versioned,
    answer: { readonly answer: Answer; readonly text: string }
  ): Promise<Result<null>>;
  /** Whether a comment that stays in dispute is printed as the city's statement. */
  state(
    actor: Actor,
    slug: string,
    cityId: string,
    comment: Versioned,
    isStatement: boolean
  ): Promise<Result<null>>;
}

export function openConsultationReplies(tools: DeskTools & StepTools): ConsultationReplies {
  const { db } = tools.store;

  const changes: ConsultationReplies['changes'] = async (actor, slug, cityId, commentId) => {
    const entered = await enterConsultation(db, actor, slug, cityId);
    if (!entered.ok) return entered;
    const { study, assessment, abilities } = entered.value;
    // The findings as they are being written are for those who work inside.
    if (!abilities.has('versions.read')) return refuse('forbidden');
    const comment = await findCityComment(db, study.id, cityId, commentId);
    const round = (await listConsultations(db, study.id, cityId)).find(
      ({ id }) => id === comment?.consultationId
    );
    if (!comment || comment.submittedAt === null || !round) return refuse('not-found');
    const { findings } = await loadTexts(db, study, assessment.cityId);
    const now = await readContent(db, tools.workshop, findings, actor.userId);
    return ok(changedBlocks(await sectionsOfVersion(db, study.id, round.versionId), now.sections));
  };

  /** One reply to a submitted comment. `reply` is null where somebody else saved in between. */
  const replying = (
    actor: Actor,
    slug: string,
    cityId: string,
    { id }: Versioned,
    needs: AssessmentAbility,
    kind: 'city-comment.decided' | 'city-comment.answered',
    reply: (
      sheet: Sheet,
      comment: CityCommentRow,
      entered: DecidingConsultation
    ) => Promise<Result<Readonly<Record<string, string | boolean>> | null>>
  ): Promise<Result<null>> =>
    decide(tools, async (sheet) => {
      const entered = await enterToConsult(sheet.trx, actor, slug, cityId, needs);
      if (!entered.ok) return entered;
      const { study, assessment, acting } = entered.value;
      const comment = await findCityComment(sheet.trx, study.id, cityId, id);
      if (!comment || comment.submittedAt === null) return refuse('not-found');
      const replied = await reply(sheet, comment, entered.value);
      if (!replied.ok) return replied;
      if (replied.value === null) return refuse('stale');
      const { findings } = await loadTexts(sheet.trx, study, assessment.cityId);
      const payload = { commentId: id, number: comment.number, ...replied.value };
      await sheet.tell(study.id, acting, {
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

    record: (actor, slug, cityId, origin, rows) =>
      decide(tools, async ({ trx, at, tell }) => {
        const entered = await enterToConsult(trx, actor, slug, cityId, 'consultation.record');
        if (!entered.ok) return entered;
        const { study, acting, round } = entered.value;
        if (!round || round.outcome === 'called-off') return refuse('wrong-state');
        if (rows.length === 0) return refuse('invalid', { field: 'rows' });
        if (rows.length > most.rows) return refuse('too-large', { field: 'rows' });
        const facts = judgeOrigin(origin, {
          sides: study.sides,
          meetings: origin.meetingId === null ? [] : await listMeetings(trx, study.id)
        });
        if (!facts.ok) return facts;
        const { name, sideId, on, meetingId } = facts.value;
        const sections = await sectionsOfVersion(trx, study.id, round.versionId);
        const first = (await lastNumber(trx, round.id)) + 1;
        const made = [];
        for (const [n, row] of rows.entries()) {
          const words = judgeWords(row);
          if (!words.ok) return words;
          const place = judgePlace(sections, row);
          if (!place.ok) return place;
          made.push({
            ...blankComment,
            ...words.value,
            ...place.value,
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
        await tell(study.id, acting, {
          kind: 'city-comment.recorded',
          needs: 'consultation.read',
          cityId,
          documentId: round.documentId,
          payload: { comments: made.length, origin: facts.value.origin }
        });
        return ok({ comments: made.length });
      }),

    decide: async (actor, slug, cityId, comment, command) => {
      // The text goes on being written: what is pointed to is looked up before, so that nobody waits for it.
      const linked =
        command.change !== null && command.change !== 'none'
          ? await changes(actor, slug, cityId, comment.id)
          : null;
      if (linked && !linked.ok) return linked;
      const block = linked?.value.find(({ id }) => id === command.change);
      if (linked && !block) return refuse('invalid', { field: 'change' });
      const change = block
        ? { section: block.section, blockId: block.id, quote: shortened(block.words) }
        : command.change === 'none'
          ? 'none'
          : null;
      return replying(
        actor,
        slug,
        cityId,
        comment,
        'consultation.decide',
        'city-comment.decided',
        async ({ trx, at }, found, { acting }) => {
          const judged = judgeDisposition(found, {
            disposition: command.disposition,
            reason: command.reason,
            change
          });
          if (!judged.ok) return judged;
          const { disposition, reason, change: link } = judged.value;
          const place = link === null || link === 'none' ? null : link;
          const saved = await decideComment(trx, comment, {
            disposition,
            reasonEn: reason.en,
            reasonZh: reason.zh,
            changeSection: place?.section ?? null,
            changeBlockId: place?.blockId ?? null,
            changeQuote: place?.quote ?? '',
            decidedBy: acting.userId,
            decidedAt: at
          });
          return ok(saved ? { disposition } : null);
        }
      );
    },

    answer: (actor, slug, cityId, comment, { answer, text }) =>
      replying(
        actor,
        slug,
        cityId,
        comment,
        'consultation.answer',
        'city-comment.answered',
        async ({ trx, at }, found, { acting }) => {
          const judged = judgeAnswer(found, answer, text);
          if (!judged.ok) return judged;
          const saved = await answerComment(trx, comment, {
            answer,
            answerText: judged.value.text,
            answeredBy: acting.userId,
            answeredAt: at
          });
          return ok(saved ? { answer } : null);
        }
      ),

    state: (actor, slug, cityId, comment, isStatement) =>
      replying(
        actor,
        slug,
        cityId,
        comment,
        'consultation.state',
        'city-comment.answered',
        async ({ trx }, found) => {
          const judged = judgeStatement(found, isStatement);
          if (!judged.ok) return judged;
          return ok((await setStatement(trx, comment, isStatement)) ? { isStatement } : null);
        }
      )
  };
}

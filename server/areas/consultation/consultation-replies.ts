/**
 * Records comments that arrive by other routes than the city's own submission, what becomes of each comment,
 * and what the city answers.
 */
import type { FactOf } from '#lib/events/kinds.ts';
import {
  validateAnswer,
  validateDisposition,
  validateOrigin,
  validateStatement,
  validateCommentText,
  most,
  type Answer,
  type CommentText,
  type DispositionInput,
  type OriginFacts
} from '#rules/consultation/consultation.ts';
import { validateLocation, shortened, type CommentLocation } from '#rules/consultation/comment-location.ts';
import { changedBlocks, type ChangedBlock } from '#rules/consultation/consultation-changes.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Authorized, Decision } from '#server/commands/command-spec.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
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
} from './store/city-comments.ts';
import type { CityCommentRow } from './store/consultations.ts';
import { listMeetings } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { consultationSubject } from './consultation-subject.ts';
import { sectionsOfVersion } from './consultation-texts.ts';
import { readContent, type FreezingTools } from '#areas/documents';
import { loadTexts } from '#areas/assessments';

export type RecordedComment = CommentText & CommentLocation;

export interface DispositionCommand extends Omit<DispositionInput, 'change'> {
  /** Holds the id of a block of `changes`, or `none`; null where nothing is said. */
  readonly change: string | null;
}

type ReplyTools = CommandDeps & FreezingTools;

const command = commandsOf<ReplyTools>();
const read = readsOf<ReplyTools>();

type Replying<P> = Decision<ReplyTools, typeof consultationSubject, P>;

async function submittedComment(
  { trx, subject: { study, assessment } }: Replying<unknown>,
  { id }: Versioned
): Promise<CityCommentRow> {
  const comment = await findCityComment(trx, study.id, assessment.cityId, id);
  if (!comment || comment.submittedAt === null) throw refused('not-found');
  return comment;
}

/** Names a comment in the payload of an event. */
const nameOf = ({ id, number }: CityCommentRow) => ({ commentId: id, number });

async function announce(
  { trx, append, subject: { study, assessment } }: Replying<unknown>,
  fact: FactOf<'city-comment.decided' | 'city-comment.answered'>
): Promise<null> {
  const { findings } = await loadTexts(trx, study, assessment.cityId);
  append({
    ...fact,
    needs: 'consultation.read',
    cityId: assessment.cityId,
    documentId: findings.id
  });
  return null;
}

/** Lists blocks that differ now from the version that the comment is on, for those who work inside. */
async function changedSince(
  {
    db,
    deps,
    actor,
    abilities,
    subject: { study, assessment }
  }: Authorized<typeof consultationSubject> & { readonly db: Db; readonly deps: ReplyTools },
  commentId: string
): Promise<ChangedBlock[]> {
  if (!abilities.has('versions.read')) throw refused('forbidden');
  const { cityId } = assessment;
  const comment = await findCityComment(db, study.id, cityId, commentId);
  const rounds = await listConsultations(db, study.id, cityId);
  const round = rounds.find(({ id }) => id === comment?.consultationId);
  if (!comment || comment.submittedAt === null || !round) throw refused('not-found');
  const { findings } = await loadTexts(db, study, cityId);
  const now = await readContent(db, deps.workers, findings, actor.userId);
  return changedBlocks(await sectionsOfVersion(db, study.id, round.versionId), now.sections);
}

/** Lists blocks that differ now from the version that the comment is on. */
export const changes = read(
  { name: 'consultation.changes', subject: consultationSubject },
  (reading, commentId: string) => changedSince(reading, commentId)
);

/**
 * Records comments on paper, from an event, a chamber or outside: submitted at once, all or none. The
 * location is one of the version in consultation.
 */
export const record = command(
  {
    name: 'consultation.record',
    subject: consultationSubject,
    needs: 'consultation.record',
    locks: ['assessment']
  },
  async (decision, origin: OriginFacts, rows: readonly RecordedComment[]) => {
    const { trx, at, deps, acting, append, subject } = decision;
    const { study, assessment, round } = subject;
    const { cityId } = assessment;
    if (!round || round.outcome === 'called-off') throw refused('wrong-state');
    if (rows.length === 0) throw refused('invalid', { field: 'rows' });
    if (rows.length > most.rows) throw refused('too-large', { field: 'rows' });
    const facts = take(
      validateOrigin(origin, {
        sides: study.sides,
        meetings: origin.meetingId === null ? [] : await listMeetings(trx, study.id)
      })
    );
    const sections = await sectionsOfVersion(trx, study.id, round.versionId);
    const first = (await lastNumber(trx, round.id)) + 1;
    const made = rows.map((row, n) => ({
      ...blankComment,
      ...take(validateCommentText(row)),
      ...take(validateLocation(sections, row)),
      id: deps.newId(),
      studyId: study.id,
      consultationId: round.id,
      cityId,
      number: first + n,
      origin: facts.origin,
      originName: facts.name,
      originSide: facts.sideId,
      originOn: facts.on,
      meetingId: facts.meetingId,
      userId: acting.userId,
      at,
      submittedAt: at
    }));
    await insertCityComments(trx, made);
    append({
      kind: 'city-comment.recorded',
      needs: 'consultation.read',
      cityId,
      documentId: round.documentId,
      payload: { comments: made.length, origin: facts.origin }
    });
    return { comments: made.length };
  }
);

/** Says what becomes of a comment. The text goes on being written: the block is looked up before the transaction. */
export const decide = command(
  {
    name: 'consultation.decide',
    subject: consultationSubject,
    needs: 'consultation.decide',
    locks: ['assessment'],
    prepare: async (
      preparation,
      { id }: Versioned,
      { change }: DispositionCommand
    ): Promise<DispositionInput['change']> => {
      if (change === null || change === 'none') return change;
      const block = (await changedSince(preparation, id)).find((one) => one.id === change);
      if (!block) throw refused('invalid', { field: 'change' });
      return { section: block.section, blockId: block.id, quote: shortened(block.text) };
    }
  },
  async (decision, seen: Versioned, input: DispositionCommand) => {
    const { trx, at, acting, prepared } = decision;
    const comment = await submittedComment(decision, seen);
    const { disposition, reason, change } = take(
      validateDisposition(comment, {
        disposition: input.disposition,
        reason: input.reason,
        change: prepared
      })
    );
    const location = change === null || change === 'none' ? null : change;
    const isSaved = await decideComment(trx, seen, {
      disposition,
      reasonEn: reason.en,
      reasonZh: reason.zh,
      changeSection: location?.section ?? null,
      changeBlockId: location?.blockId ?? null,
      changeQuote: location?.quote ?? '',
      decidedBy: acting.userId,
      decidedAt: at
    });
    if (!isSaved) throw refused('stale');
    return announce(decision, {
      kind: 'city-comment.decided',
      payload: { ...nameOf(comment), disposition }
    });
  }
);

export const answer = command(
  {
    name: 'consultation.answer',
    subject: consultationSubject,
    needs: 'consultation.answer',
    locks: ['assessment']
  },
  async (decision, seen: Versioned, given: { readonly answer: Answer; readonly text: string }) => {
    const { trx, at, acting } = decision;
    const comment = await submittedComment(decision, seen);
    const { text } = take(validateAnswer(comment, given.answer, given.text));
    const isSaved = await answerComment(trx, seen, {
      answer: given.answer,
      answerText: text,
      answeredBy: acting.userId,
      answeredAt: at
    });
    if (!isSaved) throw refused('stale');
    return announce(decision, {
      kind: 'city-comment.answered',
      payload: { ...nameOf(comment), answer: given.answer }
    });
  }
);

/** Sets whether a comment that stays in dispute is printed as the city's statement. */
export const state = command(
  {
    name: 'consultation.state',
    subject: consultationSubject,
    needs: 'consultation.state',
    locks: ['assessment']
  },
  async (decision, seen: Versioned, isStatement: boolean) => {
    const comment = await submittedComment(decision, seen);
    take(validateStatement(comment, isStatement));
    if (!(await setStatement(decision.trx, seen, isStatement))) throw refused('stale');
    return announce(decision, {
      kind: 'city-comment.answered',
      payload: { ...nameOf(comment), isStatement }
    });
  }
);

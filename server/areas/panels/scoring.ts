/**
 * Runs what an assessor does alone: drafting, of which no one else learns anything, and the sealing of a
 * score, of which others learn the number only.
 */
import { languageOf } from '#rules/threads/comment.ts';
import { suggest } from '#rules/panels/indicator-scale.ts';
import type { Locale } from '#base/locale.ts';
import { rubricOf, type Rubric } from '#rules/framework/rubric.ts';
import {
  validateDraft,
  validateSealing,
  levelsInOrder,
  type JudgingFacts,
  type ScoreDraft
} from '#rules/panels/score.ts';
import type { Db } from '#server/store/open.ts';
import { listAssessors, recuseAssessor, type AssessorRow } from './store/panels.ts';
import { listOwnScores, listSealed, saveScore } from './store/scores.ts';
import { findJudgingRules } from '#areas/study';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { assessmentSubject } from '#areas/assessments';
import { readCitable, type CitableTools } from './citable.ts';
import { locksOfPanel, openedPanel, panelsSubject, panelSubject, type LoadedPanel } from './panel-subject.ts';

export type Progress = { readonly sealed: number; readonly of: number };

export interface ScoreCommand extends ScoreDraft {
  /** Holds the version of the assessor's own draft as the page saw it; 0 before the first. */
  readonly version: number;
  /** Names the round that the page showed: a score for another is refused. */
  readonly round: number;
  /** Holds the language of the page: a rationale whose language cannot be detected is stored with it. */
  readonly locale: Locale;
}

export interface ScoringTools extends CommandDeps, CitableTools {}

const command = commandsOf<ScoringTools>();

interface Saved {
  readonly version: number;
}

/**
 * Makes the command that saves an assessor's own score. What can be cited is read before the transaction: what the city
 * has said cannot change while it is judged, and a command does not wait for a text.
 */
const saving = <T>(actName: string, isSealed: boolean, resultOf: (saved: Saved) => T) =>
  command(
    {
      name: `panels.${actName}`,
      subject: panelSubject,
      needs: 'panel.score',
      locks: (about, _score: ScoreCommand) => locksOfPanel(about),
      prepare: ({ db, deps, subject, actor }, _score: ScoreCommand) =>
        readCitable(db, deps, subject.study.slug, openedPanel(subject).panel, actor.userId)
    },
    async (
      { trx, at, deps, subject: ofCity, actor, appendEvent, prepared: citable },
      score: ScoreCommand
    ) => {
      const subject = openedPanel(ofCity);
      const { study, panel, rubric, isOfOlderRubric } = subject;
      if (panel.state !== 'open' || panel.round !== score.round) throw refused('wrong-state');
      if (isSealed && isOfOlderRubric) throw refused('older-rubric');
      const { characteristic, cityId } = panel;
      const facts: JudgingFacts = {
        rubric,
        characteristic,
        usesIndicators: (await findJudgingRules(trx, study.id)).usesIndicators,
        citable: citable.map(({ kind, id }) => ({ kind, id }))
      };
      const draft = take(isSealed ? validateSealing(score, facts) : validateDraft(score, facts));
      const own = (await listOwnScores(trx, [panel.id], actor.userId)).find(
        ({ round }) => round === panel.round
      );
      if (own?.sealedAt) throw refused('already-sealed');
      const seat = (await listAssessors(trx, study.id, cityId)).find(({ userId }) => userId === actor.userId);
      if (!seat) throw refused('forbidden');
      const spot = {
        id: deps.newId(),
        studyId: study.id,
        panelId: panel.id,
        round: panel.round,
        userId: actor.userId,
        sideId: seat.sideId
      };
      const stored = {
        ...draft,
        language: languageOf(draft.rationale, score.locale),
        suggested: suggestedBy(rubric, characteristic, draft),
        changedAt: at,
        sealedAt: isSealed ? at : null
      };
      if (!(await saveScore(trx, spot, score.version, stored))) throw refused('stale');
      if (isSealed) {
        const payload = { characteristic, round: panel.round, ...(await progressOf(trx, subject)) };
        // No one may know before the reveal who it was.
        await appendEvent(study.id, null, { kind: 'score.sealed', needs: 'panel.see', cityId, payload });
      }
      return resultOf({ version: score.version + 1 });
    }
  );

/** Saves a draft that only its assessor can read. Returns the version to go on with. */
const draft = saving('save-draft', false, (saved) => saved);

/** It cannot be changed afterwards. `already-sealed` for a second one of the same round. */
const seal = saving('seal', true, () => null);

/** Withdraws the assessor from this city, in all its characteristics; what was sealed stays with its round. */
const recuse = command(
  {
    name: 'panels.recuse',
    subject: panelsSubject,
    needs: 'panel.score',
    locks: ({ subject, actor }, _reason: string) => [
      assessmentSubject.locks.assessment(subject),
      { kind: 'person', id: actor.userId }
    ]
  },
  async ({ trx, at, subject: { study, assessment }, actor, append }, reason: string) => {
    const { cityId } = assessment;
    const text = reason.normalize('NFC').trim();
    if (text === '') throw refused('reason-required', { field: 'reason' });
    if (text.length > 2_000) throw refused('too-large', { field: 'reason' });
    await recuseAssessor(trx, { studyId: study.id, cityId, userId: actor.userId }, at, text);
    append({ kind: 'assessor.recused', needs: 'panel.see', cityId, payload: { userId: actor.userId } });
    return null;
  }
);

export const scoring = { draft, seal, recuse };

/** Null where they suggest none. */
function suggestedBy(rubric: Rubric, characteristic: string, { ratings }: ScoreDraft): string | null {
  const suggestion = suggest(
    rubricOf(rubric, characteristic)?.indicators ?? [],
    ratings,
    levelsInOrder(rubric).map(({ id }) => id)
  );
  return suggestion?.kind === 'level' ? suggestion.level : null;
}

/**
 * Counts how many of the assessors have sealed in the present round. Nothing else of an open round is visible
 * to anyone.
 */
export const progressOf = async (
  db: Db,
  { study, panel }: Pick<LoadedPanel, 'study' | 'panel'>
): Promise<Progress> =>
  progressIn(panel, await listSealed(db, [panel.id]), await listAssessors(db, study.id, panel.cityId));

/**
 * Computes the same from rows that have been read already. An assessor who withdrew after sealing still
 * counts: the score stays with its round.
 */
export function progressIn(
  { id, round }: Pick<LoadedPanel['panel'], 'id' | 'round'>,
  all: Awaited<ReturnType<typeof listSealed>>,
  assessors: readonly Pick<AssessorRow, 'userId' | 'recusedAt'>[]
): Progress {
  const sealed = new Set(
    all.filter((score) => score.panelId === id && score.round === round).map(({ userId }) => userId)
  );
  return {
    sealed: sealed.size,
    of: assessors.filter(({ recusedAt, userId }) => recusedAt === null || sealed.has(userId)).length
  };
}

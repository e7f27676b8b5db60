/**
 * Runs what an assessor does alone: drafting, of which no one else learns anything, and the sealing of a
 * score, of which others learn the number only.
 */
import { languageOf } from '#domain/comment.ts';
import { suggest } from '#domain/indicator-scale.ts';
import type { Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { rubricOf, type Rubric } from '#domain/rubric.ts';
import {
  validateDraft,
  validateSealing,
  levelsInOrder,
  type JudgingFacts,
  type ScoreDraft
} from '#domain/score.ts';
import type { Db } from '../../store/open.ts';
import { listAssessors, recuseAssessor, type AssessorRow } from '../../store/panels.ts';
import { listOwnScores, listSealed, saveScore } from '../../store/scores.ts';
import { findJudgingRules } from '../../store/studies.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { readCitable, type CitableTools } from './citable.ts';
import {
  authorizePanelCommand,
  authorizePanelsCommand,
  type AuthorizedPanelCommand
} from './panel-access.ts';

export type Progress = { readonly sealed: number; readonly of: number };

export interface PanelKey {
  readonly cityId: string;
  readonly characteristic: string;
}

export interface ScoreCommand extends ScoreDraft {
  /** Holds the version of the assessor's own draft as the page saw it; 0 before the first. */
  readonly version: number;
  /** Names the round that the page showed: a score for another is refused. */
  readonly round: number;
  /** Holds the language of the page: a rationale whose language cannot be detected is stored with it. */
  readonly locale: Locale;
}

export interface Scoring {
  /** Saves a draft that only its assessor can read. Returns the version to go on with. */
  draft(
    actor: Actor,
    studySlug: string,
    panelKey: PanelKey,
    command: ScoreCommand
  ): Promise<Result<{ readonly version: number }>>;
  /**
   * Seals the score; it cannot be changed afterwards. `already-sealed` for a second one of the same round.
   */
  seal(actor: Actor, studySlug: string, panelKey: PanelKey, command: ScoreCommand): Promise<Result<null>>;
  /**
   * Withdraws the assessor from this city, in all its characteristics; what was sealed stays with its round.
   */
  recuse(actor: Actor, studySlug: string, cityId: string, reason: string): Promise<Result<null>>;
}

export interface ScoringTools extends CommandDeps, CitableTools {}

export function openScoring(tools: ScoringTools): Scoring {
  const { db } = tools.store;
  const write = async (
    actor: Actor,
    studySlug: string,
    panelKey: PanelKey,
    command: ScoreCommand,
    isSealed: boolean
  ): Promise<Result<{ readonly version: number }>> => {
    // This is read before the transaction: what the city has said cannot change while it is judged, and a
    // command does not wait for a text.
    const citable = await readCitable(db, tools, studySlug, panelKey, actor.userId);
    return runCommand(tools, async ({ trx, at, appendEvent }) => {
      const authorized = await authorizePanelCommand(trx, actor, studySlug, panelKey, 'panel.score');
      if (!authorized.ok) return authorized;
      const { study, panel, rubric, isOfOlderRubric } = authorized.value;
      if (panel.state !== 'open' || panel.round !== command.round) return refuse('wrong-state');
      if (isSealed && isOfOlderRubric) return refuse('older-rubric');
      const facts: JudgingFacts = {
        rubric,
        characteristic: panelKey.characteristic,
        usesIndicators: (await findJudgingRules(trx, study.id)).usesIndicators,
        citable: citable.map(({ kind, id }) => ({ kind, id }))
      };
      const checked = isSealed ? validateSealing(command, facts) : validateDraft(command, facts);
      if (!checked.ok) return checked;
      const own = (await listOwnScores(trx, [panel.id], actor.userId)).find(
        ({ round }) => round === panel.round
      );
      if (own?.sealedAt) return refuse('already-sealed');
      const seat = (await listAssessors(trx, study.id, panelKey.cityId)).find(
        ({ userId }) => userId === actor.userId
      );
      if (!seat) return refuse('forbidden');
      const spot = {
        id: tools.newId(),
        studyId: study.id,
        panelId: panel.id,
        round: panel.round,
        userId: actor.userId,
        sideId: seat.sideId
      };
      const { rationale } = checked.value;
      const stored = {
        ...checked.value,
        language: languageOf(rationale, command.locale),
        suggested: suggestedBy(rubric, panelKey.characteristic, checked.value),
        changedAt: at
      };
      if (!(await saveScore(trx, spot, command.version, { ...stored, sealedAt: isSealed ? at : null })))
        return refuse('stale');
      if (isSealed) {
        const payload = {
          characteristic: panelKey.characteristic,
          round: panel.round,
          ...(await progressOf(trx, authorized.value))
        };
        // No one may know before the reveal who it was.
        await appendEvent(study.id, null, {
          kind: 'score.sealed',
          needs: 'panel.see',
          cityId: panelKey.cityId,
          payload
        });
      }
      return ok({ version: command.version + 1 });
    });
  };
  return {
    draft: (actor, studySlug, panelKey, command) => write(actor, studySlug, panelKey, command, false),

    seal: async (actor, studySlug, panelKey, command) => {
      const sealed = await write(actor, studySlug, panelKey, command, true);
      return sealed.ok ? ok(null) : sealed;
    },

    recuse: (actor, studySlug, cityId, reason) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizePanelsCommand(trx, actor, studySlug, cityId, 'panel.score');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const text = reason.normalize('NFC').trim();
        if (text === '') return refuse('reason-required', { field: 'reason' });
        if (text.length > 2_000) return refuse('too-large', { field: 'reason' });
        await recuseAssessor(trx, { studyId: study.id, cityId, userId: actor.userId }, at, text);
        await appendEvent(study.id, acting, {
          kind: 'assessor.recused',
          needs: 'panel.see',
          cityId,
          payload: { userId: actor.userId }
        });
        return ok(null);
      })
  };
}

/** Returns the level that the ratings suggest; null where they suggest none. */
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
  { study, panel }: Pick<AuthorizedPanelCommand, 'study' | 'panel'>
): Promise<Progress> =>
  progressIn(panel, await listSealed(db, [panel.id]), await listAssessors(db, study.id, panel.cityId));

/**
 * Computes the same from rows that have been read already. An assessor who withdrew after sealing still
 * counts: the score stays with its round.
 */
export function progressIn(
  { id, round }: Pick<AuthorizedPanelCommand['panel'], 'id' | 'round'>,
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

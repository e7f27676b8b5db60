/** Manages who judges which city, and what the city and people outside the panel learn of its levels. */
import { validateAssessors } from '#domain/panel.ts';
import { bars, type TieKind } from '#domain/tie.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findFrameworkOfCity, findRubric } from '../../store/frameworks.ts';
import { listGrantsInStudy } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import {
  deleteAssessor,
  insertAssessors,
  insertPanels,
  insertRounds,
  listAssessors,
  listPanels,
  listTies,
  recuseAssessor,
  saveTie,
  updatePanel
} from '../../store/panels.ts';
import { hasSealed } from '../../store/scores.ts';
import { findJudgingRules, updateJudgingRules, type JudgingRules } from '../../store/studies.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudyCommand } from '../study-access.ts';
import { authorizePanelsCommand } from './panel-access.ts';
import { hashOfRubric } from './rubric-hash.ts';

export interface Composing {
  /**
   * Names the experts who judge the city from now on, in all its characteristics. An expert who is left out
   * but has sealed a score stays in the record as withdrawn. `assessors-of-both-sides`, or
   * `conflict-of-interest` for one who represents, works for or comes from the city.
   */
  name(actor: Actor, studySlug: string, cityId: string, userIds: readonly string[]): Promise<Result<null>>;
  /**
   * Sets an expert's tie to a city; null removes it. An assessor of the city who may not judge it any more is
   * withdrawn by it.
   */
  tie(
    actor: Actor,
    studySlug: string,
    cityId: string,
    tie: { readonly userId: string; readonly kind: TieKind | null }
  ): Promise<Result<null>>;
  /**
   * Releases what its closed panels came to, to the city and all who may read levels. Returns how many are
   * new.
   */
  release(actor: Actor, studySlug: string, cityId: string): Promise<Result<{ readonly released: number }>>;
  rules(actor: Actor, studySlug: string, rules: JudgingRules): Promise<Result<null>>;
}

export function openComposing(tools: CommandDeps): Composing {
  return {
    name: (actor, studySlug, cityId, userIds) =>
      runCommand(tools, async ({ trx, at, appendEvent, signalAfterCommit }) => {
        const authorized = await authorizePanelsCommand(trx, actor, studySlug, cityId, 'panel.compose');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const chosen = [...new Set(userIds)];
        if (chosen.length > 50) return refuse('too-many');
        const grants = await listGrantsInStudy(trx, study.id);
        const seats = chosen.flatMap((userId) => {
          const expert = grants.find((grant) => grant.role === 'expert' && grant.userId === userId);
          return expert?.sideId ? [{ userId, sideId: expert.sideId }] : [];
        });
        if (seats.length !== chosen.length) return refuse('expert-required');
        const checked = validateAssessors(seats, study.sides);
        if (!checked.ok) return checked;
        const barred = await listBarred(trx, study.id, cityId);
        if (seats.some(({ userId }) => barred.has(userId))) return refuse('conflict-of-interest');
        const before = await listAssessors(trx, study.id, cityId);
        const sealed = await hasSealed(trx, study.id, cityId);
        for (const assessor of before) {
          const stays = chosen.includes(assessor.userId);
          if (stays && assessor.recusedAt !== null) await recuseAssessor(trx, assessor, null, '');
          else if (!stays && sealed.has(assessor.userId))
            await recuseAssessor(trx, assessor, assessor.recusedAt ?? at, assessor.reason);
          else if (!stays) await deleteAssessor(trx, study.id, cityId, assessor.userId);
        }
        const known = new Set(before.map(({ userId }) => userId));
        await insertAssessors(
          trx,
          seats
            .filter(({ userId }) => !known.has(userId))
            .map((seat) => ({
              ...seat,
              studyId: study.id,
              cityId,
              namedBy: actor.userId,
              at,
              recusedAt: null,
              reason: ''
            }))
        );
        if (!(await openPanels(trx, tools, study.id, cityId, at))) return refuse('wrong-state');
        await appendEvent(study.id, acting, {
          kind: 'assessors.named',
          needs: 'panel.see',
          cityId,
          payload: { count: seats.length }
        });
        for (const userId of new Set([...chosen, ...known]))
          signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    tie: (actor, studySlug, cityId, { userId, kind }) =>
      runCommand(tools, async ({ trx, at, appendEvent, signalAfterCommit }) => {
        const authorized = await authorizePanelsCommand(trx, actor, studySlug, cityId, 'panel.compose');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (
          !(await listGrantsInStudy(trx, study.id)).some(
            (grant) => grant.userId === userId && grant.role === 'expert'
          )
        )
          return refuse('expert-required');
        await saveTie(trx, { studyId: study.id, cityId, userId }, kind);
        await appendEvent(study.id, acting, {
          kind: 'tie.changed',
          needs: 'panel.compose',
          cityId,
          payload: { userId, tie: kind }
        });
        const seat = (await listAssessors(trx, study.id, cityId)).find(
          (one) => one.userId === userId && one.recusedAt === null
        );
        if (seat && (await listBarred(trx, study.id, cityId)).has(userId)) {
          await recuseAssessor(trx, seat, at, '');
          await appendEvent(study.id, acting, {
            kind: 'assessor.recused',
            needs: 'panel.see',
            cityId,
            payload: { userId }
          });
          signalAfterCommit({ kind: 'rights-changed', userId });
        }
        return ok(null);
      }),

    release: (actor, studySlug, cityId) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizePanelsCommand(trx, actor, studySlug, cityId, 'panel.release');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const ready = (await listPanels(trx, study.id, cityId)).filter(
          ({ state, resultId, releasedId }) =>
            state === 'closed' && resultId !== null && resultId !== releasedId
        );
        if (ready.length === 0) return refuse('wrong-state');
        for (const { id, resultId } of ready) await updatePanel(trx, id, { releasedId: resultId });
        await appendEvent(study.id, acting, {
          kind: 'levels.released',
          needs: 'levels.read',
          cityId,
          payload: { count: ready.length }
        });
        return ok({ released: ready.length });
      }),

    rules: (actor, studySlug, rules) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        await updateJudgingRules(trx, study.id, rules);
        await appendEvent(study.id, acting, {
          kind: 'judging.changed',
          needs: 'study.see',
          payload: { ...rules }
        });
        return ok(null);
      })
  };
}

/** Lists the experts who may not judge the city. */
export async function listBarred(
  db: Db,
  studyId: Parameters<typeof findJudgingRules>[1],
  cityId: string
): Promise<Set<string>> {
  const rules = await findJudgingRules(db, studyId);
  const represent = (await listGrantsInStudy(db, studyId))
    .filter((grant) => grant.role === 'city' && grant.cityId === cityId)
    .map(({ userId }) => userId);
  const tied = (await listTies(db, studyId, cityId))
    .filter(({ kind }) => bars(kind, rules))
    .map(({ userId }) => userId);
  return new Set([...represent, ...tied]);
}

/**
 * Opens the panels of a city with its first assessors, one per characteristic. False where the study has no
 * rubric.
 */
async function openPanels(
  db: Db,
  { newId }: Pick<CommandDeps, 'newId'>,
  studyId: Parameters<typeof findRubric>[1],
  cityId: string,
  at: string
): Promise<boolean> {
  const rubric = await findRubric(db, studyId);
  const framework = await findFrameworkOfCity(db, studyId, cityId);
  if (!rubric || !framework) return false;
  const known = new Set((await listPanels(db, studyId, cityId)).map(({ characteristic }) => characteristic));
  const missing = framework.characteristics.filter(({ id }) => !known.has(id));
  const panels = missing.map(({ id: characteristic }) => ({
    id: newId(),
    studyId,
    cityId,
    characteristic,
    state: 'open' as const,
    round: 1,
    resultId: null,
    releasedId: null,
    version: 1
  }));
  await insertPanels(db, panels);
  await insertRounds(
    db,
    panels.map(({ id: panelId }) => ({
      studyId,
      panelId,
      round: 1,
      rubricHash: hashOfRubric(rubric),
      openedAt: at,
      userId: null,
      reasonEn: '',
      reasonZh: '',
      revealedAt: null,
      revealedBy: null,
      digest: null
    }))
  );
  return true;
}

/** Manages who judges which city, and what the city and people outside the panel learn of its levels. */
import { validateAssessors } from '#rules/panels/panel.ts';
import { bars, type TieKind } from '#rules/panels/tie.ts';
import { mayBeAssessor, represents } from '#base/grant-duties.ts';
import { findFrameworkOfCity, assessmentSubject, type LoadedAssessment } from '#areas/assessments';
import { findRubric } from '#areas/framework';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
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
} from './store/panels.ts';
import { hasSealed } from './store/scores.ts';
import { findJudgingRules, updateJudgingRules, type JudgingRules, studySubject } from '#areas/study';
import { commandsOf } from '#server/commands/command.ts';
import type { Lock } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { panelsSubject } from './panel-subject.ts';
import { hashOfRubric } from './rubric-hash.ts';

/** Per city. */
const mostAssessors = 50;

const command = commandsOf<CommandDeps>();

/** Locks the assessment, and the people who judge the city from now on or no longer. */
const locksOfAssessors = async (
  { db, subject }: { readonly db: Db; readonly subject: LoadedAssessment },
  userIds: readonly string[]
): Promise<Lock[]> => {
  const { study, assessment } = subject;
  const known = (await listAssessors(db, study.id, assessment.cityId)).map(({ userId }) => userId);
  return [
    assessmentSubject.locks.assessment(subject),
    ...[...new Set([...known, ...userIds])].map((id): Lock => ({ kind: 'person', id }))
  ];
};

/**
 * Names the experts who judge the city from now on, in all its characteristics. An expert who is left out but has sealed
 * a score stays in the record as withdrawn. `assessors-of-both-sides`, or `conflict-of-interest` for one who represents,
 * works for or comes from the city.
 */
const name = command(
  {
    name: 'panels.name-assessors',
    subject: panelsSubject,
    needs: 'panel.compose',
    locks: (about, userIds: readonly string[]) => locksOfAssessors(about, userIds.slice(0, mostAssessors))
  },
  async ({ trx, at, deps, subject, actor, append, signalAfterCommit }, userIds: readonly string[]) => {
    const { study, assessment } = subject;
    const { cityId } = assessment;
    const chosen = [...new Set(userIds)];
    if (chosen.length > mostAssessors) throw refused('too-many');
    const grants = await listGrantsInStudy(trx, study.id);
    const seats = chosen.flatMap((userId) => {
      const expert = grants.find((grant) => mayBeAssessor(grant) && grant.userId === userId);
      return expert?.sideId ? [{ userId, sideId: expert.sideId }] : [];
    });
    if (seats.length !== chosen.length) throw refused('expert-required');
    take(validateAssessors(seats, study.sides));
    const barred = await listBarred(trx, study.id, cityId);
    if (seats.some(({ userId }) => barred.has(userId))) throw refused('conflict-of-interest');
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
    const added = seats.filter(({ userId }) => !known.has(userId));
    const seat = { studyId: study.id, cityId, namedBy: actor.userId, at, recusedAt: null, reason: '' };
    await insertAssessors(
      trx,
      added.map((one) => ({ ...one, ...seat }))
    );
    if (!(await openPanels(trx, deps, study.id, cityId, at))) throw refused('wrong-state');
    append({ kind: 'assessors.named', needs: 'panel.see', cityId, payload: { count: seats.length } });
    for (const userId of new Set([...chosen, ...known]))
      signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

/**
 * Sets an expert's tie to a city; null removes it. An assessor of the city who may not judge it any more is withdrawn by
 * it.
 */
const tie = command(
  {
    name: 'panels.set-tie',
    subject: panelsSubject,
    needs: 'panel.compose',
    locks: ({ subject }, { userId }: { readonly userId: string; readonly kind: TieKind | null }) => [
      assessmentSubject.locks.assessment(subject),
      { kind: 'person', id: userId }
    ]
  },
  async (
    { trx, at, subject: { study, assessment }, append, signalAfterCommit },
    { userId, kind }: { readonly userId: string; readonly kind: TieKind | null }
  ) => {
    const { cityId } = assessment;
    const grants = await listGrantsInStudy(trx, study.id);
    if (!grants.some((grant) => grant.userId === userId && mayBeAssessor(grant)))
      throw refused('expert-required');
    await saveTie(trx, { studyId: study.id, cityId, userId }, kind);
    append({ kind: 'tie.changed', needs: 'panel.compose', cityId, payload: { userId, tie: kind } });
    const seat = (await listAssessors(trx, study.id, cityId)).find(
      (one) => one.userId === userId && one.recusedAt === null
    );
    if (seat && (await listBarred(trx, study.id, cityId)).has(userId)) {
      await recuseAssessor(trx, seat, at, '');
      append({ kind: 'assessor.recused', needs: 'panel.see', cityId, payload: { userId } });
      signalAfterCommit({ kind: 'rights-changed', userId });
    }
    return null;
  }
);

/** Releases what its closed panels came to, to the city and all who may read levels. Returns how many are new. */
const release = command(
  {
    name: 'panels.release-levels',
    subject: panelsSubject,
    needs: 'panel.release',
    locks: ['assessment']
  },
  async ({ trx, subject: { study, assessment }, append }) => {
    const { cityId } = assessment;
    const ready = (await listPanels(trx, study.id, cityId)).filter(
      ({ state, resultId, releasedId }) => state === 'closed' && resultId !== null && resultId !== releasedId
    );
    if (ready.length === 0) throw refused('wrong-state');
    for (const { id, resultId } of ready) await updatePanel(trx, id, { releasedId: resultId });
    append({ kind: 'levels.released', needs: 'levels.read', cityId, payload: { count: ready.length } });
    return { released: ready.length };
  }
);

const rules = command(
  { name: 'panels.set-rules', subject: studySubject, needs: 'study.edit' },
  async ({ trx, subject: { study }, append }, chosen: JudgingRules) => {
    await updateJudgingRules(trx, study.id, chosen);
    append({ kind: 'judging.changed', needs: 'study.see', payload: { ...chosen } });
    return null;
  }
);

export const composing = { name, tie, release, rules };

/** Lists the experts who may not judge the city. */
export async function listBarred(
  db: Db,
  studyId: Parameters<typeof findJudgingRules>[1],
  cityId: string
): Promise<Set<string>> {
  const rules = await findJudgingRules(db, studyId);
  const represent = (await listGrantsInStudy(db, studyId))
    .filter((grant) => represents(grant, cityId))
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

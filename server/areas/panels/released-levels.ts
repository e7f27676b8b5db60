/** Reads the released levels of a study's cities, for any reader: the callers authorize. */
import type { StudyId } from '#base/ids.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import { both } from '#server/store/bilingual.ts';
import { findRubric } from '#areas/framework';
import { foundOnce } from '#server/store/request-reads.ts';
import { listDissent, listPanels, listResults } from './store/panels.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { hashOfRubric } from './rubric-hash.ts';

/** By city id and characteristic. A released level stays so while the panel judges again. */
export const releasedLevels = foundOnce(async (db, studyId: StudyId): Promise<readonly ReleasedLevel[]> => {
  const panels = (await listPanels(db, studyId)).filter(({ releasedId }) => releasedId !== null);
  if (panels.length === 0) return [];
  const rubric = await findRubric(db, studyId);
  const rubricHash = rubric && hashOfRubric(rubric);
  const results = new Map(
    (
      await listResults(
        db,
        panels.map(({ id }) => id)
      )
    ).map((result) => [result.id, result])
  );
  const voices = await listDissent(
    db,
    panels.flatMap(({ releasedId }) => releasedId ?? [])
  );
  const names = await namesOfUsers(
    db,
    [...voices.values()].flat().flatMap(({ userId, signedAt }) => (signedAt === null ? [] : (userId ?? [])))
  );
  return panels.flatMap(({ cityId, characteristic, state, round, releasedId }): ReleasedLevel[] => {
    const result = results.get(releasedId ?? '');
    if (!result) return [];
    return [
      {
        cityId,
        characteristic,
        outcome: result.outcome,
        level: result.level,
        reason: both(result.reasonEn, result.reasonZh),
        dissent: (voices.get(result.id) ?? []).map(({ userId, signedAt, sideId, level, opinion }) => ({
          sideId,
          level,
          opinion,
          name: userId === null || signedAt === null ? null : (names.get(userId) ?? null)
        })),
        round: result.round,
        at: result.at,
        isOfOlderRubric: result.rubricHash !== rubricHash,
        isBeingJudgedAgain: state !== 'closed' || round !== result.round
      }
    ];
  });
});

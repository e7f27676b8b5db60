/**
 * Finds the revealed scores of a city that rest on a piece of its evidence. It does not authorize: its
 * callers have.
 */
import type { StudyId } from '#base/ids.ts';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listPanels } from './store/panels.ts';
import { listRevealedScores } from './store/scores.ts';
import type { RestingPanel } from '#areas/evidence';

export async function listRestingOn(
  db: Db,
  studyId: StudyId,
  cityId: string,
  evidenceId: string
): Promise<RestingPanel[]> {
  const panels = await listPanels(db, studyId, cityId);
  const scores = (
    await listRevealedScores(
      db,
      panels.map(({ id }) => id)
    )
  ).filter(({ cited }) => cited.some(({ kind, id }) => kind === 'evidence' && id === evidenceId));
  const framework = await findFramework(db, studyId);
  return (framework?.characteristics ?? []).flatMap(({ id: characteristic, name }): RestingPanel[] => {
    const panel = panels.find((one) => one.characteristic === characteristic);
    const resting = scores.filter(({ panelId }) => panelId === panel?.id);
    return resting.length === 0 ? [] : [{ characteristic, name, scores: resting.length }];
  });
}

/**
 * Finds the revealed scores of a city that rest on a piece of its evidence. It does not authorize: its
 * callers have.
 */
import type { StudyId } from '#base/ids.ts';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listPanels } from './store/panels.ts';
import { listRevealedScores } from './store/scores.ts';
import type { CitingPanel } from '#areas/evidence';

export async function listScoresCiting(
  db: Db,
  studyId: StudyId,
  cityId: string,
  evidenceId: string
): Promise<CitingPanel[]> {
  const panels = await listPanels(db, studyId, cityId);
  const scores = (
    await listRevealedScores(
      db,
      panels.map(({ id }) => id)
    )
  ).filter(({ cited }) => cited.some(({ kind, id }) => kind === 'evidence' && id === evidenceId));
  const framework = await findFramework(db, studyId);
  return (framework?.characteristics ?? []).flatMap(({ id: characteristic, name }): CitingPanel[] => {
    const panel = panels.find((one) => one.characteristic === characteristic);
    const citing = scores.filter(({ panelId }) => panelId === panel?.id);
    return citing.length === 0 ? [] : [{ characteristic, name, scores: citing.length }];
  });
}

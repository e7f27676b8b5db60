/**
 * Counts what a city's panels wait for: the person's own scores, and how many have scored. No one else's
 * score is read.
 */
import type { AssessmentFacts } from '#rules/inbox/task-facts.ts';
import type { Db } from '#server/store/open.ts';
import { listAssessors, listPanels } from './store/panels.ts';
import { listSealed } from './store/scores.ts';

export type PanelCounts = AssessmentFacts['panels'];
export const noPanels: PanelCounts = { unscored: 0, unled: 0, unreleased: 0, released: 0 };

/** Counts by city. `unscored` counts for an assessor: abilities decide whether the person is one. */
export async function countPanels(
  db: Db,
  studyId: string,
  userId: string
): Promise<Map<string, PanelCounts>> {
  const panels = await listPanels(db, studyId);
  if (panels.length === 0) return new Map();
  const assessors = await listAssessors(db, studyId);
  const sealed = await listSealed(
    db,
    panels.map(({ id }) => id)
  );
  const counts = new Map<string, PanelCounts>();
  for (const { id, cityId, state, round, resultId, releasedId } of panels) {
    const inRound = new Set(
      sealed.filter((score) => score.panelId === id && score.round === round).map((score) => score.userId)
    );
    const waited = assessors.filter(
      (seat) => seat.cityId === cityId && seat.recusedAt === null && !inRound.has(seat.userId)
    );
    const before = counts.get(cityId) ?? noPanels;
    counts.set(cityId, {
      unscored: before.unscored + (state === 'open' && !inRound.has(userId) ? 1 : 0),
      unled:
        before.unled +
        (state === 'revealed' || state === 'consensus' || (state === 'open' && waited.length === 0) ? 1 : 0),
      unreleased: before.unreleased + (state === 'closed' && resultId !== releasedId ? 1 : 0),
      released: before.released + (releasedId === null ? 0 : 1)
    });
  }
  return counts;
}

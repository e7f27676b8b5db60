import { isRevealed } from '#rules/panels/panel.ts';
import type { Db } from '#server/store/open.ts';
import { findPanel } from './store/panels.ts';
import type { DiscussedScore } from '#areas/threads';

export async function isScoreDiscussed(
  db: Db,
  { document, section, audience }: DiscussedScore
): Promise<boolean> {
  const panel = await findPanel(db, document.studyId, document.cityId ?? '', section);
  return panel !== undefined && (audience === 'panel' ? isRevealed(panel, 1) : panel.releasedId !== null);
}

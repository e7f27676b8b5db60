import type { Grant } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import { bytesOf } from '#rules/versions/version.ts';
import { sha256 } from '#server/files/sha256.ts';
import type { Db } from '#server/store/open.ts';
import type { RecommendationsApproval } from '#areas/meetings';
import { recordNow } from './approved-content.ts';
import { findSubject, readableSubject } from './subject-access.ts';

/** Returns how far the approval of the recommendations is, and whether what was put before the chairs is still so. */
export async function approvalOfRecommendations(
  db: Db,
  study: Study,
  grants: readonly Grant[]
): Promise<RecommendationsApproval | null> {
  const [now, found] = await Promise.all([
    recordNow(db, study, 'recommendations'),
    findSubject(db, study, 'recommendations')
  ]);
  const subject = readableSubject(grants, found);
  if (!now || !subject) return null;
  const { state, newest } = subject;
  return { state, isCurrent: newest?.hash === sha256(bytesOf(now)) };
}

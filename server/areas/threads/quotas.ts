/** Checks how much a person has written in threads against the personal quotas of the study. */
import {
  fitsPersonalQuota,
  isNearQuota,
  mostEdits,
  personalQuotas,
  type PersonalQuota,
  type QuotaUsage
} from '#rules/study/quota.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Db } from '#server/store/open.ts';
import { findQuotaFactor } from '#areas/study';
import { countEditsOf, countLettersOf, countThreadsOf } from './store/threads.ts';

interface Text {
  readonly id: string;
  readonly studyId: string;
}

async function usageIn(
  db: Db,
  { id, studyId }: Text,
  userId: string,
  quota: Exclude<PersonalQuota, 'logOfText'>
): Promise<QuotaUsage> {
  const used =
    quota === 'threadsOfText'
      ? await countThreadsOf(db, id, userId)
      : await countLettersOf(db, studyId, userId);
  return { quota, used, limit: personalQuotas[quota] * (await findQuotaFactor(db, studyId)) };
}

/** Lists the quotas of which a person has used most, on a text and in its study. */
export async function usageOf(db: Db, text: Text, userId: string): Promise<QuotaUsage[]> {
  const usages = [];
  for (const quota of ['threadsOfText', 'lettersOfComments'] as const)
    usages.push(await usageIn(db, text, userId, quota));
  return usages.filter(isNearQuota);
}

export const fitsThread = async (db: Db, text: Text, userId: string): Promise<Result<null>> =>
  fitsPersonalQuota(await usageIn(db, text, userId, 'threadsOfText'), 1);

/** Allows a person so many more characters of comments in the study of a text. */
export const fitsLetters = async (db: Db, text: Text, userId: string, more: number): Promise<Result<null>> =>
  fitsPersonalQuota(await usageIn(db, text, userId, 'lettersOfComments'), more);

/** Allows a change of a comment: its earlier text counts as well, but what is above the quota can be shortened. */
export async function fitsEdit(
  db: Db,
  text: Text,
  comment: { readonly id: string; readonly userId: string; readonly body: string },
  body: string
): Promise<Result<null>> {
  if ((await countEditsOf(db, comment.id)) >= mostEdits) return refuse('too-many');
  return body.length < comment.body.length ? ok(null) : fitsLetters(db, text, comment.userId, body.length);
}

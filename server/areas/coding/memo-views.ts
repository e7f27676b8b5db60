import type { Bilingual } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import { both } from '#server/store/bilingual.ts';
import { listMemos } from './store/coding.ts';
import type { Db } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';

export interface MemoView {
  readonly id: string;
  readonly text: Bilingual;
  readonly by: Bilingual | null;
  readonly at: string;
  readonly isOwn: boolean;
  readonly version: number;
}

/** By what they are about. */
export async function viewMemos(db: Db, study: Study, actor: Actor): Promise<Map<string, MemoView[]>> {
  const rows = await listMemos(db, study.id);
  const names = await namesOfUsers(
    db,
    rows.map(({ userId }) => userId)
  );
  const views = new Map<string, MemoView[]>();
  for (const { id, aboutId, textEn, textZh, userId, at, version } of rows) {
    const view: MemoView = {
      id,
      text: both(textEn, textZh),
      by: names.get(userId) ?? null,
      at,
      isOwn: userId === actor.userId,
      version
    };
    views.set(aboutId, [...(views.get(aboutId) ?? []), view]);
  }
  return views;
}

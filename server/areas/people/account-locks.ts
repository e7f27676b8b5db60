/** Says which rows a change of an account locks: the person, and the studies in whose logs it is noted. */
import type { UserId } from '#base/ids.ts';
import { heldAlone, type Lock } from '#server/commands/locks.ts';
import type { Db } from '#server/store/open.ts';
import { listStudiesOf } from '#areas/study';

export const accountLocks = async (db: Db, userId: string | undefined): Promise<Lock[]> =>
  userId === undefined
    ? []
    : [
        ...heldAlone([userId]),
        ...(await listStudiesOf(db, userId as UserId)).map(({ slug }): Lock => ({ kind: 'study', slug }))
      ];

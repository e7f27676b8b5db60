/** Counts sign-in attempts of an account or an address within a window. */
import type { Db } from '#server/store/open.ts';

export interface AttemptCount {
  readonly failures: number;
  readonly windowStartedAt: string;
}

/** Counts one attempt, in one statement: of concurrent attempts each is counted before any is answered. */
export const countAttempt = (
  db: Db,
  key: string,
  at: string,
  windowOpenedAfter: string
): Promise<AttemptCount> =>
  db
    .insertInto('signInAttempt')
    .values({ key, failures: 1, windowStartedAt: at })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => {
        const windowIsOver = eb('signInAttempt.windowStartedAt', '<=', windowOpenedAfter);
        return {
          failures: eb
            .case()
            .when(windowIsOver)
            .then(1)
            .else(eb('signInAttempt.failures', '+', 1))
            .end(),
          windowStartedAt: eb
            .case()
            .when(windowIsOver)
            .then(at)
            .else(eb.ref('signInAttempt.windowStartedAt'))
            .end()
        };
      })
    )
    .returning(['failures', 'windowStartedAt'])
    .executeTakeFirstOrThrow();

export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.deleteFrom('signInAttempt').where('key', '=', key).execute();
}

/** Uncounts an attempt that succeeded. */
export async function takeAttemptBack(db: Db, key: string): Promise<void> {
  await db
    .updateTable('signInAttempt')
    .set((eb) => ({ failures: eb('failures', '-', 1) }))
    .where('key', '=', key)
    .where('failures', '>', 0)
    .execute();
}

export async function deleteAttemptsBefore(db: Db, windowStartedAt: string): Promise<void> {
  await db.deleteFrom('signInAttempt').where('windowStartedAt', '<=', windowStartedAt).execute();
}

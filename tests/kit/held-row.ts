/** Holds a row while an action waits for it, on PostgreSQL: what was decided before the wait may be wrong after it. */
import { sql } from 'kysely';
import { vi } from 'vitest';
import type { App } from '#server/app.ts';
import type { Db } from '#server/store/open.ts';

/** Locks a row in a transaction of its own. Returns what ends that transaction, after a last change in it. */
export async function holdRow(
  { store }: Pick<App, 'store'>,
  lock: (trx: Db) => Promise<unknown>
): Promise<(change?: (trx: Db) => Promise<unknown>) => Promise<void>> {
  let end = (_: (trx: Db) => Promise<unknown>): void => undefined;
  const isEnded = new Promise<(trx: Db) => Promise<unknown>>((resolve) => {
    end = resolve;
  });
  let holding: Promise<void> = Promise.resolve();
  await new Promise<void>((isHeld, fails) => {
    holding = store.db.transaction().execute(async (trx) => {
      await lock(trx);
      isHeld();
      await (
        await isEnded
      )(trx);
    });
    holding.catch(fails);
  });
  return (change = () => Promise.resolve()) => {
    end(change);
    return holding;
  };
}

/** Waits until an action, or several, wait for rows that other transactions hold. */
export const waitsForRow = ({ store }: Pick<App, 'store'>, count = 1): Promise<boolean> =>
  vi.waitUntil(
    async () =>
      (
        await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          store.db
        )
      ).rows.length >= count,
    { timeout: 25_000, interval: 10 }
  );

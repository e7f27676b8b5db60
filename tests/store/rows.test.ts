/** Tests reading whole tables. The promise: a backup or an archive is made however many rows a table has. */
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';
import { engines, migratedDatabase } from '#kit/databases.ts';

const many = 150_000;

describe.each(engines)('the rows of a table on %s', (engine) => {
  it('are read, however many there are', async () => {
    const store = openStore(await migratedDatabase(engine));
    onTestFinished(() => store.close());
    await sql`insert into sign_in_attempt (key, failures, window_started_at)
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${many})
      select 'k' || n, 1, '' from numbers`.execute(store.db);
    expect(await selectRows(store.db, 'signInAttempt')).toHaveLength(many);
    const some = Array.from({ length: 1_500 }, (_, n) => `k${n + 1}`);
    expect(await selectRows(store.db, 'signInAttempt', { column: 'key', values: some })).toHaveLength(1_500);
  });
});

/**
 * The number by which readers count a study's events, and how far each person has read by it. Until now the
 * time was the number: the times of a log were each later than the one before. Frozen.
 */
import { sql, type Kysely, type RawBuilder } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl)
    return change(db, (column) => sql`(extract(epoch from ${sql.ref(column)}::timestamptz) * 1000)::bigint`);
  const { rows } = await sql`select 1 from sqlite_master where name = 'event_number'`.execute(db);
  if (rows.length > 0) return;
  await db.transaction().execute((trx) =>
    change(trx, (column) => {
      const at = sql.ref(column);
      return sql`cast(strftime('%s', ${at}) as integer) * 1000 + cast(substr(${at}, 21, 3) as integer)`;
    })
  );
}

/** `milliseconds` reads a column of times as milliseconds since 1970. */
async function change(db: Kysely<any>, milliseconds: (column: string) => RawBuilder<unknown>): Promise<void> {
  const add = (table: string, column: string, isRequired: boolean): Promise<void> =>
    db.schema
      .alterTable(table)
      .addColumn(column, 'bigint', (built) => (isRequired ? built.notNull().defaultTo(0) : built))
      .execute();
  await add('event', 'number', true);
  await add('inbox', 'seen_number', true);
  await add('inbox', 'digested_number', false);
  await sql`update event set number = ${milliseconds('at')}`.execute(db);
  await sql`update inbox set seen_number = ${milliseconds('seen_through')}`.execute(db);
  await sql`update inbox set digested_number = ${milliseconds('digested_at')} where digested_at is not null`.execute(
    db
  );

  // Logs of other origin may hold events of one moment, or of a clock that went back.
  const { rows: studies } = await sql<{ studyId: string }>`
    select distinct study_id from (
      select study_id, number, lag(number) over (partition by study_id order by seq) as before from event
    ) as numbered where number <= before`.execute(db);
  for (const study of studies) await numberAnew(db, study.studyId);

  await db.schema.createIndex('event_number').on('event').columns(['study_id', 'number']).unique().execute();
}

async function numberAnew(db: Kysely<any>, studyId: string): Promise<void> {
  const { rows } = await sql<{ seq: number; at: string }>`
    select seq, at from event where study_id = ${studyId} order by seq`.execute(db);
  let previous: { number: number; time: number } | undefined;
  for (const { seq, at } of rows) {
    const time = Date.parse(at);
    const number = previous ? numberAfter(previous, time) : time;
    if (number !== time)
      await sql`update event set number = ${number} where study_id = ${studyId} and seq = ${seq}`.execute(db);
    previous = { number, time };
  }
}

/** Computes a number as events/event-number.ts did when this was written. */
function numberAfter(previous: { number: number; time: number }, time: number): number {
  const number = time + Math.floor((previous.number - previous.time) / 1000) * 1000;
  if (number > previous.number) return number;
  if (previous.number - number < 1000) return previous.number + 1;
  return time + Math.ceil((previous.number + 1 - time) / 1000) * 1000;
}

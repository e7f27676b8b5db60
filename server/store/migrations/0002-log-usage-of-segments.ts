/** Lets log_usage count the bytes of segments alone: those of rows that are not packed yet are added where it is read. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  // SQLite may run this twice, after a crash before it is noted: no sum becomes less than nothing.
  const unpacked = sql`(
    select coalesce(sum(length(u.bytes)), 0) from document_update u
    where u.document_id = log_usage.document_id and u.generation = log_usage.generation and u.user_id = log_usage.user_id
  )`;
  await sql`update log_usage set bytes = bytes - ${unpacked} where bytes >= ${unpacked}`.execute(db);
}

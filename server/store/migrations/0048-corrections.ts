/** The comment of a city for which it was asked to correct an answer. Frozen. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('clarification').addColumn('city_comment_id', 'text').execute();
}

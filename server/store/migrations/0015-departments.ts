/** Departments of cities, and the questions that are assigned to them. Frozen. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db);
  const { rows } = await sql`select 1 from sqlite_master where name = 'department'`.execute(db);
  if (rows.length === 0) await db.transaction().execute(change);
}

async function change(db: Kysely<any>): Promise<void> {
  const table = (name: string, texts: readonly string[]) => {
    let made = db.schema
      .createTable(name)
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
      .addColumn('version', 'integer', (column) => column.notNull());
    for (const text of texts) made = made.addColumn(text, 'text', (column) => column.notNull());
    return made;
  };
  await table('department', ['city_id', 'name_en', 'name_zh', 'user_id', 'at']).execute();
  await db.schema.createIndex('department_of').on('department').columns(['study_id', 'city_id']).execute();
  await table('assignment', ['city_id', 'characteristic', 'question', 'state', 'user_id', 'at'])
    .addColumn('department_id', 'text', (column) =>
      column.notNull().references('department.id').onDelete('cascade')
    )
    .addColumn('due_on', 'text')
    .execute();
  // A question is one department's at most.
  await db.schema
    .createIndex('assignment_of')
    .unique()
    .on('assignment')
    .columns(['study_id', 'city_id', 'characteristic', 'question'])
    .execute();
}

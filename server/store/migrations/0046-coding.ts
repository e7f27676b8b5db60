/**
 * Creates the tables of the code book, of the codings with memos and their history, and of second passes with how
 * their disagreements were settled. Frozen.
 */
import type { CreateTableBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const table = (
    name: string,
    texts: readonly string[],
    nullable: readonly string[],
    numbers: readonly string[]
  ): Promise<void> => {
    let made: CreateTableBuilder<any, any> = db.schema
      .createTable(name)
      .ifNotExists()
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'));
    for (const column of texts) made = made.addColumn(column, 'text', (each) => each.notNull());
    for (const column of nullable) made = made.addColumn(column, 'text');
    for (const column of numbers) made = made.addColumn(column, 'integer', (each) => each.notNull());
    return made.execute();
  };
  const index = (name: string, on: string, columns: readonly string[]): Promise<void> =>
    db.schema
      .createIndex(name)
      .ifNotExists()
      .on(on)
      .columns([...columns])
      .execute();

  const code = ['label_en', 'label_zh', 'definition_en', 'definition_zh', 'colour', 'user_id', 'at'];
  await table('code', code, ['parent_id'], ['position', 'version']);
  await index('code_of_study', 'code', ['study_id']);

  const coding = ['code_id', 'kind', 'key', 'words_print', 'content', 'user_id', 'at'];
  await table('coding', coding, ['city_id', 'section'], ['version']);
  await index('coding_of_code', 'coding', ['study_id', 'code_id']);
  await index('coding_of_thing', 'coding', ['study_id', 'key']);
  await index('coding_of_city', 'coding', ['study_id', 'city_id']);
  await db.schema
    .createIndex('coding_once')
    .ifNotExists()
    .unique()
    .on('coding')
    .columns(['user_id', 'code_id', 'words_print'])
    .execute();

  const memo = ['about_kind', 'about_id', 'text_en', 'text_zh', 'user_id', 'at'];
  await table('coding_memo', memo, [], ['version']);
  await index('coding_memo_about', 'coding_memo', ['study_id', 'about_id']);

  const task = ['first_coder_id', 'second_coder_id', 'user_id', 'at'];
  const closing = ['city_id', 'section', 'first_closed_at', 'second_closed_at', 'cancelled_at', 'passes'];
  await table('coding_task', task, closing, ['version']);
  await index('coding_task_of_study', 'coding_task', ['study_id', 'at']);

  const settlement = ['task_id', 'unit', 'verdict', 'reason', 'language', 'user_id', 'at'];
  await table('coding_settlement', settlement, [], ['version']);
  await db.schema
    .createIndex('coding_settlement_once')
    .ifNotExists()
    .unique()
    .on('coding_settlement')
    .columns(['task_id', 'unit'])
    .execute();

  const act = ['kind', 'label_en', 'label_zh', 'changes', 'user_id', 'at'];
  await table('coding_act', act, ['code_id', 'undone_by'], ['number']);
  await index('coding_act_of_study', 'coding_act', ['study_id', 'number']);
}

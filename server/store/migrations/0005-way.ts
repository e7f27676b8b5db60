/** From draft to signed: steps, threads, consultations, versions, signatures, the group's record, and mail. Frozen. */
import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';

type Column = readonly [name: string, type: 'text' | 'integer' | 'bigint' | 'bytes', nullable?: 'null'];

const text = (name: string): Column => [name, 'text'];
const maybe = (name: string): Column => [name, 'text', 'null'];
const count = (name: string): Column => [name, 'integer'];
const both = (name: string): Column[] => [text(`${name}_en`), text(`${name}_zh`)];

export async function up(db: Kysely<any>): Promise<void> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return change(db, 'postgres');
  const { rows } = await sql`select 1 from pragma_table_info('assessment') where name = 'deadline'`.execute(
    db
  );
  if (rows.length === 0) await db.transaction().execute((trx) => change(trx, 'sqlite'));
}

async function change(db: Kysely<any>, engine: 'sqlite' | 'postgres'): Promise<void> {
  const bytes = engine === 'postgres' ? sql`bytea` : sql`blob`;
  const define = (nullable: boolean) => (column: ColumnDefinitionBuilder) =>
    nullable ? column : column.notNull();
  const add = async (table: string, columns: readonly Column[]): Promise<void> => {
    for (const [name, type, nullable] of columns) {
      await db.schema
        .alterTable(table)
        .addColumn(name, type === 'bytes' ? bytes : type, define(nullable === 'null'))
        .execute();
    }
  };
  const create = async (table: string, key: readonly string[], columns: readonly Column[]): Promise<void> => {
    let builder = db.schema.createTable(table);
    for (const [name, type, nullable] of columns) {
      builder = builder.addColumn(name, type === 'bytes' ? bytes : type, (column) => {
        const defined = define(nullable === 'null')(column);
        return name === 'study_id' ? defined.references('study.id').onDelete('cascade') : defined;
      });
    }
    await builder.addPrimaryKeyConstraint(`${table}_key`, [...key] as never[]).execute();
  };
  const index = async (name: string, table: string, columns: string[]): Promise<void> => {
    await db.schema.createIndex(name).on(table).columns(columns).execute();
  };

  await db.schema
    .alterTable('grant')
    .addColumn('is_senior', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  // Until now a city had one voice: its first representative.
  await sql`update "grant" set is_senior = 1 where role = 'city' and not exists (
    select 1 from "grant" earlier where earlier.role = 'city' and earlier.study_id = "grant".study_id and earlier.city_id = "grant".city_id
    and (earlier.created_at < "grant".created_at or (earlier.created_at = "grant".created_at and earlier.id < "grant".id)))`.execute(
    db
  );
  await sql`create unique index grant_one_senior_a_city on "grant" (study_id, city_id) where is_senior = 1`.execute(
    db
  );
  await add('assessment', [maybe('deadline'), maybe('deadline_zone')]);
  await add('document', [maybe('deadline'), maybe('deadline_zone')]);
  await db.schema.alterTable('document').addColumn('state_since', 'text').execute();
  await db.schema
    .alterTable('document')
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await add('late_proposal', [
    maybe('decision'),
    maybe('decided_by'),
    maybe('decided_at'),
    maybe('reason_en'),
    maybe('reason_zh')
  ]);
  await index('event_at', 'event', ['study_id', 'at']);

  await create(
    'step',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('document_id'),
      maybe('city_id'),
      text('step'),
      text('from_state'),
      text('to_state'),
      ...both('reason'),
      text('waived'),
      maybe('version_id'),
      maybe('user_id'),
      maybe('role'),
      text('at')
    ]
  );
  await create(
    'parity',
    ['document_id', 'section'],
    [
      text('study_id'),
      text('document_id'),
      text('section'),
      text('blocks'),
      count('is_minor'),
      text('user_id'),
      text('at'),
      count('version')
    ]
  );

  await create(
    'thread',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('document_id'),
      maybe('city_id'),
      text('about'),
      maybe('section'),
      maybe('target_id'),
      maybe('language'),
      maybe('anchor_from'),
      maybe('anchor_to'),
      maybe('block_id'),
      text('quote'),
      text('audience'),
      text('state'),
      text('user_id'),
      text('role'),
      maybe('side_id'),
      text('at'),
      maybe('settled_by'),
      maybe('settled_at'),
      count('version')
    ]
  );
  await create(
    'comment',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('thread_id'),
      text('user_id'),
      text('role'),
      maybe('side_id'),
      text('language'),
      text('body'),
      text('at'),
      maybe('held_until'),
      maybe('edited_at'),
      maybe('withdrawn_at'),
      count('version')
    ]
  );
  await create(
    'comment_edit',
    ['comment_id', 'n'],
    [text('study_id'), text('comment_id'), count('n'), text('body'), text('at')]
  );
  await create('mention', ['comment_id', 'user_id'], [text('study_id'), text('comment_id'), text('user_id')]);

  await create(
    'consultation',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('city_id'),
      text('document_id'),
      text('version_id'),
      count('round'),
      text('opened_at'),
      text('deadline'),
      text('deadline_zone'),
      maybe('submitted_at'),
      maybe('submitted_by'),
      maybe('closed_at'),
      maybe('outcome'),
      count('version')
    ]
  );
  await create(
    'city_comment',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('consultation_id'),
      text('city_id'),
      count('number'),
      maybe('section'),
      maybe('language'),
      maybe('block_id'),
      text('quote'),
      text('stance'),
      maybe('kind'),
      text('body'),
      text('proposal'),
      text('origin'),
      text('origin_name'),
      maybe('origin_side'),
      maybe('origin_on'),
      maybe('meeting_id'),
      text('user_id'),
      text('at'),
      maybe('submitted_at'),
      maybe('disposition'),
      ...both('reason'),
      maybe('change_section'),
      maybe('change_block_id'),
      text('change_quote'),
      maybe('decided_by'),
      maybe('decided_at'),
      maybe('answer'),
      text('answer_text'),
      maybe('answered_by'),
      maybe('answered_at'),
      count('is_statement'),
      count('version')
    ]
  );

  await create(
    'version',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('subject'),
      maybe('document_id'),
      maybe('city_id'),
      ['generation', 'integer', 'null'],
      ['through_seq', 'bigint', 'null'],
      count('number'),
      text('kind'),
      ...both('name'),
      text('hash'),
      ['bytes', 'bytes'],
      maybe('user_id'),
      text('at')
    ]
  );
  await create(
    'signature',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('version_id'),
      text('subject'),
      text('hash'),
      text('user_id'),
      text('side_id'),
      text('method'),
      text('digest'),
      text('at'),
      maybe('voided_at'),
      ...both('void_reason')
    ]
  );
  await create(
    'seal',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('version_id'),
      text('side_id'),
      text('file_name'),
      text('media_type'),
      text('sha256'),
      ['bytes', 'bytes'],
      text('user_id'),
      text('at')
    ]
  );
  await create(
    'noting',
    ['version_id', 'user_id'],
    [text('study_id'), text('version_id'), text('user_id'), text('remark'), text('at')]
  );
  await create(
    'version_seen',
    ['study_id', 'subject', 'user_id'],
    [text('study_id'), text('subject'), text('user_id'), text('version_id'), text('at')]
  );

  await create(
    'meeting',
    ['study_id', 'id'],
    [
      text('study_id'),
      text('id'),
      text('kind'),
      ...both('title'),
      ...both('place'),
      maybe('from_on'),
      maybe('to_on'),
      ...both('agenda'),
      ...both('decisions'),
      text('attendance'),
      text('cities'),
      text('advances'),
      ...both('learned'),
      text('user_id'),
      text('at'),
      count('version')
    ]
  );
  await create(
    'next_step',
    ['study_id', 'id'],
    [
      text('study_id'),
      text('id'),
      maybe('meeting_id'),
      text('addressee'),
      ...both('action'),
      maybe('owner_body_id'),
      maybe('due_on'),
      text('state'),
      ...both('report'),
      text('user_id'),
      text('at'),
      count('version')
    ]
  );
  await create(
    'invitation',
    ['id'],
    [
      text('id'),
      text('study_id'),
      text('email'),
      text('role'),
      maybe('side_id'),
      maybe('city_id'),
      text('token_hash'),
      text('user_id'),
      text('at'),
      text('expires_at'),
      maybe('accepted_at'),
      maybe('accepted_by'),
      maybe('withdrawn_at')
    ]
  );

  await create(
    'inbox',
    ['study_id', 'user_id'],
    [text('study_id'), text('user_id'), text('seen_through'), text('digest'), maybe('digested_at')]
  );
  await create(
    'read_mention',
    ['comment_id', 'user_id'],
    [text('study_id'), text('comment_id'), text('user_id'), text('at')]
  );
  await create(
    'mail',
    ['id'],
    [
      text('id'),
      maybe('study_id'),
      maybe('user_id'),
      text('address'),
      text('kind'),
      text('locale'),
      text('subject'),
      text('body'),
      text('at'),
      text('next_try_at'),
      maybe('sent_at'),
      maybe('given_up_at'),
      count('tries'),
      text('last_error')
    ]
  );
  await create(
    'sent_head',
    ['study_id', 'day'],
    [text('study_id'), text('day'), ['seq', 'bigint'], text('hash'), text('addresses'), text('at')]
  );
  await create(
    'reminder',
    ['study_id', 'about', 'day'],
    [text('study_id'), text('about'), text('day'), text('at')]
  );

  await index('step_document', 'step', ['document_id', 'at']);
  await index('thread_document', 'thread', ['document_id']);
  await index('thread_city', 'thread', ['study_id', 'city_id']);
  await index('comment_thread', 'comment', ['thread_id']);
  await index('mention_user', 'mention', ['user_id', 'study_id']);
  await db.schema
    .createIndex('consultation_round')
    .on('consultation')
    .columns(['study_id', 'city_id', 'round'])
    .unique()
    .execute();
  await index('city_comment_of', 'city_comment', ['consultation_id']);
  await db.schema
    .createIndex('version_number')
    .on('version')
    .columns(['study_id', 'subject', 'number'])
    .unique()
    .execute();
  await index('version_hash', 'version', ['hash']);
  // One signature of a side and of a person on a version: the database holds it too.
  await sql`create unique index signature_one_a_side on signature (version_id, side_id) where voided_at is null`.execute(
    db
  );
  await sql`create unique index signature_one_a_person on signature (version_id, user_id) where voided_at is null`.execute(
    db
  );
  await index('seal_version', 'seal', ['version_id']);
  await db.schema.createIndex('invitation_token').on('invitation').columns(['token_hash']).unique().execute();
  await index('mail_waiting', 'mail', ['sent_at', 'next_try_at']);
}

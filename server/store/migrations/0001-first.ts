/** The first tables. Frozen: a later change is a later migration. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
  const bytes = db.getExecutor().adapter.supportsTransactionalDdl ? sql`bytea` : sql`blob`;
  await db.schema
    .createTable('user')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('name_en', 'text', (column) => column.notNull())
    .addColumn('name_zh', 'text', (column) => column.notNull())
    .addColumn('locale', 'text')
    .addColumn('is_administrator', 'integer', (column) => column.notNull())
    .addColumn('suspended_at', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_key', ['id'])
    .execute();
  await db.schema
    .createTable('study')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('title_en', 'text', (column) => column.notNull())
    .addColumn('title_zh', 'text', (column) => column.notNull())
    .addColumn('short_title_en', 'text', (column) => column.notNull())
    .addColumn('short_title_zh', 'text', (column) => column.notNull())
    .addColumn('programme_en', 'text', (column) => column.notNull())
    .addColumn('programme_zh', 'text', (column) => column.notNull())
    .addColumn('purpose_en', 'text', (column) => column.notNull())
    .addColumn('purpose_zh', 'text', (column) => column.notNull())
    .addColumn('scope_en', 'text', (column) => column.notNull())
    .addColumn('scope_zh', 'text', (column) => column.notNull())
    .addColumn('is_bench', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('event_seq', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('event_hash', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('study_key', ['id'])
    .execute();
  await db.schema
    .createTable('document')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('city_id', 'text')
    .addColumn('slug', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title_en', 'text')
    .addColumn('title_zh', 'text')
    .addColumn('state', 'text')
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('document_key', ['id'])
    .execute();
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('session_key', ['id'])
    .execute();
  await db.schema
    .createTable('sign_in_attempt')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('window_started_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('sign_in_attempt_key', ['key'])
    .execute();
  await db.schema
    .createTable('side')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('name_en', 'text', (column) => column.notNull())
    .addColumn('name_zh', 'text', (column) => column.notNull())
    .addColumn('counterpart_en', 'text', (column) => column.notNull())
    .addColumn('counterpart_zh', 'text', (column) => column.notNull())
    .addColumn('pilot_target', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('side_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('body')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('name_en', 'text', (column) => column.notNull())
    .addColumn('name_zh', 'text', (column) => column.notNull())
    .addColumn('description_en', 'text', (column) => column.notNull())
    .addColumn('description_zh', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('body_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('body_member')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('body_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('body_member_key', ['study_id', 'body_id', 'user_id'])
    .execute();
  await db.schema
    .createTable('grant')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('side_id', 'text')
    .addColumn('city_id', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('grant_key', ['id'])
    .execute();
  await db.schema
    .createTable('rapporteur')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('duty', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rapporteur_key', ['study_id', 'city_id', 'user_id'])
    .execute();
  await db.schema
    .createTable('city')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('side_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name_en', 'text', (column) => column.notNull())
    .addColumn('name_zh', 'text', (column) => column.notNull())
    .addColumn('short_name_en', 'text', (column) => column.notNull())
    .addColumn('short_name_zh', 'text', (column) => column.notNull())
    .addColumn('parent_en', 'text')
    .addColumn('parent_zh', 'text')
    .addColumn('country_en', 'text', (column) => column.notNull())
    .addColumn('country_zh', 'text', (column) => column.notNull())
    .addColumn('iso_country', 'text', (column) => column.notNull())
    .addColumn('iso_subdivision', 'text')
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('selection_reason_en', 'text')
    .addColumn('selection_reason_zh', 'text')
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('city_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('framework')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('framework_key', ['study_id', 'id', 'version'])
    .execute();
  await db.schema
    .createTable('rubric')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rubric_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('glossary_term')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('term_en', 'text', (column) => column.notNull())
    .addColumn('term_zh', 'text', (column) => column.notNull())
    .addColumn('definition_en', 'text', (column) => column.notNull())
    .addColumn('definition_zh', 'text', (column) => column.notNull())
    .addColumn('group', 'text', (column) => column.notNull())
    .addColumn('caution_en', 'text')
    .addColumn('caution_zh', 'text')
    .addPrimaryKeyConstraint('glossary_term_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('criterion')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('side_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('group', 'text', (column) => column.notNull())
    .addColumn('text_en', 'text', (column) => column.notNull())
    .addColumn('text_zh', 'text', (column) => column.notNull())
    .addColumn('checks', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('criterion_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('criterion_check')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('criterion_id', 'text', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('note_en', 'text', (column) => column.notNull())
    .addColumn('note_zh', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('criterion_check_key', ['study_id', 'city_id', 'criterion_id'])
    .execute();
  await db.schema
    .createTable('founding_decision')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('title_en', 'text', (column) => column.notNull())
    .addColumn('title_zh', 'text', (column) => column.notNull())
    .addColumn('place_en', 'text', (column) => column.notNull())
    .addColumn('place_zh', 'text', (column) => column.notNull())
    .addColumn('taken_on', 'text', (column) => column.notNull())
    .addColumn('parties', 'text', (column) => column.notNull())
    .addColumn('points', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('founding_decision_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('phase')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('name_en', 'text', (column) => column.notNull())
    .addColumn('name_zh', 'text', (column) => column.notNull())
    .addColumn('description_en', 'text', (column) => column.notNull())
    .addColumn('description_zh', 'text', (column) => column.notNull())
    .addColumn('planned_from', 'text')
    .addColumn('planned_to', 'text')
    .addColumn('actual_from', 'text')
    .addColumn('actual_to', 'text')
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('phase_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('deliverable')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title_en', 'text', (column) => column.notNull())
    .addColumn('title_zh', 'text', (column) => column.notNull())
    .addColumn('owner_body_id', 'text')
    .addColumn('due_on', 'text')
    .addColumn('delivered_on', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('deliverable_key', ['study_id', 'id'])
    .execute();
  await db.schema
    .createTable('assessment')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('state_since', 'text', (column) => column.notNull())
    .addColumn('invited_at', 'text')
    .addColumn('started_at', 'text')
    .addColumn('submitted_at', 'text')
    .addColumn('accepted_at', 'text')
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('assessment_key', ['id'])
    .execute();
  await db.schema
    .createTable('record')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('record_type', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('record_key', ['id'])
    .execute();
  await db.schema
    .createTable('indicator')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('city_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('section', 'text', (column) => column.notNull())
    .addColumn('label_en', 'text', (column) => column.notNull())
    .addColumn('label_zh', 'text', (column) => column.notNull())
    .addColumn('value', 'double precision')
    .addColumn('value_to', 'double precision')
    .addColumn('value_text', 'text')
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('currency', 'text')
    .addColumn('comparator', 'text', (column) => column.notNull())
    .addColumn('reference_year', 'text')
    .addColumn('note_en', 'text', (column) => column.notNull())
    .addColumn('note_zh', 'text', (column) => column.notNull())
    .addColumn('caveat', 'text')
    .addColumn('source', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('indicator_key', ['study_id', 'city_id', 'id'])
    .execute();
  await db.schema
    .createTable('generation')
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('opened_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .addPrimaryKeyConstraint('generation_key', ['document_id', 'n'])
    .execute();
  await db.schema
    .createTable('document_snapshot')
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('through_seq', 'bigint', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('document_snapshot_key', ['document_id', 'generation', 'through_seq'])
    .execute();
  await db.schema
    .createTable('document_update')
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('document_update_key', ['document_id', 'generation', 'seq'])
    .execute();
  await db.schema
    .createTable('client_owner')
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('client_id', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('client_owner_key', ['document_id', 'generation', 'client_id'])
    .execute();
  await db.schema
    .createTable('late_proposal')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('document_id', 'text', (column) =>
      column.notNull().references('document.id').onDelete('cascade')
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('late_proposal_key', ['id'])
    .execute();
  await db.schema
    .createTable('event')
    .addColumn('study_id', 'text', (column) => column.notNull().references('study.id').onDelete('cascade'))
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('actor_role', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('needs', 'text', (column) => column.notNull())
    .addColumn('city_id', 'text')
    .addColumn('document_id', 'text', (column) => column.references('document.id').onDelete('cascade'))
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('event_key', ['study_id', 'seq'])
    .execute();
  const unique = async (name: string, table: string, columns: string[]): Promise<void> => {
    await db.schema.createIndex(name).on(table).columns(columns).unique().execute();
  };
  const index = async (name: string, table: string, columns: string[]): Promise<void> => {
    await db.schema.createIndex(name).on(table).columns(columns).execute();
  };
  await unique('user_email', 'user', ['email']);
  await index('session_user', 'session', ['user_id']);
  await unique('study_slug', 'study', ['slug']);
  await index('grant_user', 'grant', ['user_id']);
  await index('grant_study', 'grant', ['study_id']);
  // Each side has its own chair, and one person never chairs both: the database holds it too.
  await sql`create unique index grant_one_chair_a_side on "grant" (study_id, side_id) where role = 'chair'`.execute(
    db
  );
  await sql`create unique index grant_one_side_a_chair on "grant" (study_id, user_id) where role = 'chair'`.execute(
    db
  );
  await sql`create unique index grant_once on "grant" (study_id, user_id, role, coalesce(city_id, ''))`.execute(
    db
  );
  await unique('assessment_city', 'assessment', ['study_id', 'city_id']);
  await index('record_city', 'record', ['study_id', 'city_id', 'record_type']);
  await sql`create unique index document_of on document (study_id, kind, coalesce(city_id, ''), coalesce(slug, ''))`.execute(
    db
  );
  await index('late_proposal_document', 'late_proposal', ['document_id']);
}

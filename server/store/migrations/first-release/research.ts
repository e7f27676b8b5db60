/** Creates the tables of practices, themes, coding, the roadmap and what is cited. Frozen. */
import { sql, type RawBuilder } from 'kysely';

export const researchTables: readonly RawBuilder<unknown>[] = [
  sql`create table practice (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    removed_at text, version integer not null, city_id text not null, characteristic text not null,
    categories text not null, contact text not null, title_en text not null, title_zh text not null,
    problem_en text not null, problem_zh text not null, solution_en text not null,
    solution_zh text not null, results_en text not null, results_zh text not null,
    conditions_en text not null, conditions_zh text not null, transferability_en text not null,
    transferability_zh text not null, resources_en text not null, resources_zh text not null,
    user_id text not null, at text not null
  )`,
  sql`create index practice_of_study on practice (study_id, at)`,
  sql`create table practice_validation (
    practice_id text not null references practice (id) on delete cascade,
    study_id text not null references study (id) on delete cascade, side_id text not null,
    user_id text not null, at text not null, print text not null,
    constraint practice_validation_key primary key (practice_id, side_id)
  )`,
  sql`create table practice_consent (
    practice_id text not null references practice (id) on delete cascade,
    study_id text not null references study (id) on delete cascade, language text not null,
    answered_by text, answered_at text, state text not null, asked_by text not null, asked_at text not null,
    print text not null, constraint practice_consent_key primary key (practice_id, language)
  )`,
  sql`create table practice_focus (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    characteristic text not null, user_id text not null, at text not null,
    constraint practice_focus_key primary key (study_id, city_id, characteristic)
  )`,
  sql`create table theme (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    removed_at text, version integer not null, kind text not null, scope text not null,
    origin text not null, answer text not null, statement_en text not null, statement_zh text not null,
    explanation_en text not null, explanation_zh text not null, characteristics text not null,
    user_id text not null, at text not null
  )`,
  sql`create index theme_of_study on theme (study_id, at)`,
  sql`create table theme_validation (
    theme_id text not null references theme (id) on delete cascade,
    study_id text not null references study (id) on delete cascade, side_id text not null,
    user_id text not null, at text not null, print text not null,
    constraint theme_validation_key primary key (theme_id, side_id)
  )`,
  sql`create table support (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    city_id text, owner_kind text not null, owner_id text not null, role text not null, kind text not null,
    key text not null, content text not null, user_id text not null, at text not null
  )`,
  sql`create unique index support_of_owner on support (owner_id, key)`,
  sql`create index support_of_thing on support (study_id, key)`,
  sql`create table code (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    label_en text not null, label_zh text not null, definition_en text not null,
    definition_zh text not null, colour text not null, user_id text not null, at text not null,
    parent_id text, position integer not null, version integer not null
  )`,
  sql`create index code_of_study on code (study_id)`,
  sql`create table coding (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    code_id text not null, kind text not null, key text not null, words_print text not null,
    content text not null, user_id text not null, at text not null, city_id text, section text,
    version integer not null
  )`,
  sql`create index coding_of_city on coding (study_id, city_id)`,
  sql`create index coding_of_code on coding (study_id, code_id)`,
  sql`create index coding_of_thing on coding (study_id, key)`,
  sql`create unique index coding_once on coding (user_id, code_id, words_print)`,
  sql`create table coding_memo (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    about_kind text not null, about_id text not null, text_en text not null, text_zh text not null,
    user_id text not null, at text not null, version integer not null
  )`,
  sql`create index coding_memo_about on coding_memo (study_id, about_id)`,
  sql`create table coding_task (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    first_coder_id text not null, second_coder_id text not null, user_id text not null, at text not null,
    city_id text, section text, first_closed_at text, second_closed_at text, cancelled_at text, passes text,
    version integer not null
  )`,
  sql`create index coding_task_of_study on coding_task (study_id, at)`,
  sql`create table coding_settlement (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    task_id text not null, unit text not null, verdict text not null, reason text not null,
    language text not null, user_id text not null, at text not null, version integer not null
  )`,
  sql`create unique index coding_settlement_once on coding_settlement (task_id, unit)`,
  sql`create table coding_act (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    kind text not null, label_en text not null, label_zh text not null, changes text not null,
    user_id text not null, at text not null, code_id text, undone_by text, number integer not null
  )`,
  sql`create index coding_act_of_study on coding_act (study_id, number)`,
  sql`create table roadmap (
    study_id text references study (id) on delete cascade not null primary key,
    document_id text not null references document (id) on delete cascade, user_id text not null,
    at text not null
  )`,
  sql`create table roadmap_step (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    number integer not null, position integer not null, version integer not null default 1, from_level text,
    to_level text, horizon text, removed_at text, characteristic text not null, title_en text not null,
    title_zh text not null, responsible_en text not null, responsible_zh text not null,
    depends_on text not null, links text not null, user_id text not null, at text not null
  )`,
  sql`create unique index roadmap_step_number on roadmap_step (study_id, number)`,
  sql`create table roadmap_release (
    study_id text not null references study (id) on delete cascade, n integer not null,
    content text not null, user_id text not null, at text not null,
    constraint roadmap_release_key primary key (study_id, n)
  )`,
  sql`create table roadmap_round (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    n integer not null, content text not null, begun_at text not null, closed_at text,
    constraint roadmap_round_key primary key (study_id, city_id, n)
  )`,
  sql`create table bibliography (
    study_id text not null references study (id) on delete cascade, id text not null, kind text not null,
    title_en text not null, title_zh text not null, author text not null, publisher_en text not null,
    publisher_zh text not null, address text not null, date text, user_id text not null, at text not null,
    version integer not null, constraint bibliography_key primary key (study_id, id)
  )`,
  sql`create table citation (
    study_id text not null references study (id) on delete cascade, kind text not null,
    holder_id text not null, source_id text not null, place text not null, position integer not null,
    constraint citation_key primary key (study_id, kind, holder_id, position),
    constraint citation_source foreign key (study_id, source_id) references bibliography (study_id, id)
  )`,
  sql`create index citation_of_source on citation (study_id, source_id)`,
  sql`create table context_topic (
    study_id text not null references study (id) on delete cascade, id text not null,
    title_en text not null, title_zh text not null, caution_en text, caution_zh text, user_id text not null,
    at text not null, version integer not null, position integer not null,
    constraint context_topic_key primary key (study_id, id)
  )`,
  sql`create table context_entry (
    study_id text not null references study (id) on delete cascade, id text not null,
    register text not null, title_en text not null, title_zh text not null, summary_en text not null,
    summary_zh text not null, issuer_en text not null, issuer_zh text not null, cities text not null,
    area text, topic_id text, date text, caution_en text, caution_zh text, user_id text not null,
    at text not null, version integer not null, position integer not null,
    constraint context_entry_key primary key (study_id, id)
  )`,
  sql`create table context_figure (
    study_id text not null references study (id) on delete cascade, id text not null,
    topic_id text not null, label_en text not null, label_zh text not null, measure text not null,
    value_text text not null, unit_en text not null, unit_zh text not null, comparator text not null,
    nature text not null, scope_en text not null, scope_zh text not null, method_en text not null,
    method_zh text not null, currency text, period text, caution_en text, caution_zh text,
    user_id text not null, at text not null, version integer not null, value double precision,
    value_to double precision, position integer not null,
    constraint context_figure_key primary key (study_id, id)
  )`,
  sql`create table context_table (
    study_id text not null references study (id) on delete cascade, id text not null,
    topic_id text not null, title_en text not null, title_zh text not null, note_en text not null,
    note_zh text not null, measure text not null, unit_en text not null, unit_zh text not null,
    nature text not null, columns text not null, rows text not null, period text, user_id text not null,
    at text not null, version integer not null, position integer not null,
    constraint context_table_key primary key (study_id, id)
  )`,
  sql`create table context_pin (
    study_id text not null references study (id) on delete cascade, kind text not null,
    holder_id text not null, characteristic text not null, question text, city_id text,
    position integer not null, constraint context_pin_key primary key (study_id, kind, holder_id, position)
  )`,
  sql`create index context_pin_at on context_pin (study_id, characteristic)`,
  sql`create table provider_talk (
    study_id text not null references study (id) on delete cascade, id text not null,
    party_en text not null, party_zh text not null, held_on text not null, summary_en text not null,
    summary_zh text not null, user_id text not null, at text not null, version integer not null,
    constraint provider_talk_key primary key (study_id, id)
  )`,
  sql`create table outside_image (
    study_id text not null references study (id) on delete cascade, id text not null,
    title_en text not null, title_zh text not null, owner_en text not null, owner_zh text not null,
    state text not null, decided_by text not null, document text not null, terms_en text not null,
    terms_zh text not null, hash text not null, decided_on text, user_id text not null, at text not null,
    version integer not null, constraint outside_image_key primary key (study_id, id)
  )`
];

/** Creates the tables of people, the study, its cities and its framework. Frozen. */
import { sql, type RawBuilder } from 'kysely';

export const studyTables: readonly RawBuilder<unknown>[] = [
  sql`create table "user" (
    id text not null, email text not null, password_hash text, name_en text not null, name_zh text not null,
    locale text, is_administrator integer not null, suspended_at text, created_at text not null,
    password_change text, paused_at text, pause_ends_at text, paused_by text,
    constraint user_key primary key (id)
  )`,
  sql`create unique index user_email on "user" (email)`,
  sql`create table password_reset (
    id text primary key, user_id text not null references "user" (id) on delete cascade,
    email text not null, token_hash text not null unique, begun_by text not null, at text not null,
    expires_at text not null
  )`,
  sql`create index password_reset_user on password_reset (user_id)`,
  sql`create table pause_confirmation (
    user_id text not null references "user" (id) on delete cascade, scope text not null,
    confirmed_by text not null, at text not null,
    constraint pause_confirmation_key primary key (user_id, scope)
  )`,
  sql`create table session (
    id text not null, user_id text not null references "user" (id) on delete cascade,
    created_at text not null, expires_at text not null, ends_at text not null, confirmed_at text,
    constraint session_key primary key (id)
  )`,
  sql`create index "session_user" on session (user_id)`,
  sql`create table sign_in_attempt (
    key text not null, failures integer not null, window_started_at text not null,
    constraint sign_in_attempt_key primary key (key)
  )`,
  sql`create table study (
    id text not null, slug text not null, title_en text not null, title_zh text not null,
    short_title_en text not null, short_title_zh text not null, programme_en text not null,
    programme_zh text not null, purpose_en text not null, purpose_zh text not null, scope_en text not null,
    scope_zh text not null, is_bench integer not null, created_at text not null,
    event_seq bigint not null default 0, event_hash text not null default '',
    version integer not null default 1, uses_indicators integer not null default 1,
    bars_origin integer not null default 1, length_limits text not null default '{}',
    synopsis_headings text not null default '{}', quota_factor integer not null default 1,
    constraint study_key primary key (id)
  )`,
  sql`create unique index study_slug on study (slug)`,
  sql`create table side (
    study_id text not null references study (id) on delete cascade, id text not null,
    position integer not null, code text not null, name_en text not null, name_zh text not null,
    counterpart_en text not null, counterpart_zh text not null, pilot_target integer not null,
    constraint side_key primary key (study_id, id)
  )`,
  sql`create table body (
    study_id text not null references study (id) on delete cascade, id text not null,
    position integer not null, name_en text not null, name_zh text not null, description_en text not null,
    description_zh text not null, constraint body_key primary key (study_id, id)
  )`,
  sql`create table body_member (
    study_id text not null references study (id) on delete cascade, body_id text not null,
    user_id text not null references "user" (id) on delete cascade,
    constraint body_member_key primary key (study_id, body_id, user_id)
  )`,
  sql`create table "grant" (
    id text not null, study_id text not null references study (id) on delete cascade,
    user_id text not null references "user" (id) on delete cascade, role text not null, side_id text,
    city_id text, created_at text not null, is_senior integer not null default 0, characteristics text,
    constraint grant_key primary key (id)
  )`,
  sql`create unique index grant_once on "grant" (study_id, user_id, role, coalesce(city_id, ''))`,
  sql`create unique index grant_one_chair_a_side on "grant" (study_id, side_id) where role = 'chair'`,
  sql`create unique index grant_one_senior_a_city on "grant" (study_id, city_id) where is_senior = 1`,
  sql`create unique index grant_one_side_a_chair on "grant" (study_id, user_id) where role = 'chair'`,
  sql`create index grant_study on "grant" (study_id)`,
  sql`create index grant_user on "grant" (user_id)`,
  sql`create table city (
    study_id text not null references study (id) on delete cascade, id text not null,
    number integer not null, side_id text not null, kind text not null, name_en text not null,
    name_zh text not null, short_name_en text not null, short_name_zh text not null, parent_en text,
    parent_zh text, country_en text not null, country_zh text not null, iso_country text not null,
    iso_subdivision text, latitude double precision not null, longitude double precision not null,
    time_zone text not null, selection_reason_en text, selection_reason_zh text,
    version integer not null default 1, withdrawn_on text, withdrawn_reason_en text,
    withdrawn_reason_zh text, substitute_id text, parent_level text,
    constraint city_key primary key (study_id, id)
  )`,
  sql`create table rapporteur (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    user_id text not null references "user" (id) on delete cascade, duty text not null,
    constraint rapporteur_key primary key (study_id, city_id, user_id)
  )`,
  sql`create table framework (
    study_id text not null references study (id) on delete cascade, id text not null, version text not null,
    content text not null, position integer not null default 1, published_at text,
    constraint framework_key primary key (study_id, id, version)
  )`,
  sql`create table framework_draft (
    study_id text references study (id) on delete cascade primary key, content text not null,
    base_version text, user_id text not null, at text not null, version integer not null
  )`,
  sql`create table rubric (
    study_id text not null references study (id) on delete cascade, id text not null, content text not null,
    constraint rubric_key primary key (study_id, id)
  )`,
  sql`create table glossary_term (
    study_id text not null references study (id) on delete cascade, id text not null, term_en text not null,
    term_zh text not null, definition_en text not null, definition_zh text not null, "group" text not null,
    caution_en text, caution_zh text, kind text not null default 'term',
    is_checked integer not null default 1, variants text not null default '[]', agreed_at text,
    constraint glossary_term_key primary key (study_id, id)
  )`,
  sql`create table term_proposal (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    side_id text, decided_at text, term_id text not null, act text not null, wording text not null,
    seen text not null, reason text not null, state text not null, user_id text not null, at text not null
  )`,
  sql`create index term_proposal_of on term_proposal (study_id, term_id, at)`,
  sql`create table term_vote (
    proposal_id text not null references term_proposal (id) on delete cascade,
    study_id text not null references study (id) on delete cascade, user_id text not null,
    side_id text not null, vote text not null, reason text not null, at text not null,
    constraint term_vote_key primary key (proposal_id, user_id)
  )`,
  sql`create table criterion (
    study_id text not null references study (id) on delete cascade, id text not null, side_id text not null,
    position integer not null, "group" text not null, text_en text not null, text_zh text not null,
    checks text not null, constraint criterion_key primary key (study_id, id)
  )`,
  sql`create table criterion_check (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    criterion_id text not null, result text not null, note_en text not null, note_zh text not null,
    evidence text not null, version integer not null default 1,
    constraint criterion_check_key primary key (study_id, city_id, criterion_id)
  )`,
  sql`create table founding_decision (
    study_id text not null references study (id) on delete cascade, id text not null,
    title_en text not null, title_zh text not null, place_en text not null, place_zh text not null,
    taken_on text not null, parties text not null, points text not null,
    constraint founding_decision_key primary key (study_id, id)
  )`,
  sql`create table phase (
    study_id text not null references study (id) on delete cascade, id text not null,
    position integer not null, name_en text not null, name_zh text not null, description_en text not null,
    description_zh text not null, planned_from text, planned_to text, actual_from text, actual_to text,
    version integer not null default 1, constraint phase_key primary key (study_id, id)
  )`,
  sql`create table deliverable (
    study_id text not null references study (id) on delete cascade, id text not null,
    position integer not null, title_en text not null, title_zh text not null, owner_body_id text,
    due_on text, delivered_on text, state text not null, version integer not null default 1,
    constraint deliverable_key primary key (study_id, id)
  )`,
  sql`create table assessment (
    id text not null, study_id text not null references study (id) on delete cascade, city_id text not null,
    state text not null, state_since text not null, invited_at text, started_at text, submitted_at text,
    accepted_at text, version integer not null default 1, deadline text, deadline_zone text,
    framework_version text, framework_before text, answers_profile integer not null default 0,
    constraint assessment_key primary key (id)
  )`,
  sql`create unique index assessment_city on assessment (study_id, city_id)`,
  sql`create table record (
    id text not null, study_id text not null references study (id) on delete cascade, city_id text not null,
    record_type text not null, position integer not null, fields text not null, source text not null,
    version integer not null default 1, question text not null default '',
    sources text not null default '{}', notes text not null default '{}',
    constraint record_key primary key (id)
  )`,
  sql`create index record_city on record (study_id, city_id, record_type)`,
  sql`create table indicator (
    study_id text not null references study (id) on delete cascade, city_id text not null, id text not null,
    position integer not null, section text not null, label_en text not null, label_zh text not null,
    value double precision, value_to double precision, value_text text, unit text not null, currency text,
    comparator text not null, reference_year text, note_en text not null, note_zh text not null,
    caveat text, source text not null, constraint indicator_key primary key (study_id, city_id, id)
  )`
];

/** Creates the tables of e-mails, invitations, the search index and the installation. Frozen. */
import { sql, type RawBuilder } from 'kysely';
import type { EngineWords } from './engine-words.ts';

export const installationTables = ({
  bytes,
  id
}: Pick<EngineWords, 'bytes' | 'id'>): readonly RawBuilder<unknown>[] => [
  sql`create table invitation (
    id text not null, study_id text not null references study (id) on delete cascade, email text not null,
    role text not null, side_id text, city_id text, token_hash text not null, user_id text not null,
    at text not null, expires_at text not null, accepted_at text, accepted_by text, withdrawn_at text,
    claimed_by text, claimed_at text, constraint invitation_key primary key (id)
  )`,
  sql`create unique index invitation_token on invitation (token_hash)`,
  sql`create table reading (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    city_id text not null, consultation_id text not null, version_id text not null, name text not null,
    organisation text not null, token_hash text not null, deadline text not null,
    deadline_zone text not null, user_id text not null, at text not null, side_id text, revoked_at text,
    revoked_by text
  )`,
  sql`create index reading_city on reading (study_id, city_id)`,
  sql`create unique index reading_token on reading (token_hash)`,
  sql`create table reading_comment (
    comment_id text not null primary key, study_id text not null references study (id) on delete cascade,
    reading_id text not null
  )`,
  sql`create index reading_comment_of on reading_comment (reading_id)`,
  sql`create table inbox (
    study_id text not null references study (id) on delete cascade, user_id text not null,
    seen_through text not null, digest text not null, digested_at text,
    seen_number bigint not null default 0, digested_number bigint,
    constraint inbox_key primary key (study_id, user_id)
  )`,
  sql`create table read_mention (
    study_id text not null references study (id) on delete cascade, comment_id text not null,
    user_id text not null, at text not null, constraint read_mention_key primary key (comment_id, user_id)
  )`,
  sql`create table mail (
    id text not null, study_id text references study (id) on delete cascade, user_id text,
    address text not null, kind text not null, locale text not null, subject text not null,
    body text not null, at text not null, next_try_at text not null, sent_at text, given_up_at text,
    tries integer not null, last_error text not null, sealed_link text, constraint mail_key primary key (id)
  )`,
  sql`create index mail_waiting on mail (sent_at, next_try_at)`,
  sql`create table mail_hold (
    id integer not null primary key, at text not null
  )`,
  sql`create table sent_head (
    study_id text not null references study (id) on delete cascade, day text not null, seq bigint not null,
    hash text not null, addresses text not null, at text not null,
    constraint sent_head_key primary key (study_id, day)
  )`,
  sql`create table reminder (
    study_id text not null references study (id) on delete cascade, about text not null, day text not null,
    at text not null, constraint reminder_key primary key (study_id, about, day)
  )`,
  sql`create table bus_secret (
    id integer not null, bytes ${bytes} not null, constraint bus_secret_key primary key (id)
  )`,
  sql`create table last_backup (
    id integer not null, at text not null, size bigint not null, constraint last_backup_key primary key (id)
  )`,
  sql`create table signal_outbox (
    id text not null, at text not null, signal text not null, constraint signal_outbox_key primary key (id)
  )`,
  sql`create table submission (
    id text not null, rights text not null, result text, at text not null,
    constraint submission_key primary key (id)
  )`,
  sql`create index submission_at on submission (at)`,
  sql`create table study_import (
    study_id text references study (id) on delete cascade not null primary key, at text not null,
    event_seq integer not null
  )`,
  sql`create table former_name (
    id text not null primary key, user_id text not null references "user" (id) on delete cascade,
    name_en text not null, name_zh text not null, until text not null
  )`,
  sql`create table search_entry (
    id ${id} primary key, study_id text not null references study (id) on delete cascade,
    source text not null, key text not null, hash text not null, scope text not null, kind text not null,
    city_id text, section text, user_id text, day text, title_en text not null, title_zh text not null,
    text_en text not null, text_zh text not null, target text not null
  )`,
  sql`create unique index search_entry_source on search_entry (study_id, source, key)`,
  sql`create table search_source (
    study_id text not null references study (id) on delete cascade, source text not null,
    mark text not null, constraint search_source_key primary key (study_id, source)
  )`,
  sql`create table search_writer (
    "only" integer primary key, holder text not null default '', held_until text not null default ''
  )`
];

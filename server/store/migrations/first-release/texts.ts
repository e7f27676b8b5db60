/** Creates the tables of documents with their logs, and what is said, kept and signed of them. Frozen. */
import { sql, type RawBuilder } from 'kysely';
import type { EngineWords } from './engine-words.ts';

export const textsTables = ({
  bytes,
  end
}: Pick<EngineWords, 'bytes' | 'end'>): readonly RawBuilder<unknown>[] => [
  sql`create table document (
    id text not null, study_id text not null references study (id) on delete cascade, kind text not null,
    city_id text, slug text, position integer not null, title_en text, title_zh text, state text,
    generation integer not null, deadline text, deadline_zone text, state_since text,
    version integer not null default 1, constraint document_key primary key (id)
  )`,
  sql`create unique index document_of on document (study_id, kind, coalesce(city_id, ''), coalesce(slug, ''))`,
  sql`create table generation (
    document_id text not null references document (id) on delete cascade, n integer not null,
    opened_at text not null, ended_at text, last_seq bigint not null default 0,
    text_model text not null default 'tree', constraint generation_key primary key (document_id, n)
  )`,
  sql`create table document_snapshot (
    document_id text not null references document (id) on delete cascade, generation integer not null,
    through_seq bigint not null, bytes ${bytes} not null, created_at text not null, state_vector ${bytes},
    structs_end integer, constraint document_snapshot_key primary key (document_id, generation, through_seq)
  )`,
  sql`create table document_update (
    document_id text not null references document (id) on delete cascade, generation integer not null,
    seq bigint not null, user_id text not null references "user" (id) on delete cascade, at text not null,
    bytes ${bytes} not null, constraint document_update_key primary key (document_id, generation, seq)
  )${end}`,
  sql`create table document_segment (
    document_id text not null references document (id) on delete cascade, generation integer not null,
    from_seq bigint not null, to_seq bigint not null, bytes ${bytes} not null,
    constraint document_segment_key primary key (document_id, generation, from_seq)
  )`,
  sql`create table log_usage (
    document_id text not null references document (id) on delete cascade, generation integer not null,
    user_id text not null references "user" (id) on delete cascade, bytes bigint not null,
    constraint log_usage_key primary key (document_id, generation, user_id)
  )`,
  sql`create table quarantine (
    id text not null, document_id text not null references document (id) on delete cascade,
    generation integer not null, user_id text not null references "user" (id) on delete cascade,
    at text not null, reason text not null, bytes ${bytes} not null,
    constraint quarantine_key primary key (id)
  )`,
  sql`create index quarantine_document on quarantine (document_id)`,
  sql`create table client_owner (
    document_id text not null references document (id) on delete cascade, generation integer not null,
    client_id bigint not null, user_id text not null references "user" (id) on delete cascade,
    first_written_at text, last_written_at text,
    constraint client_owner_key primary key (document_id, generation, client_id)
  )`,
  sql`create table late_proposal (
    id text not null, document_id text not null references document (id) on delete cascade,
    generation integer not null, user_id text not null references "user" (id) on delete cascade,
    received_at text not null, bytes ${bytes} not null, decision text, decided_by text, decided_at text,
    reason_en text, reason_zh text, constraint late_proposal_key primary key (id)
  )`,
  sql`create index late_proposal_document on late_proposal (document_id)`,
  sql`create table event (
    study_id text not null references study (id) on delete cascade, seq bigint not null, at text not null,
    actor_id text, actor_role text, kind text not null, needs text not null, city_id text,
    document_id text references document (id) on delete cascade, payload text not null,
    previous_hash text not null, hash text not null, number bigint not null default 0,
    constraint event_key primary key (study_id, seq)
  )`,
  sql`create index event_at on event (study_id, at)`,
  sql`create unique index event_number on event (study_id, number)`,
  sql`create table step (
    id text not null, study_id text not null references study (id) on delete cascade,
    document_id text not null, city_id text, step text not null, from_state text not null,
    to_state text not null, reason_en text not null, reason_zh text not null, waived text not null,
    version_id text, user_id text, role text, at text not null, post text,
    constraint step_key primary key (id)
  )`,
  sql`create index step_document on step (document_id, at)`,
  sql`create table parity (
    study_id text not null references study (id) on delete cascade, document_id text not null,
    section text not null, blocks text not null, is_minor integer not null, user_id text not null,
    at text not null, version integer not null, constraint parity_key primary key (document_id, section)
  )`,
  sql`create table translation_pair (
    study_id text not null references study (id) on delete cascade, document_id text not null,
    section text not null, en_block text not null, zh_block text not null, en_print text not null,
    zh_print text not null, kind text not null, en_text text, zh_text text, user_id text not null,
    at text not null, version integer not null, was_proposed integer not null, is_minor integer not null,
    checked_by text, checked_at text,
    constraint translation_pair_key primary key (document_id, en_block, zh_block)
  )`,
  sql`create table machine_draft (
    study_id text not null references study (id) on delete cascade, document_id text not null,
    section text not null, source_block text not null, language text not null, target_block text not null,
    text text not null, user_id text not null, at text not null, accepted_by text, accepted_at text,
    untouched integer, version integer not null,
    constraint machine_draft_key primary key (document_id, source_block, language, at)
  )`,
  sql`create table translation_note (
    study_id text not null references study (id) on delete cascade, document_id text not null,
    section text not null, en_block text not null, zh_block text not null, en_print text not null,
    zh_print text not null, kind text not null, en_text text, zh_text text, user_id text not null,
    at text not null, version integer not null,
    constraint translation_note_key primary key (document_id, en_block, zh_block, kind)
  )`,
  sql`create table accepted_finding (
    document_id text not null references document (id) on delete cascade,
    study_id text not null references study (id) on delete cascade, key text not null,
    section text not null, kind text not null, said_en text not null, said_zh text not null,
    reason text not null, user_id text not null, at text not null,
    constraint accepted_finding_key primary key (document_id, key)
  )`,
  sql`create table thread (
    id text not null, study_id text not null references study (id) on delete cascade,
    document_id text not null, city_id text, about text not null, section text, target_id text,
    language text, anchor_from text, anchor_to text, block_id text, quote text not null,
    audience text not null, state text not null, user_id text not null, role text not null, side_id text,
    at text not null, settled_by text, settled_at text, version integer not null,
    constraint thread_key primary key (id)
  )`,
  sql`create index thread_city on thread (study_id, city_id)`,
  sql`create index thread_document on thread (document_id)`,
  sql`create table suggestion (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    document_id text not null references document (id) on delete cascade, section text not null,
    language text not null, kind text not null, anchor_from text not null, anchor_to text not null,
    quote text not null, deleted text not null, content text not null, state text not null,
    user_id text not null, role text not null, at text not null, block_id text, target text, side_id text,
    claimed_by text, claimed_at text, decided_by text, decided_at text, version integer not null
  )`,
  sql`create index suggestion_of on suggestion (document_id, section, state)`,
  sql`create table comment (
    id text not null, study_id text not null references study (id) on delete cascade,
    thread_id text not null, user_id text not null, role text not null, side_id text,
    language text not null, body text not null, at text not null, held_until text, edited_at text,
    withdrawn_at text, version integer not null, constraint comment_key primary key (id)
  )`,
  sql`create index comment_thread on comment (thread_id)`,
  sql`create table comment_edit (
    study_id text not null references study (id) on delete cascade, comment_id text not null,
    n integer not null, body text not null, at text not null,
    constraint comment_edit_key primary key (comment_id, n)
  )`,
  sql`create table mention (
    study_id text not null references study (id) on delete cascade, comment_id text not null,
    user_id text not null, constraint mention_key primary key (comment_id, user_id)
  )`,
  sql`create index mention_user on mention (user_id, study_id)`,
  sql`create table consultation (
    id text not null, study_id text not null references study (id) on delete cascade, city_id text not null,
    document_id text not null, version_id text not null, round integer not null, opened_at text not null,
    deadline text not null, deadline_zone text not null, submitted_at text, submitted_by text,
    closed_at text, outcome text, version integer not null, constraint consultation_key primary key (id)
  )`,
  sql`create unique index consultation_round on consultation (study_id, city_id, round)`,
  sql`create table city_comment (
    id text not null, study_id text not null references study (id) on delete cascade,
    consultation_id text not null, city_id text not null, number integer not null, section text,
    language text, block_id text, quote text not null, stance text not null, kind text, body text not null,
    proposal text not null, origin text not null, origin_name text not null, origin_side text,
    origin_on text, meeting_id text, user_id text not null, at text not null, submitted_at text,
    disposition text, reason_en text not null, reason_zh text not null, change_section text,
    change_block_id text, change_quote text not null, decided_by text, decided_at text, answer text,
    answer_text text not null, answered_by text, answered_at text, is_statement integer not null,
    version integer not null, constraint city_comment_key primary key (id)
  )`,
  sql`create index city_comment_of on city_comment (consultation_id)`,
  sql`create table version (
    id text not null, study_id text not null references study (id) on delete cascade, subject text not null,
    document_id text, city_id text, generation integer, through_seq bigint, number integer not null,
    kind text not null, name_en text not null, name_zh text not null, hash text not null,
    bytes ${bytes} not null, user_id text, at text not null, constraint version_key primary key (id)
  )`,
  sql`create index version_hash on version (hash)`,
  sql`create unique index version_number on version (study_id, subject, number)`,
  sql`create table signature (
    id text not null, study_id text not null references study (id) on delete cascade,
    version_id text not null, subject text not null, hash text not null, user_id text not null,
    side_id text not null, method text not null, digest text not null, at text not null, voided_at text,
    void_reason_en text not null, void_reason_zh text not null, statement text not null default '',
    constraint signature_key primary key (id)
  )`,
  sql`create unique index signature_one_a_person on signature (version_id, user_id) where voided_at is null`,
  sql`create unique index signature_one_a_side on signature (version_id, side_id) where voided_at is null`,
  sql`create table sent_back (
    version_id text not null primary key, study_id text not null references study (id) on delete cascade,
    user_id text not null, reason_en text not null, reason_zh text not null, at text not null
  )`,
  sql`create table seal (
    id text not null, study_id text not null references study (id) on delete cascade,
    version_id text not null, side_id text not null, file_name text not null, media_type text not null,
    sha256 text not null, bytes ${bytes} not null, user_id text not null, at text not null,
    constraint seal_key primary key (id)
  )`,
  sql`create index seal_version on seal (version_id)`
];

/** Creates the tables of evidence, answers, meetings and the report. Frozen. */
import { sql, type RawBuilder } from 'kysely';
import type { EngineWords } from './engine-words.ts';

export const recordTables = ({ bytes }: Pick<EngineWords, 'bytes'>): readonly RawBuilder<unknown>[] => [
  sql`create table evidence (
    id text not null, study_id text not null references study (id) on delete cascade, city_id text not null,
    kind text not null, title_en text not null, title_zh text not null, language text, dated_on text,
    url text, accessed_on text, citation text not null, is_confidential integer not null,
    note_en text not null, note_zh text not null, user_id text not null, at text not null,
    withdrawn_at text, withdrawn_by text, withdrawn_reason_en text not null,
    withdrawn_reason_zh text not null, version integer not null, constraint evidence_key primary key (id)
  )`,
  sql`create index evidence_of on evidence (study_id, city_id)`,
  sql`create table evidence_file (
    study_id text not null references study (id) on delete cascade,
    evidence_id text not null references evidence (id) on delete cascade, n integer not null,
    file_name text not null, is_renamed integer not null, media_type text not null, size integer not null,
    sha256 text not null, bytes ${bytes} not null, user_id text not null, at text not null,
    constraint evidence_file_key primary key (evidence_id, n)
  )`,
  sql`create index evidence_file_hash on evidence_file (study_id, sha256)`,
  sql`create table evidence_use (
    study_id text not null references study (id) on delete cascade,
    evidence_id text not null references evidence (id) on delete cascade, question_id text not null,
    record_id text not null, user_id text not null, at text not null,
    constraint evidence_use_key primary key (evidence_id, question_id, record_id)
  )`,
  sql`create table attestation (
    id text not null, study_id text not null references study (id) on delete cascade,
    evidence_id text not null references evidence (id) on delete cascade, n integer, url text,
    opens integer not null, on_day text not null, note text not null, language text not null,
    user_id text not null, side_id text not null, at text not null,
    constraint attestation_key primary key (id)
  )`,
  sql`create index attestation_of on attestation (evidence_id)`,
  sql`create table evidence_change (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    evidence_id text not null references evidence (id) on delete cascade, is_confidential integer not null,
    facts text not null, user_id text not null, at text not null
  )`,
  sql`create index evidence_change_of on evidence_change (evidence_id, at)`,
  sql`create table clarification (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    base integer not null, generation integer not null, closed_generation integer, is_changed integer,
    city_id text not null, document_id text not null, question text not null, characteristic text not null,
    body text not null, language text not null, user_id text not null, role text not null, at text not null,
    from_version_id text not null, note text not null, note_language text, to_version_id text,
    returned_by text, returned_at text, withdrawn_by text, withdrawn_at text, reviewed_by text,
    reviewed_at text, city_comment_id text
  )`,
  sql`create index clarification_of on clarification (document_id, question)`,
  sql`create unique index clarification_open on clarification (document_id, question)
    where closed_generation is null`,
  sql`create table department (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    version integer not null, city_id text not null, name_en text not null, name_zh text not null,
    user_id text not null, at text not null
  )`,
  sql`create index department_of on department (study_id, city_id)`,
  sql`create table assignment (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    version integer not null, city_id text not null, characteristic text not null, question text not null,
    state text not null, user_id text not null, at text not null,
    department_id text not null references department (id) on delete cascade, due_on text
  )`,
  sql`create unique index assignment_of on assignment (study_id, city_id, characteristic, question)`,
  sql`create table answer_import (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    generation integer not null, city_id text not null, document_id text not null, user_id text not null,
    at text not null, file_name text not null, format text not null, sha256 text not null,
    changes text not null, undone_by text, undone_at text
  )`,
  sql`create index answer_import_of on answer_import (document_id, at)`,
  sql`create table confidential_answer (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    question text not null, topic text not null, user_id text, at text not null,
    constraint confidential_answer_key primary key (study_id, city_id, question, topic)
  )`,
  sql`create table confidential_reader (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    city_id text not null, user_id text not null, named_by text not null, named_at text not null,
    removed_by text, removed_at text
  )`,
  sql`create index confidential_reader_of on confidential_reader (study_id, city_id)`,
  sql`create unique index confidential_reader_once on confidential_reader (user_id, study_id, city_id)
    where removed_at is null`,
  sql`create table data_upgrade (
    name text not null primary key, at text not null
  )`,
  sql`create table noting (
    study_id text not null references study (id) on delete cascade, version_id text not null,
    user_id text not null, remark text not null, at text not null,
    constraint noting_key primary key (version_id, user_id)
  )`,
  sql`create table version_seen (
    study_id text not null references study (id) on delete cascade, subject text not null,
    user_id text not null, version_id text not null, at text not null,
    constraint version_seen_key primary key (study_id, subject, user_id)
  )`,
  sql`create table meeting (
    study_id text not null references study (id) on delete cascade, id text not null, kind text not null,
    title_en text not null, title_zh text not null, place_en text not null, place_zh text not null,
    from_on text, to_on text, agenda_en text not null, agenda_zh text not null, decisions_en text not null,
    decisions_zh text not null, attendance text not null, cities text not null, advances text not null,
    learned_en text not null, learned_zh text not null, user_id text not null, at text not null,
    version integer not null, constraint meeting_key primary key (study_id, id)
  )`,
  sql`create table next_step (
    study_id text not null references study (id) on delete cascade, id text not null, meeting_id text,
    addressee text not null, action_en text not null, action_zh text not null, owner_body_id text,
    due_on text, state text not null, report_en text not null, report_zh text not null,
    user_id text not null, at text not null, version integer not null,
    kind text not null default 'next-step', scope_cities text not null default '[]',
    scope_characteristics text not null default '[]', links text not null default '[]',
    constraint next_step_key primary key (study_id, id)
  )`,
  sql`create table report (
    study_id text not null references study (id) on delete cascade, kind text not null,
    version integer not null, title_en text not null, title_zh text not null, subtitle_en text not null,
    subtitle_zh text not null, user_id text not null, at text not null,
    constraint report_key primary key (study_id, kind)
  )`,
  sql`create table report_part (
    study_id text not null references study (id) on delete cascade, kind text not null, id text not null,
    parent_id text, position integer not null, shows_gaps integer not null, version integer not null,
    title_en text not null, title_zh text not null, source text not null, numbering text not null,
    constraint report_part_key primary key (study_id, kind, id)
  )`,
  sql`create table report_passage (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    source text, position integer not null, version integer not null, kind text not null,
    part_id text not null, text_en text not null, text_zh text not null, user_id text not null,
    at text not null
  )`,
  sql`create index report_passage_of on report_passage (study_id, kind, part_id, position)`,
  sql`create table report_build (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    kind text not null, purpose text not null, number text not null, on_day text not null,
    wanted text not null, state text not null, faults text not null, pictures text not null,
    user_id text not null, at text not null, done integer not null, attempts integer not null,
    manifest text, manifest_hash text, content_hash text, hash text, fault text, started_at text,
    finished_at text, node text, lease_until text
  )`,
  sql`create index report_build_of on report_build (study_id, kind, at)`,
  sql`create index report_build_state on report_build (state, at)`,
  sql`create table report_output (
    study_id text not null references study (id) on delete cascade,
    build_id text not null references report_build (id) on delete cascade, edition text not null,
    format text not null, sha256 text not null, size integer not null,
    constraint report_output_key primary key (build_id, edition, format)
  )`,
  sql`create table report_file (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    sha256 text not null, n integer not null, bytes ${bytes} not null
  )`,
  sql`create unique index report_file_of on report_file (study_id, sha256, n)`,
  sql`create table report_signature (
    id text not null primary key, study_id text not null references study (id) on delete cascade,
    build_id text not null references report_build (id) on delete cascade, side_id text not null,
    user_id text not null, hash text not null, statement text not null, digest text not null,
    at text not null
  )`,
  sql`create unique index report_signature_person on report_signature (build_id, user_id)`,
  sql`create unique index report_signature_side on report_signature (build_id, side_id)`,
  sql`create table report_publication (
    study_id text not null references study (id) on delete cascade, kind text not null,
    number integer not null, build_id text not null references report_build (id) on delete cascade,
    at text not null, constraint report_publication_key primary key (study_id, kind, number)
  )`,
  sql`create table report_erratum (
    study_id text not null references study (id) on delete cascade, kind text not null,
    number integer not null, n integer not null, part_id text not null, text_en text not null,
    text_zh text not null, user_id text not null, at text not null,
    constraint report_erratum_key primary key (study_id, kind, number, n)
  )`,
  sql`create table erratum_proposal (
    id text primary key, study_id text not null references study (id) on delete cascade,
    number integer not null, kind text not null, part_id text not null, text_en text not null,
    text_zh text not null, state text not null, user_id text not null, at text not null
  )`,
  sql`create table erratum_confirmation (
    study_id text not null references study (id) on delete cascade, proposal_id text not null,
    side_id text not null, user_id text not null, at text not null,
    constraint erratum_confirmation_key primary key (proposal_id, side_id)
  )`
];

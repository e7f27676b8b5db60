/** Creates the tables of panels. Frozen. */
import { sql, type RawBuilder } from 'kysely';

export const panelsTables: readonly RawBuilder<unknown>[] = [
  sql`create table assessor (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    user_id text not null, side_id text not null, named_by text not null, at text not null, recused_at text,
    reason text not null, constraint assessor_key primary key (study_id, city_id, user_id)
  )`,
  sql`create index assessor_user on assessor (user_id)`,
  sql`create table city_tie (
    study_id text not null references study (id) on delete cascade, city_id text not null,
    user_id text not null, kind text not null,
    constraint city_tie_key primary key (study_id, city_id, user_id)
  )`,
  sql`create index city_tie_user on city_tie (user_id)`,
  sql`create table panel (
    id text not null, study_id text not null references study (id) on delete cascade, city_id text not null,
    characteristic text not null, state text not null, round integer not null, result_id text,
    released_id text, version integer not null, constraint panel_key primary key (id)
  )`,
  sql`create unique index panel_of on panel (study_id, city_id, characteristic)`,
  sql`create table panel_round (
    study_id text not null references study (id) on delete cascade, panel_id text not null,
    round integer not null, rubric_hash text not null, opened_at text not null, user_id text,
    reason_en text not null, reason_zh text not null, revealed_at text, revealed_by text, digest text,
    constraint panel_round_key primary key (panel_id, round)
  )`,
  sql`create table score (
    id text not null, study_id text not null references study (id) on delete cascade,
    panel_id text not null, round integer not null, user_id text not null, side_id text not null,
    judgement text, level text, rationale text not null, language text not null, confidence text,
    cited text not null, ratings text not null, uses_outside integer not null, suggested text,
    changed_at text not null, sealed_at text, version integer not null,
    constraint score_key primary key (id)
  )`,
  sql`create unique index score_of on score (panel_id, round, user_id)`,
  sql`create table settlement (
    id text not null, study_id text not null references study (id) on delete cascade,
    panel_id text not null, level text not null, reason_en text not null, reason_zh text not null,
    user_id text not null, side_id text not null, at text not null, agreed_by text, agreed_at text,
    withdrawn_at text, constraint settlement_key primary key (id)
  )`,
  sql`create index settlement_of on settlement (panel_id)`,
  sql`create table panel_result (
    id text not null, study_id text not null references study (id) on delete cascade,
    panel_id text not null, n integer not null, round integer not null, outcome text not null, level text,
    reason_en text not null, reason_zh text not null, rubric_hash text not null, meeting_id text,
    user_id text not null, at text not null, settlement_id text,
    constraint panel_result_key primary key (id)
  )`,
  sql`create unique index panel_result_of on panel_result (panel_id, n)`,
  sql`create table dissent (
    study_id text not null references study (id) on delete cascade, result_id text not null,
    n integer not null, user_id text, side_id text not null, level text, opinion_en text not null,
    opinion_zh text not null, signed_at text, constraint dissent_key primary key (result_id, n)
  )`,
  sql`create table lead (
    study_id text not null references study (id) on delete cascade, user_id text not null,
    place text not null, meeting_id text, since text not null, at text not null,
    constraint lead_key primary key (study_id)
  )`
];

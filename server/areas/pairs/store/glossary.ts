import type { Insertable } from 'kysely';
import { z } from 'zod';
import { termKinds, variantUses, type GlossaryTerm, type TermWording } from '#rules/pairs/glossary.ts';
import type { StudyId } from '#base/ids.ts';
import { locales } from '#base/locale.ts';
import type { ProposalState, TermAct, TermVote } from '#rules/pairs/term-proposal.ts';
import { both, bothOrNull } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import type { GlossaryTermTable } from './glossary-tables.ts';
import type { TermProposalTable } from './glossary-tables.ts';

const bilingual = z.object({ en: z.string(), zh: z.string() });
const variants = z.array(
  z.object({
    language: z.enum(locales),
    text: z.string(),
    use: z.enum(variantUses),
    reason: bilingual
  })
);
const wording = z.object({
  term: bilingual,
  definition: bilingual,
  group: z.string(),
  caution: bilingual.nullable(),
  kind: z.enum(termKinds),
  isChecked: z.boolean(),
  variants
});

export async function listTerms(db: Db, studyId: StudyId): Promise<GlossaryTerm[]> {
  const rows = await db
    .selectFrom('glossaryTerm')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    term: both(row.termEn, row.termZh),
    definition: both(row.definitionEn, row.definitionZh),
    group: row.group,
    caution: bothOrNull(row.cautionEn, row.cautionZh),
    kind: row.kind,
    isChecked: row.isChecked === 1,
    variants: variants.parse(JSON.parse(row.variants)),
    agreedAt: row.agreedAt
  }));
}

type TermColumns = Omit<GlossaryTermTable, 'studyId' | 'id'>;

const columnsOf = (term: TermWording, agreedAt: string | null): TermColumns => ({
  termEn: term.term.en,
  termZh: term.term.zh,
  definitionEn: term.definition.en,
  definitionZh: term.definition.zh,
  group: term.group,
  cautionEn: term.caution?.en ?? null,
  cautionZh: term.caution?.zh ?? null,
  kind: term.kind,
  isChecked: term.isChecked ? 1 : 0,
  variants: JSON.stringify(term.variants),
  agreedAt
});

/** Names a term of a study, and when both sides agreed on the wording that is saved. */
export interface TermPlace {
  readonly studyId: StudyId;
  readonly id: string;
  readonly agreedAt: string | null;
}

export const insertTerm = async (
  db: Db,
  { studyId, id, agreedAt }: TermPlace,
  term: TermWording
): Promise<void> => {
  await db
    .insertInto('glossaryTerm')
    .values({ studyId, id, ...columnsOf(term, agreedAt) })
    .execute();
};

/** Inserts the terms, or updates those that are there; nobody has agreed on what is written so. */
export async function saveTerms(
  db: Db,
  studyId: StudyId,
  terms: readonly { readonly id: string; readonly wording: TermWording }[]
): Promise<void> {
  const rows = terms.map(({ id, wording: given }) => ({ studyId, id, ...columnsOf(given, null) }));
  const names = Object.keys(rows[0] ?? {}) as (keyof TermColumns)[];
  await db
    .insertInto('glossaryTerm')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['studyId', 'id'])
        .doUpdateSet((eb) => Object.fromEntries(names.map((name) => [name, eb.ref(`excluded.${name}`)])))
    )
    .execute();
}

export async function updateTerm(
  db: Db,
  { studyId, id, agreedAt }: TermPlace,
  term: TermWording
): Promise<void> {
  await db
    .updateTable('glossaryTerm')
    .set(columnsOf(term, agreedAt))
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .execute();
}

export async function deleteTerm(db: Db, studyId: StudyId, id: string): Promise<void> {
  await db.deleteFrom('glossaryTerm').where('studyId', '=', studyId).where('id', '=', id).execute();
}

export interface StoredVote {
  readonly userId: string;
  readonly sideId: string;
  readonly vote: TermVote;
  readonly reason: string;
  readonly at: string;
}

export interface StoredProposal {
  readonly id: string;
  readonly termId: string;
  readonly act: TermAct;
  readonly wording: TermWording;
  readonly seen: string;
  readonly reason: string;
  readonly state: ProposalState;
  readonly userId: string;
  readonly sideId: string | null;
  readonly at: string;
  readonly decidedAt: string | null;
  readonly votes: readonly StoredVote[];
}

/** The open ones of a study, or all of one term, the newest first. */
export async function listProposals(
  db: Db,
  studyId: StudyId,
  which: 'open' | { readonly term: string } | { readonly id: string }
): Promise<StoredProposal[]> {
  let query = db
    .selectFrom('termProposal')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(1_000);
  if (which === 'open') query = query.where('state', '=', 'open');
  else if ('term' in which) query = query.where('termId', '=', which.term);
  else query = query.where('id', '=', which.id);
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const votes = await db
    .selectFrom('termVote')
    .selectAll()
    .where('studyId', '=', studyId)
    .where(
      'proposalId',
      'in',
      rows.map(({ id }) => id)
    )
    .orderBy('at')
    .orderBy('userId')
    .execute();
  return rows.map(({ studyId: _, wording: given, ...row }) => ({
    ...row,
    wording: wording.parse(JSON.parse(given)),
    votes: votes
      .filter(({ proposalId }) => proposalId === row.id)
      .map(({ userId, sideId, vote, reason, at }) => ({ userId, sideId, vote, reason, at }))
  }));
}

export async function insertProposals(
  db: Db,
  rows: readonly (Omit<Insertable<TermProposalTable>, 'wording'> & { readonly wording: TermWording })[]
): Promise<void> {
  await db
    .insertInto('termProposal')
    .values(rows.map(({ wording: given, ...row }) => ({ ...row, wording: JSON.stringify(given) })))
    .execute();
}

export async function decideProposal(
  db: Db,
  id: string,
  { state, at }: { readonly state: ProposalState; readonly at: string }
): Promise<void> {
  await db.updateTable('termProposal').set({ state, decidedAt: at }).where('id', '=', id).execute();
}

/** Ends the open proposals about a term that has changed otherwise. */
export async function supersedeProposals(
  db: Db,
  {
    studyId,
    termIds,
    at
  }: { readonly studyId: StudyId; readonly termIds: readonly string[]; readonly at: string }
): Promise<void> {
  await db
    .updateTable('termProposal')
    .set({ state: 'superseded', decidedAt: at })
    .where('studyId', '=', studyId)
    .where('termId', 'in', termIds)
    .where('state', '=', 'open')
    .execute();
}

/** Replaces the vote before. */
export async function saveVote(
  db: Db,
  row: StoredVote & { readonly proposalId: string; readonly studyId: StudyId }
): Promise<void> {
  const { vote, reason, at, sideId } = row;
  await db
    .insertInto('termVote')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['proposalId', 'userId']).doUpdateSet({ vote, reason, at, sideId })
    )
    .execute();
}

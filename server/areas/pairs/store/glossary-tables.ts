import { z } from 'zod';
import { termKinds } from '#rules/pairs/glossary.ts';
import { proposalStates, termActs, termVotes } from '#rules/pairs/term-proposal.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const glossaryTerm = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    id: column.text,
    termEn: column.text,
    termZh: column.text,
    definitionEn: column.text,
    definitionZh: column.text,
    group: column.text,
    cautionEn: column.textOrNull,
    cautionZh: column.textOrNull,
    kind: z.enum(termKinds).default('term'),
    isChecked: column.truth.default(1),
    /** Shape: `TermVariant[]` of `pairs/rules/glossary`. */
    variants: column.json.default('[]'),
    /** Holds when both sides agreed on the term as it is. */
    agreedAt: column.timeOrNull.default(null)
  }
);

/** Stores a change of a term: proposed, or made by the secretariat. All of a term are its history. */
export const termProposal = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    /** For a new term, the id that it gets. */
    termId: column.text,
    act: z.enum(termActs),
    /** Shape: `TermWording` of `pairs/rules/glossary`; for a removal, the wording of what is removed. */
    wording: column.json,
    /** Holds the fingerprint of the term that the proposal changes; empty for a new one. */
    seen: column.text,
    reason: column.text,
    state: z.enum(proposalStates),
    userId: column.text,
    /** Null for one without. */
    sideId: column.textOrNull,
    at: column.time,
    decidedAt: column.timeOrNull
  }
);

export const termVote = table(
  { key: ['proposalId', 'userId'], copies: 'archive' },
  {
    proposalId: column.text,
    studyId: column.text,
    userId: column.text,
    sideId: column.text,
    vote: z.enum(termVotes),
    reason: column.text,
    at: column.time
  }
);

export type GlossaryTermTable = ColumnsOf<typeof glossaryTerm>;
export type TermProposalTable = ColumnsOf<typeof termProposal>;

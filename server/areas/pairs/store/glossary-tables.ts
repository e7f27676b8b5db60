/** Defines the tables of the glossary, and of proposals for it. */
import { z } from 'zod';
import { termKinds } from '#rules/pairs/glossary.ts';
import { proposalStates, termActs, termVotes } from '#rules/pairs/term-proposal.ts';
import {
  json,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const glossaryTerm = table(
  { key: ['studyId', 'id'], copies: 'archive' },
  {
    studyId: text,
    id: text,
    termEn: text,
    termZh: text,
    definitionEn: text,
    definitionZh: text,
    group: text,
    cautionEn: textOrNull,
    cautionZh: textOrNull,
    kind: z.enum(termKinds).default('term'),
    isChecked: truth.default(1),
    /** Shape: `TermVariant[]` of `pairs/rules/glossary`. */
    variants: json.default('[]'),
    /** Holds when both sides agreed on the term as it is. */
    agreedAt: timeOrNull.default(null)
  }
);

/** Stores a change of a term: proposed, or made by the secretariat. All of a term are its history. */
export const termProposal = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    /** Names the term; for a new one, the id that it gets. */
    termId: text,
    act: z.enum(termActs),
    /** Shape: `TermWording` of `pairs/rules/glossary`; for a removal, the wording of what is removed. */
    wording: json,
    /** Holds the fingerprint of the term that the proposal changes; empty for a new one. */
    seen: text,
    reason: text,
    state: z.enum(proposalStates),
    userId: text,
    /** Names the side of the proposer; null for one without. */
    sideId: textOrNull,
    at: time,
    decidedAt: timeOrNull
  }
);

export const termVote = table(
  { key: ['proposalId', 'userId'], copies: 'archive' },
  {
    proposalId: text,
    studyId: text,
    userId: text,
    sideId: text,
    vote: z.enum(termVotes),
    reason: text,
    at: time
  }
);

export type GlossaryTermTable = ColumnsOf<typeof glossaryTerm>;
export type TermProposalTable = ColumnsOf<typeof termProposal>;

/** Defines the tables of proposals for the glossary, and of findings in texts that were accepted. */
import type { ProposalState, TermAct, TermVote } from '#domain/term-proposal.ts';
import type { Json, Time } from './column-types.ts';

export interface GlossarySchema {
  termProposal: TermProposalTable;
  termVote: TermVoteTable;
  acceptedFinding: AcceptedFindingTable;
}

/** Stores a change of a term: proposed, or made by the secretariat. All of a term are its history. */
export interface TermProposalTable {
  id: string;
  studyId: string;
  /** Names the term; for a new one, the id that it gets. */
  termId: string;
  act: TermAct;
  /** Shape: `TermWording` of `domain/glossary`; for a removal, the wording of what is removed. */
  wording: Json;
  /** Holds the fingerprint of the term that the proposal changes; empty for a new one. */
  seen: string;
  reason: string;
  state: ProposalState;
  userId: string;
  /** Names the side of the proposer; null for one without. */
  sideId: string | null;
  at: Time;
  decidedAt: Time | null;
}

export interface TermVoteTable {
  proposalId: string;
  studyId: string;
  userId: string;
  sideId: string;
  vote: TermVote;
  reason: string;
  at: Time;
}

/** Stores a finding that a user accepted. Its key is that of the wording of both passages. */
export interface AcceptedFindingTable {
  documentId: string;
  studyId: string;
  section: string;
  key: string;
  kind: string;
  saidEn: string;
  saidZh: string;
  reason: string;
  userId: string;
  at: Time;
}

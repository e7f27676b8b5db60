/**
 * Decides when a proposed change of the glossary holds: once somebody of each side agrees, and nobody objects.
 */
export const termActs = ['add', 'change', 'remove'] as const;
export type TermAct = (typeof termActs)[number];

/**
 * Lists what became of a change: proposed and open, agreed by both sides, withdrawn by its proposer, superseded by
 * another change of the same term, or made by the secretariat without a proposal.
 */
export const proposalStates = ['open', 'agreed', 'withdrawn', 'superseded', 'set'] as const;
export type ProposalState = (typeof proposalStates)[number];

export const termVotes = ['agree', 'object'] as const;
export type TermVote = (typeof termVotes)[number];

export interface SideVote {
  readonly sideId: string;
  readonly vote: TermVote;
}

/** Lists the sides of which nobody agrees yet. */
export const sidesAwaited = (sides: readonly string[], votes: readonly SideVote[]): string[] =>
  sides.filter((side) => !votes.some(({ sideId, vote }) => sideId === side && vote === 'agree'));

/** An objection stands until who raised it agrees. */
export const isAgreed = (sides: readonly string[], votes: readonly SideVote[]): boolean =>
  sides.length > 0 && sidesAwaited(sides, votes).length === 0 && !votes.some(({ vote }) => vote === 'object');

/**
 * Serves suggestions: saves what an author's page proposes, lists them for those who see them, and closes each
 * once. A writer who accepts one claims it first, changes the text as an ordinary edit, and closes it then; what
 * was claimed and never closed is open again after a minute.
 */
import type { PayloadOf } from '#lib/events/kinds.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import { isClaimed, type SuggestionAct } from '#rules/suggestions/suggestion.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { changeSuggestion, findSuggestion, setClaim, type SuggestionRow } from './store/suggestions.ts';
import { sectionSubject, type SectionLocation } from './suggestion-subject.ts';
import { type SuggestionsOnSection, list } from './suggestion-views.ts';
import { save, type SectionDecision, announce, placeOf } from './suggestion-saving.ts';

/** Says what a decision found and left. */
export interface Decided {
  /** Is true where another claim was never closed, whose words may stand in the text already. */
  readonly wasClaimed: boolean;
  /** After the decision. */
  readonly version: number;
}

const command = commandsOf<CommandDeps>();

/**
 * `stale` where it says something else, or was decided or claimed, since the person saw it. To reopen takes
 * one's own decision back.
 */
const decide = command(
  { name: 'suggestions.decide', subject: sectionSubject, needs: 'decides' },
  async (
    decision,
    act: SuggestionAct,
    seen: { readonly id: string; readonly version: number }
  ): Promise<Decided> => {
    const { trx, at, subject, actor } = decision;
    const row = await findSuggestion(trx, seen.id);
    if (row?.documentId !== subject.document.id || row.section !== subject.section)
      throw refused('not-found');
    const isMine = row.claimedBy === actor.userId && row.state === 'open';
    const mine = { ...decision, row, isMine };
    switch (act) {
      case 'claim':
      case 'reject':
        if (row.state !== 'open' || row.version !== seen.version || isClaimed(row, at))
          throw refused('stale');
        if (act === 'reject') return close(mine, 'rejected');
        return claim(mine, { claimedBy: actor.userId, claimedAt: at });
      case 'release':
        if (!isMine) throw refused('stale');
        return claim(mine, { claimedBy: null, claimedAt: null });
      case 'accept':
        // Said again by a page that got no answer.
        if (row.state === 'accepted' && row.decidedBy === actor.userId) return unchanged(row);
        if (!isMine) throw refused('stale');
        return close(mine, 'accepted');
      case 'lose':
        if (!isMine) throw refused('stale');
        return close(mine, 'lost');
      case 'reopen':
        return takeBack(mine);
    }
  }
);

/** It is the decider's own where they hold the claim to it. */
interface RowDecision extends SectionDecision {
  readonly row: SuggestionRow;
  readonly isMine: boolean;
}

const unchanged = ({ claimedAt, version }: SuggestionRow): Decided => ({
  wasClaimed: claimedAt !== null,
  version
});

async function claim({ trx, row }: RowDecision, to: Parameters<typeof setClaim>[2]): Promise<Decided> {
  if (!(await setClaim(trx, row, to))) throw refused('stale');
  return unchanged(row);
}

const close = (
  { at, actor, ...decision }: RowDecision,
  state: PayloadOf<'suggestion.decided'>['act']
): Promise<Decided> =>
  changed({ ...decision, at, actor }, state, {
    decidedBy: actor.userId,
    decidedAt: at,
    claimedBy: null,
    claimedAt: null
  });

async function takeBack(decision: RowDecision): Promise<Decided> {
  const { trx, row, isMine, actor } = decision;
  if (row.state === 'open') {
    // The text was changed and changed back before its claim was closed.
    if (isMine) await setClaim(trx, row, { claimedBy: null, claimedAt: null });
    return unchanged(row);
  }
  const isOwnDecision =
    row.decidedBy === actor.userId && (row.state === 'accepted' || row.state === 'rejected');
  if (!isOwnDecision) throw refused('stale');
  return changed(decision, 'open', { decidedBy: null, decidedAt: null });
}

async function changed(
  decision: RowDecision,
  state: PayloadOf<'suggestion.decided'>['act'],
  columns: Parameters<typeof changeSuggestion>[2]
): Promise<Decided> {
  const { trx, row } = decision;
  if (!(await changeSuggestion(trx, row, { ...columns, state }))) throw refused('stale');
  announce(decision, {
    kind: 'suggestion.decided',
    payload: { ...placeOf(decision), act: state, userId: row.userId, suggestion: row.id }
  });
  return { wasClaimed: row.claimedAt !== null, version: row.version + 1 };
}

export type Suggestions = ReturnType<typeof createSuggestions>;

export function createSuggestions(deps: CommandDeps) {
  const bound = bind(deps, { list });
  return {
    ...bind(deps, { save, decide }),
    /** Null for a reader who sees none. */
    async list(actor: Actor, location: SectionLocation): Promise<Result<SuggestionsOnSection | null>> {
      const listed = await bound.list(actor, location);
      return !listed.ok && listed.refusal.code === 'not-found' ? ok(null) : listed;
    }
  };
}

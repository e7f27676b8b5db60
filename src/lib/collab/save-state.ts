/**
 * What the page may truthfully say about the reader's own words: nothing is called saved that the server has not committed.
 */
import type { CloseReason } from '#wire/close.ts';
import type { ProviderState } from './provider-state.ts';

export type SaveState =
  | { readonly kind: 'connecting' }
  /** `at` is the server's time of the last commit; null where nothing has been written since the page was opened. */
  | { readonly kind: 'saved'; readonly at: number | null }
  | { readonly kind: 'saving'; readonly since: number }
  | { readonly kind: 'unsaved'; readonly since: number; readonly changes: number }
  | { readonly kind: 'offline'; readonly since: number | null; readonly changes: number }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'proposal'; readonly at: number }
  /** The server will not take what is written here: it has to be copied or let go of. */
  | { readonly kind: 'refused'; readonly reason: CloseReason | 'denied'; readonly changes: number }
  | { readonly kind: 'ended'; readonly reason: CloseReason; readonly changes: number };

/** Shorter than this a wait is ordinary, and naming it would only unsettle. */
export const ordinaryWait = 4_000;

export function saveStateOf(state: ProviderState, holdsWriting: boolean, now: number): SaveState {
  const { unsaved, end, denied, link } = state;
  const changes = (unsaved?.changes ?? 0) + (holdsWriting ? 1 : 0);
  if (denied !== null && changes > 0) return { kind: 'refused', reason: 'denied', changes };
  if (end !== null) {
    if (state.proposal) return { kind: 'proposal', at: state.proposal.at };
    // Signing in again brings the words through; the other ends do not.
    return changes > 0 && end !== 'session-ended' ? { kind: 'refused', reason: end, changes } : { kind: 'ended', reason: end, changes };
  }
  const since = unsaved?.since ?? (holdsWriting ? now : null);
  if (link === 'offline') return { kind: 'offline', since, changes };
  if (since !== null) {
    return now - since < ordinaryWait ? { kind: 'saving', since } : { kind: 'unsaved', since, changes };
  }
  if (link === 'waiting') return { kind: 'offline', since: null, changes: 0 };
  if (state.proposal) return { kind: 'proposal', at: state.proposal.at };
  if (!state.synced) return { kind: 'connecting' };
  return state.access === 'read' ? { kind: 'read-only' } : { kind: 'saved', at: state.savedAt };
}

/** Whether closing the page now would lose words. */
export const wouldLose = (state: SaveState): boolean =>
  state.kind === 'saving' || ('changes' in state && state.changes > 0);

/**
 * Derives what the page may truthfully say about the reader's own text: nothing is called saved that the
 * server has not committed.
 */
import type { End, ProviderState } from './provider-state.ts';

export type SaveState =
  | { readonly kind: 'connecting' }
  /** `at` is the server's time of the last commit; null where nothing has been written since the page was opened. */
  | { readonly kind: 'saved'; readonly at: number | null }
  | { readonly kind: 'saving'; readonly since: number }
  /**
   * `trouble`: the server reports that it cannot save. `offersCopy`: it has lasted so long that a copy in a
   * file is offered.
   */
  | {
      readonly kind: 'unsaved';
      readonly since: number;
      readonly changes: number;
      readonly trouble: boolean;
      readonly offersCopy: boolean;
    }
  | {
      readonly kind: 'offline';
      readonly since: number | null;
      readonly changes: number;
      readonly offersCopy: boolean;
    }
  /** The server cannot save: nothing waits, but new changes would. */
  | { readonly kind: 'trouble' }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'proposal'; readonly at: number }
  /** Describes changes that the server refuses: they have to be copied or discarded. */
  | { readonly kind: 'refused'; readonly reason: End | 'denied'; readonly changes: number }
  | { readonly kind: 'ended'; readonly reason: End; readonly changes: number };

/** Sets below how many milliseconds a wait is ordinary; showing it would only unsettle the reader. */
export const ordinaryWait = 4_000;
/** Sets after how many milliseconds a copy of the text is offered. */
export const copyAfter = 120_000;

export function saveStateOf(state: ProviderState, holdsWriting: boolean, now: number): SaveState {
  const { unsaved, end, denied, link } = state;
  const changes = (unsaved?.changes ?? 0) + (holdsWriting ? 1 : 0);
  if (denied !== null && changes > 0) return { kind: 'refused', reason: 'denied', changes };
  if (end !== null) {
    if (state.proposal && changes === 0) return { kind: 'proposal', at: state.proposal.at };
    // Signing in again sends the changes; the other ends do not.
    return changes > 0 && end !== 'session-ended'
      ? { kind: 'refused', reason: end, changes }
      : { kind: 'ended', reason: end, changes };
  }
  const since = unsaved?.since ?? (holdsWriting ? now : null);
  const offersCopy = since !== null && now - since >= copyAfter;
  const cannotSave = state.trouble === 'saving';
  if (link === 'offline') return { kind: 'offline', since, changes, offersCopy };
  if (since !== null) {
    if (now - since < ordinaryWait && !cannotSave) return { kind: 'saving', since };
    return { kind: 'unsaved', since, changes, trouble: cannotSave, offersCopy };
  }
  if (link === 'waiting') return { kind: 'offline', since: null, changes: 0, offersCopy };
  if (state.proposal) return { kind: 'proposal', at: state.proposal.at };
  if (!state.synced) return { kind: 'connecting' };
  if (state.access === 'read') return { kind: 'read-only' };
  return cannotSave ? { kind: 'trouble' } : { kind: 'saved', at: state.savedAt };
}

/** Checks whether closing the page now would lose text. */
export const wouldLose = (state: SaveState): boolean =>
  state.kind === 'saving' || ('changes' in state && state.changes > 0);

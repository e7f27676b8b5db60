import { describe, expect, it } from 'vitest';
import type { ProviderState } from '#lib/collab/provider-state.ts';
import { copyAfter, saveStateOf, wouldLose } from '#lib/collab/save-state.ts';

const calm: ProviderState = {
  link: 'open',
  synced: true,
  isCaughtUp: true,
  access: 'write',
  unsaved: null,
  savedAt: 5_000,
  end: null,
  denied: null,
  textSize: null,
  written: null,
  proposal: null,
  trouble: 'none'
};
const now = 100_000;
const waiting = (milliseconds: number) => ({ since: now - milliseconds, changes: 3 });

describe('what the page says of the reader’s words', () => {
  it('is "saved" with the server’s time only when nothing is left to commit', () => {
    expect(saveStateOf(calm, false, now)).toEqual({ kind: 'saved', at: 5_000 });
    expect(saveStateOf({ ...calm, unsaved: waiting(10) }, false, now).kind).toBe('saving');
    expect(saveStateOf(calm, true, now).kind).toBe('saving');
  });

  it('names a wait that has become long, with how much waits', () => {
    expect(saveStateOf({ ...calm, unsaved: waiting(9_000) }, false, now)).toEqual({
      kind: 'unsaved',
      since: 91_000,
      changes: 3,
      trouble: false,
      offersCopy: false
    });
  });

  it('says "offline" with what waits, and warns before the page is closed', () => {
    const state = saveStateOf({ ...calm, link: 'offline', unsaved: waiting(9_000) }, false, now);
    expect(state).toEqual({ kind: 'offline', since: 91_000, changes: 3, offersCopy: false });
    expect(wouldLose(state)).toBe(true);
    expect(wouldLose(saveStateOf({ ...calm, link: 'offline' }, false, now))).toBe(false);
  });

  it('asks what to do with words that the server refused', () => {
    expect(saveStateOf({ ...calm, denied: 'no', unsaved: waiting(1) }, false, now).kind).toBe('refused');
    expect(
      saveStateOf({ ...calm, link: 'stopped', end: 'too-large', unsaved: waiting(1) }, false, now)
    ).toMatchObject({
      kind: 'refused',
      reason: 'too-large'
    });
    expect(saveStateOf({ ...calm, link: 'stopped', end: 'forbidden' }, false, now)).toEqual({
      kind: 'ended',
      reason: 'forbidden',
      changes: 0
    });
  });

  it('keeps the words for the next sign-in when a session ended', () => {
    const state = saveStateOf(
      { ...calm, link: 'stopped', end: 'session-ended', unsaved: waiting(1) },
      false,
      now
    );
    expect(state).toEqual({ kind: 'ended', reason: 'session-ended', changes: 3 });
    expect(wouldLose(state)).toBe(true);
  });

  it('tells that words for a frozen text were kept as a proposal', () => {
    const stored = {
      ...calm,
      link: 'stopped' as const,
      end: 'generation-ended' as const,
      proposal: { proposalId: 'p', at: 7, writes: 1 }
    };
    expect(saveStateOf(stored, false, now)).toEqual({ kind: 'proposal', at: 7 });
  });

  it('offers a copy once words could not be sent for two minutes, with a connection or without', () => {
    const long = { unsaved: waiting(copyAfter) };
    expect(saveStateOf({ ...calm, ...long }, false, now)).toMatchObject({
      kind: 'unsaved',
      offersCopy: true
    });
    expect(saveStateOf({ ...calm, ...long, link: 'offline' }, false, now)).toMatchObject({
      kind: 'offline',
      offersCopy: true
    });
    expect(saveStateOf({ ...calm, unsaved: waiting(copyAfter - 1) }, false, now)).toMatchObject({
      offersCopy: false
    });
  });

  it('says at once that the server cannot save, of words that wait and before there are any', () => {
    const troubled = { ...calm, trouble: 'saving' as const };
    expect(saveStateOf({ ...troubled, unsaved: waiting(10) }, false, now)).toMatchObject({
      kind: 'unsaved',
      trouble: true
    });
    expect(saveStateOf(troubled, false, now)).toEqual({ kind: 'trouble' });
    expect(saveStateOf({ ...troubled, access: 'read' }, false, now).kind).toBe('read-only');
    expect(saveStateOf({ ...calm, trouble: 'nodes' }, false, now).kind).toBe('saved');
  });

  it('says that a reader only reads', () => {
    expect(saveStateOf({ ...calm, access: 'read' }, false, now).kind).toBe('read-only');
  });
});

/** Shows that suggestions are saved after a pause, kept without a connection, and forgotten once they were decided. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  longestSuggestion,
  type SavedSuggestion,
  type SuggestedChange
} from '#rules/suggestions/suggestion.ts';
import type { Answer, SuggestionActions } from '#lib/editor/suggestions/suggestion-actions.ts';
import { SuggestionSaver, type Saving } from '#lib/editor/suggestions/suggestion-saver.ts';
import type { SavedSuggestions } from '#server/areas/suggestions/suggestion-saving.ts';
import type { ClosedSuggestion } from '#server/areas/suggestions/suggestion-views.ts';
import { insertionOf } from '#kit/insertion.ts';

type Changes = Parameters<SuggestionActions['save']>[0];

const inserting = (text: string): SuggestedChange => ({ ...insertionOf(text), blockId: 'a' });
const own = (id: string, text: string) => ({ id, change: inserting(text) });
const listed = (id: string, text: string): SavedSuggestion => ({ id, language: 'en', ...inserting(text) });

/** A page with a server that answers as it is set up; `all` is what it was asked to save. */
function openPage(drafts = new Map<string, unknown>()) {
  const all: Changes[] = [];
  const states: Saving[] = [];
  const page = {
    all,
    states,
    drafts,
    isOnline: true,
    closed: [] as ClosedSuggestion[],
    rests: 0,
    heard: [] as string[],
    online: (): void => undefined,
    saver: undefined as unknown as SuggestionSaver
  };
  const save = (changes: Changes): Promise<Answer<SavedSuggestions>> => {
    all.push(changes);
    if (!page.isOnline) return Promise.resolve({ kind: 'offline' });
    const ids = [...changes.saved.map(({ id }) => id), ...changes.withdrawn];
    const closed = page.closed.filter(({ id }) => ids.includes(id));
    const saved = ids.filter((id) => !closed.some((one) => one.id === id));
    return Promise.resolve({ kind: 'done', value: { saved, closed, busy: [] } });
  };
  page.saver = new SuggestionSaver({
    key: 'key',
    language: 'en',
    actions: { save, decide: () => Promise.resolve({ kind: 'offline' }) },
    drafts: {
      read: (key) => drafts.get(key) ?? null,
      save: (key, value) => void (value === null ? drafts.delete(key) : drafts.set(key, value))
    },
    onOnline: (call) => {
      page.online = call;
      return () => undefined;
    },
    onChange: (saving) => states.push(saving),
    onClosed: (ids) => page.heard.push(...ids),
    onRest: () => (page.rests += 1)
  });
  return page;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(600);

describe('suggestions of a page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are saved half a second after typing, once', async () => {
    const page = openPage();
    for (const text of ['o', 'on', 'one']) page.saver.take([own('1', text)], []);
    await settle();
    expect(page.all).toEqual([{ saved: [listed('1', 'one')], withdrawn: [] }]);
    page.saver.take([own('1', 'one')], []);
    await settle();
    expect(page.all).toHaveLength(1);
    expect(page.states.at(-1)).toBe('saved');
    expect(page.drafts.size).toBe(0);
  });

  it('are kept without a connection, over a reload, and arrive when there is one', async () => {
    const page = openPage();
    page.isOnline = false;
    page.saver.take([own('1', 'one')], []);
    await settle();
    expect(page.states.at(-1)).toBe('kept');
    page.saver.take([own('1', 'one more')], []);
    page.saver.close();
    const again = openPage(page.drafts);
    expect(again.saver.own([])).toEqual([own('1', 'one more')]);
    await settle();
    expect(again.all.at(-1)?.saved).toEqual([listed('1', 'one more')]);
    expect(again.drafts.size).toBe(0);
  });

  it('are tried again when the browser is online again', async () => {
    const page = openPage();
    page.isOnline = false;
    page.saver.take([own('1', 'one')], []);
    await settle();
    page.isOnline = true;
    page.online();
    await settle();
    expect(page.states.at(-1)).toBe('saved');
  });

  it('do not come back where they were decided while nobody suggested', async () => {
    const page = openPage();
    page.saver.take([own('1', 'one'), own('2', 'two')], []);
    await settle();
    page.saver.note(new Set(['1', '2']));
    page.saver.note(new Set(['2']));
    expect(page.saver.own([listed('2', 'two')])).toEqual([own('2', 'two')]);
  });

  it('are newer than what the page lists, and complete where it lists less', async () => {
    const page = openPage();
    expect(page.saver.own([listed('1', 'one')])).toEqual([own('1', 'one')]);
    page.saver.take([own('1', 'one more'), own('2', 'two')], []);
    await settle();
    expect(page.saver.own([listed('1', 'one')])).toEqual([own('1', 'one more'), own('2', 'two')]);
  });

  it('that were never saved need not be withdrawn; others are', async () => {
    const page = openPage();
    page.saver.own([listed('1', 'one')]);
    page.saver.take([own('1', 'one'), own('2', 'two')], []);
    page.saver.take([], ['1', '2']);
    await settle();
    expect(page.all).toEqual([{ saved: [], withdrawn: ['1'] }]);
  });

  it('that were decided meanwhile are forgotten, until who decided takes it back', async () => {
    const page = openPage();
    page.saver.own([listed('1', 'one')]);
    page.closed = [{ id: '1', state: 'rejected', change: inserting('one') }];
    page.saver.take([], ['1']);
    await settle();
    page.saver.take([own('1', 'one')], []);
    await settle();
    expect(page.all).toHaveLength(1);
    expect(page.rests).toBe(0);
    expect(page.saver.own([])).toEqual([]);
    expect(page.saver.recall(new Set(['1']))).toBe(true);
    expect(page.saver.own([listed('1', 'one')])).toEqual([own('1', 'one')]);
  });

  it.each([
    ['accepted', ' more'],
    ['rejected', 'one more'],
    ['lost', 'one more']
  ] as const)('that were %s while their author wrote on leave the rest', async (state, rest) => {
    const page = openPage();
    page.saver.own([listed('1', 'one')]);
    page.isOnline = false;
    page.saver.take([own('1', 'one more')], []);
    await settle();
    page.isOnline = true;
    page.closed = [{ id: '1', state, change: inserting('one') }];
    page.online();
    await settle();
    const [left, ...others] = page.saver.own([]);
    expect(others).toEqual([]);
    expect(left?.id).not.toBe('1');
    expect(left?.change.content).toEqual([{ text: rest, marks: [] }]);
    expect(page.all.at(-1)?.saved.map(({ id }) => id)).toEqual([left?.id]);
    expect(page.rests).toBe(1);
    // What is typed before the text is opened anew belongs to it as well.
    page.saver.take([own('1', 'one more time')], []);
    await settle();
    expect(page.saver.own([]).map(({ id }) => id)).toEqual([left?.id]);
    expect(page.all.at(-1)?.saved[0]?.content[0]?.text).toBe(`${rest} time`);
  });

  it('that were withdrawn in another tab leave nothing', async () => {
    const page = openPage();
    page.saver.own([listed('1', 'one')]);
    page.closed = [{ id: '1', state: 'withdrawn', change: inserting('one') }];
    page.saver.take([own('1', 'one more')], []);
    await settle();
    expect(page.saver.own([])).toEqual([]);
    expect(page.all).toHaveLength(1);
  });

  it.each([
    ['accepted', [' more']],
    ['rejected', ['one more']]
  ] as const)(
    'that were %s before a list held them are asked about, once for each list',
    async (state, rest) => {
      const page = openPage();
      page.saver.take([own('1', 'one')], []);
      await settle();
      page.saver.askAbout(new Set());
      await settle();
      expect(page.all.map(({ saved }) => saved.map(({ id }) => id))).toEqual([['1'], ['1']]);
      expect([page.heard, page.states.at(-1)]).toEqual([[], 'saved']);
      page.closed = [{ id: '1', state, change: inserting('one') }];
      page.saver.askAbout(new Set());
      await settle();
      expect([page.heard, page.all.length, page.rests]).toEqual([['1'], 3, 0]);
      expect(page.saver.own([])).toEqual([]);
      page.saver.take([own('1', 'one more')], []);
      await settle();
      expect(page.saver.own([]).map(({ change }) => change.content[0]?.text)).toEqual(rest);
      page.saver.askAbout(new Set(['1']));
      await settle();
      expect(page.all).toHaveLength(5);
    }
  );

  it('that a list holds are not asked about', async () => {
    const page = openPage();
    page.saver.own([listed('1', 'one')]);
    page.saver.take([own('2', 'two')], []);
    await settle();
    page.saver.askAbout(new Set(['2']));
    await settle();
    expect(page.all).toHaveLength(1);
  });

  it('that were decided before the server answered that it has them keep what was written since', async () => {
    const page = openPage();
    page.isOnline = false;
    page.saver.take([own('1', 'one more')], []);
    await settle();
    expect(page.saver.hasMore(['1'])).toBe(true);
  });

  it('say whether more was written than the server knows', () => {
    const page = openPage();
    page.saver.own([listed('1', 'one'), listed('2', 'two')]);
    page.saver.take([own('1', 'one'), own('2', 'two more')], []);
    expect([page.saver.hasMore(['1']), page.saver.hasMore(['2'])]).toEqual([false, true]);
  });

  it('that are longer than the server takes are kept from it, and the others are not', async () => {
    const page = openPage();
    page.saver.take([own('1', 'x'.repeat(longestSuggestion + 1)), own('2', 'two')], []);
    await settle();
    expect(page.all).toEqual([{ saved: [listed('2', 'two')], withdrawn: [] }]);
  });
});

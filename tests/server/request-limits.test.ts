/** Shows that one person's requests do not delay another's, and that honest use meets no limit. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRequestLimits } from '#server/http/request-limits.ts';

const address = '203.0.113.7';

function openLimits() {
  const clock = { at: Date.parse('2026-03-02T10:00:00Z') };
  const limits = openRequestLimits({ now: () => new Date(clock.at), store: { engine: 'postgres' } });
  const enter = async (person: string | null, from = address): Promise<() => void> => {
    const turn = await limits.admit(person, from);
    if (turn === 'throttled') throw new Error('throttled');
    return turn;
  };
  return { clock, limits, enter };
}

describe('the pages of one person', () => {
  it('are made three at a time, in their order, while others do not wait', async () => {
    const { limits, enter } = openLimits();
    const turns = await Promise.all(Array.from({ length: 3 }, () => enter('one')));
    const order: string[] = [];
    const fourth = limits.admit('one', address).then((turn) => {
      order.push('fourth');
      return turn;
    });
    (await enter('other'))();
    order.push('other');
    turns[0]?.();
    expect(await fourth).not.toBe('throttled');
    expect(order).toEqual(['other', 'fourth']);
  });

  it('are refused at once when a hundred wait already', async () => {
    const { limits } = openLimits();
    const asked = Array.from({ length: 1_000 }, () => limits.admit('one', address));
    const refused = await Promise.all(asked.slice(128));
    expect(refused.every((turn) => turn === 'throttled')).toBe(true);
    expect(await limits.admit('other', address)).not.toBe('throttled');
  });

  it('may be 600 at a stretch, and 30 a second from then on', async () => {
    const { clock, limits, enter } = openLimits();
    for (let n = 0; n < 600; n += 1) (await enter('one'))();
    expect(await limits.admit('one', address)).toBe('throttled');
    clock.at += 1_000;
    for (let n = 0; n < 30; n += 1) (await enter('one'))();
    expect(await limits.admit('one', address)).toBe('throttled');
  });

  it('are counted by address without a session, and not at all from this machine', async () => {
    const { limits, enter } = openLimits();
    for (let n = 0; n < 600; n += 1) (await enter(null))();
    expect(await limits.admit(null, address)).toBe('throttled');
    expect(await limits.admit(null, '203.0.113.8')).not.toBe('throttled');
    for (let n = 0; n < 1_000; n += 1) (await enter(null, '127.0.0.1'))();
  });
});

describe('the pages of all', () => {
  it('are made four at a time, with people in turn, but for those that wait for something else', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { enter } = openLimits();
    const made: string[] = [];
    const make = (person: string): Promise<() => void> =>
      enter(person).then((turn) => {
        made.push(person);
        return turn;
      });
    const first = await Promise.all(['a', 'b', 'c', 'd'].map(make));
    const waiting = ['g', 'g', 'h'].map(make);
    first[0]?.();
    await waiting[0];
    first[1]?.();
    await waiting[2];
    expect(made).toEqual(['a', 'b', 'c', 'd', 'g', 'h']);
    // The other pages are not finished in time: nobody waits for them any longer.
    vi.advanceTimersByTime(500);
    await waiting[1];
    expect(made.at(-1)).toBe('g');
  });
});

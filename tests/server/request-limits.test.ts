/** Shows that one person's requests do not delay another's, and that honest use meets no limit. */
import { describe, expect, it } from 'vitest';
import { openRequestLimits } from '#server/request-limits.ts';

const address = '203.0.113.7';

function openLimits() {
  const clock = { at: Date.parse('2026-03-02T10:00:00Z') };
  const limits = openRequestLimits({ now: () => new Date(clock.at) });
  const enter = async (person: string | null, from = address): Promise<() => void> => {
    const turn = await limits.admit(person, from);
    if (turn === 'throttled') throw new Error('throttled');
    return turn;
  };
  return { clock, limits, enter };
}

describe('the pages of one person', () => {
  it('are made eight at a time, in their order, while others do not wait', async () => {
    const { limits, enter } = openLimits();
    const turns = await Promise.all(Array.from({ length: 8 }, () => enter('one')));
    const order: string[] = [];
    const ninth = limits.admit('one', address).then((turn) => {
      order.push('ninth');
      return turn;
    });
    (await enter('other'))();
    order.push('other');
    turns[0]?.();
    expect(await ninth).not.toBe('throttled');
    expect(order).toEqual(['other', 'ninth']);
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

import { describe, expect, it } from 'vitest';
import { openDue } from '#server/services/due/clock.ts';
import type { Duty } from '#server/services/due/duty.ts';
import { openHouse } from '#kit/house.ts';

function journalTo(lines: string[]) {
  return {
    error: (message: string, _: unknown, facts?: object) => lines.push(`${message} ${JSON.stringify(facts)}`),
    info: (message: string) => lines.push(message)
  };
}

function doing(name: string, what: () => unknown): Duty {
  return {
    name,
    run: () => {
      what();
      return Promise.resolve();
    }
  };
}

describe('the clock of timed work', () => {
  it('runs one duty after another, and a second round after the first', async () => {
    const told: string[] = [];
    const slow: Duty = {
      name: 'slow',
      run: async () => {
        told.push('slow begins');
        await new Promise((resolve) => setImmediate(resolve));
        told.push('slow ends');
      }
    };
    const quick = doing('quick', () => told.push('quick'));
    const due = openDue([slow, quick], { journal: journalTo([]), everyMilliseconds: null });
    await Promise.all([due.run(), due.run()]);
    expect(told).toEqual(['slow begins', 'slow ends', 'quick', 'slow begins', 'slow ends', 'quick']);
  });

  it('journals a duty that fails once until it runs again, and lets the others run', async () => {
    const lines: string[] = [];
    let isBroken = true;
    let others = 0;
    const broken: Duty = {
      name: 'broken',
      run: () => (isBroken ? Promise.reject(new Error('away')) : Promise.resolve())
    };
    const due = openDue([broken, doing('other', () => others++)], {
      journal: journalTo(lines),
      everyMilliseconds: null
    });
    await due.run();
    await due.run();
    isBroken = false;
    await due.run();
    expect(others).toBe(3);
    expect(lines).toEqual(['duty failed {"duty":"broken"}', 'duty runs again']);
  });

  it('runs by itself, and closes when the running duty has ended', async () => {
    let begun: () => void;
    let end: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    let isDone = false;
    const long: Duty = {
      name: 'long',
      run: async () => {
        begun();
        await new Promise<void>((resolve) => (end = resolve));
        isDone = true;
      }
    };
    let after = 0;
    const due = openDue([long, doing('after', () => after++)], {
      journal: journalTo([]),
      everyMilliseconds: 1
    });
    await started;
    const closed = due.close();
    end();
    await closed;
    expect([isDone, after]).toEqual([true, 0]);
  });

  it('stands in every house, and runs where the test says so', async () => {
    const house = await openHouse();
    await expect(house.due.run()).resolves.toBeUndefined();
  });
});

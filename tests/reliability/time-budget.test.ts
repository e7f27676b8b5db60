import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { compiled } from '#kit/compiled.ts';
import { overBudget, strainOf, type Target } from '#kit/time-budget.ts';

/** Starts a process that serves /healthz: what this one holds of other tests would count. */
async function serve(): Promise<{ target: Target; act: (what: 'work' | 'hold') => Promise<unknown> }> {
  const child = fork(fileURLToPath(new URL('../kit/straining-process.ts', import.meta.url)), {
    env: { ...process.env, ...compiled }
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = (await once(child, 'message')) as [number];
  return {
    target: { port, pid: child.pid ?? 0 },
    act: (what) => {
      child.send(what);
      return once(child, 'message');
    }
  };
}

it('a server that stands still for half a second is over the budget, also where it answers quickly otherwise', async () => {
  const { target, act } = await serve();
  const strain = await strainOf(target, () => act('work'));
  expect(strain.worst).toBeGreaterThan(300);
  expect(overBudget(new Map([['a busy loop', strain]]))).toContain('a busy loop');
});

it('a server that comes to hold 300 MB more is over the budget, and one that only waits is within it', async () => {
  const { target, act } = await serve();
  const filled = await strainOf(target, () => act('hold'));
  const idle = await strainOf(target, () => Promise.resolve());
  expect(overBudget(new Map([['a hoard', filled]]))).toContain('a hoard');
  expect(overBudget(new Map([['nothing', idle]]))).toBe('');
});

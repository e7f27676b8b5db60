import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { overBudget, strainOf, type Target } from '#kit/time-budget.ts';

/** Serves /healthz from the process of the test. */
async function serveHere(): Promise<Target> {
  const server = createServer((_, response) => void response.end('{"ok":true}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { port: address.port, pid: process.pid };
}

/** Keeps the process busy until it has used so much of a processor. */
function work(milliseconds: number): void {
  const before = process.cpuUsage();
  for (let used = 0; used < milliseconds * 1000;) {
    for (let n = 0; n < 100_000; n++) Math.sqrt(n);
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
}

it('a server that stands still for half a second is over the budget, also where it answers quickly otherwise', async () => {
  const target = await serveHere();
  const strain = await strainOf(target, () => {
    work(500);
    return Promise.resolve();
  });
  expect(strain.worst).toBeGreaterThan(300);
  expect(overBudget(new Map([['a busy loop', strain]]))).toHaveLength(1);
});

it('a server that comes to hold 300 MB more is over the budget, and one that only waits is within it', async () => {
  const target = await serveHere();
  const held: Buffer[] = [];
  const filled = await strainOf(target, async () => {
    for (let n = 0; n < 300; n++) {
      held.push(Buffer.alloc(1024 * 1024, 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  expect(held).toHaveLength(300);
  const idle = await strainOf(target, () => Promise.resolve());
  expect(overBudget(new Map([['a hoard', filled]]))).toHaveLength(1);
  expect(overBudget(new Map([['nothing', idle]]))).toEqual([]);
});

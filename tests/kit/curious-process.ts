/**
 * Is a program in the place of the one that writes reports: it tries what that one must not be able to do, and says
 * what it was refused.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const attempts: Readonly<Record<string, () => unknown>> = {
  'read a file of the machine': () => readFileSync('/etc/passwd'),
  'write a file': () => writeFileSync(join(tmpdir(), 'meridian-curious'), 'x'),
  'write into the program': () => writeFileSync(new URL('./curious.txt', import.meta.url), 'x'),
  'run a program': () => spawnSync('true'),
  'start a thread': () => new Worker('0', { eval: true })
};

process.once('message', () => {
  const refused = Object.entries(attempts).flatMap(([name, attempt]) => {
    try {
      attempt();
      return [];
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED' ? [name] : [];
    }
  });
  const names = Object.keys(process.env).filter((name) => !['TZ', 'LANG', 'MALLOC_ARENA_MAX'].includes(name));
  process.send?.({
    kind: 'failed',
    failure: { reason: 'not-written', subject: { en: '', zh: '' }, part: null },
    detail: JSON.stringify({ refused, environment: names.filter((name) => !name.startsWith('NODE_')) })
  });
});

/** Finds the test files that a run has left out: a glob or a filter that skips files silently must not look green. */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

const isOfSuite = (path: string): boolean =>
  (/\.test\.ts$/.test(path) && !/\.long\.test\.ts$/.test(path)) || /^tests\/e2e\/.*\.spec\.ts$/.test(path);

/** Lists the files below `tests` that belong to the suite and of which no test ran; paths are relative to the root. */
export function leftOut(root: string, ran: ReadonlySet<string>): string[] {
  return readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((name) => `tests/${name.split(sep).join('/')}`)
    .filter((path) => isOfSuite(path) && !ran.has(path))
    .sort();
}

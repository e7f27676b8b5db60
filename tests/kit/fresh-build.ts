/** Refuses to test a build that is older than what it is made of: a test would judge code that is not there any more. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Names the files that `npm run build` writes last, and touches where nothing has changed. */
const stamps = { pages: 'build/.meridian-build', server: 'build/app/.meridian-server' } as const;
const sources = { pages: ['src', 'static'], server: ['server'] } as const;

const isSource = (name: string): boolean => !name.includes(join('lib', 'paraglide') + sep);

/** Throws one sentence where pages or server have not been built since one of their sources changed. */
export function expectFreshBuild(...parts: readonly (keyof typeof stamps)[]): void {
  for (const part of parts) {
    const stamp = join(root, stamps[part]);
    const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
    for (const folder of sources[part])
      for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
        const path = join(root, folder, name);
        if (isSource(path) && statSync(path).mtimeMs > builtAt && statSync(path).isFile())
          throw new Error(`${join(folder, name)} has changed since the build: run npm run build`);
      }
  }
}

/** Says which version of Meridian this is: the number of package.json, and the commit that it was built from. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Version {
  readonly number: string;
  /** Holds the first twelve digits; null where neither a build nor a repository says it. */
  readonly commit: string | null;
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** Reads the commit that scripts/prepare.mjs noted, or asks the repository. */
function findCommit(): string | null {
  try {
    const noted = readFileSync(new URL('../../.cache/commit', import.meta.url), 'utf8').trim();
    if (noted !== '') return noted;
  } catch {
    // Nothing was prepared here.
  }
  try {
    const root = new URL('..', import.meta.url);
    const args = ['rev-parse', '--short=12', 'HEAD'];
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    }).trim();
  } catch {
    return null;
  }
}

export const ownVersion: Version = { number: version, commit: findCommit() };

/** Such as `0.2.0 (1a2b3c4d5e6f)`. */
export const versionText = ({ number, commit }: Version): string =>
  commit === null ? number : `${number} (${commit})`;

/** Makes a checkout next to this one. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { quickFolder } from './scratch-folder.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Returns the folder of a fresh clone with the files as they are now. Packages are linked instead of installed, and compiled messages
 * taken over in one file; `src/lib/paraglide` is the caller's matter, who also removes the folder.
 */
export function cloneCheckout(): string {
  const folder = mkdtempSync(join(quickFolder(), 'meridian-clone-'));
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  // The files of this checkout as they are, so that a change is tested before it is committed.
  git('checkout-index', '--all', `--prefix=${folder}/`);
  const changed = git('ls-files', '--modified', '--others', '--exclude-standard', '-z').split('\0');
  for (const file of changed.filter((name) => name !== '')) {
    rmSync(join(folder, file), { force: true });
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  execFileSync('git', ['init', '--quiet', folder]);
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!/^\.(bin|cache|vite|meridian-messages)/.test(name))
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  cpSync(join(root, 'node_modules/.bin'), join(folder, 'node_modules/.bin'), {
    recursive: true,
    verbatimSymlinks: true
  });
  // The compiler of messages takes longer than all the rest, and every run of the suite has begun with it.
  for (const made of ['.cache', 'node_modules/.meridian-messages'])
    cpSync(join(root, made), join(folder, made), { recursive: true });
  return folder;
}

/** Chooses where tests keep their files. */
import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const leastBytes = 4 * 2 ** 30;
const memory = '/dev/shm';

/** Lists the folders that `quickFolder` chooses from on this machine. */
export const quickFolders = (): string[] => [memory, tmpdir()].filter((folder) => existsSync(folder));

/**
 * Returns a folder in memory where the system has one with 4 GiB free, else the folder for temporary files. Most of a test's time on a
 * disk is spent on waiting until a commit is flushed. No test here cuts the power: a killed process loses nothing that was in memory.
 */
export function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= leastBytes ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

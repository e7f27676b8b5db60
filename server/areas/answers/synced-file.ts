/** Writes files that are whole or not there at all, also after a power loss, readable by their owner only. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes to a temporary file next to the target and renames it at the end. Returns how many bytes `fill` has
 * written; where it throws there is no file, and one that was there before stays.
 */
export async function writeWhole(
  file: string,
  fill: (write: (chunk: Uint8Array) => void) => Promise<void>
): Promise<number> {
  const partialFile = `${file}.partial`;
  const descriptor = openSync(partialFile, 'w', 0o600);
  let written = 0;
  try {
    await fill((chunk) => {
      for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
      written += chunk.length;
    });
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(partialFile, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(partialFile, file);
  syncFolder(dirname(file));
  return written;
}

/** Makes the name of a new file last: a rename is in the folder, not in the file. */
function syncFolder(folder: string): void {
  // Windows opens no folder, and keeps its names by itself.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Files that a command writes: whole or not at all, readable by their owner only. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Returns how many bytes `fill` has written. Where it throws there is no file. */
export async function writeWhole(
  file: string,
  fill: (write: (chunk: Uint8Array) => void) => Promise<void>
): Promise<number> {
  const partialFile = `${file}.partial`;
  const descriptor = openSync(partialFile, 'w', 0o600);
  let written = 0;
  try {
    await fill((chunk) => {
      writeFileSync(descriptor, chunk);
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
  return written;
}

/** Files that a command writes: whole or not at all, readable by their owner only. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export function writeWhole(file: string, bytes: Uint8Array): void {
  const beside = `${file}.partial`;
  const descriptor = openSync(beside, 'w', 0o600);
  try {
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(beside, file);
}

/**
 * Stores files that a build has written, piece by piece through one buffer: a file of some megabytes that is read whole
 * makes the garbage collector stop the server for as long as a letter may take.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Db } from '#server/store/open.ts';
import { pieceBytes, storeFile } from './store/report-files.ts';

/** Stores the file at a path under its SHA-256, unless the study has it; returns that hash and the size in bytes. */
export async function storeWritten(
  db: Db,
  studyId: string,
  path: string
): Promise<{ readonly sha256: string; readonly size: number }> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(pieceBytes);
    const read = async (n: number): Promise<Uint8Array> => {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, n * pieceBytes);
      return buffer.subarray(0, bytesRead);
    };
    const { size } = await file.stat();
    const hash = createHash('sha256');
    for (let n = 0; n * pieceBytes < size; n += 1) hash.update(await read(n));
    const written = { sha256: hash.digest('hex'), size };
    await storeFile(db, studyId, written, read);
    return written;
  } finally {
    await file.close();
  }
}

/**
 * Loads the key of the installation that is kept outside the database: a person who reads the database or a backup
 * does not hold it. From `SECRET_KEY`, or from a file in the data folder that is made on first use.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#server/process/config.ts';

export const keyBytes = 32;
const fileName = 'secret.key';

export function loadSecretKey({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): Uint8Array {
  if (secretKey) return secretKey;
  const file = join(dataDir, fileName);
  return keyIn(file) ?? makeKey(file, dataDir);
}

function keyIn(file: string): Uint8Array | undefined {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    if (key.length !== keyBytes) throw new Error(`${file} does not hold a key of ${keyBytes} bytes`);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the file whole or not at all; where another process was faster, its key is taken. */
function makeKey(file: string, dataDir: string): Uint8Array {
  mkdirSync(dataDir, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(partial, { force: true });
  }
  const key = keyIn(file);
  if (!key) throw new Error(`${file} cannot be read`);
  return key;
}

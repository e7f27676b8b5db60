/** Returns the SHA-256 digest by which contents are identified, as 64 hexadecimal digits. */
import { createHash, webcrypto } from 'node:crypto';

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Returns the same digest of large contents, computed off the event loop. */
export const sha256Aside = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');

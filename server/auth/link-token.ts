/** Secrets that stand in a link: made from the house's chance, and kept as hashes only. */
import { createHash } from 'node:crypto';
import { isToken } from '#domain/invitation.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Two random ids: 244 bits of chance, as 64 hexadecimal digits. */
export const makeToken = (newId: () => string): string => {
  const token = `${newId()}${newId()}`.replaceAll('-', '');
  return isToken(token) ? token : sha256(token);
};

/** What is stored of a token, hexadecimal. */
export const hashOfToken = sha256;

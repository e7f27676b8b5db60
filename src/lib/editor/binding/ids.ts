/** Gives ids to blocks and notes that people create. */
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

const issued = new Set<string>();

/** Returns a new id of 12 characters, 72 random bits. */
export function newId(): string {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => letters[byte & 63]).join('');
  issued.add(id);
  return id;
}

/** Checks whether an id was issued here and not used yet, so that nobody has to look whether it is taken. */
export const isUnused = (id: string): boolean => issued.delete(id);

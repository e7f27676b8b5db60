/** Gives ids to blocks and notes that people create. */
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

/** Holds the ids of nodes that are not written yet. */
const issued = new Set<string>();

/** Returns a new id of 12 characters, 72 random bits, for what is written into the text at once. */
export const newWrittenId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => letters[byte & 63]).join('');

/** Returns a new id for a node of the editor, which is written into the text later. */
export function newId(): string {
  const id = newWrittenId();
  issued.add(id);
  return id;
}

/**
 * Takes an id for a node that is being written; returns whether it was issued here and not used yet, so that nobody has
 * to look whether it is taken. From then on one has to: a node that is split names its id twice.
 */
export const takeUnused = (id: string): boolean => issued.delete(id);

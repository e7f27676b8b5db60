/** Divides client ids into those for letters and those for structure; writer-ids.ts says why. */

/** Separates the client ids: those for letters are smaller, those for structure are not. */
export const firstStructureId = 2 ** 31;

/** Returns 32 random bits. */
export const randomBits = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** Makes a client id for letters of 32 random bits. */
export const letterIdOf = (random: number): number => random >>> 1 || 1;

/** Makes a client id for structure of 32 random bits. */
export const structureIdOf = (random: number): number => (random | firstStructureId) >>> 0;

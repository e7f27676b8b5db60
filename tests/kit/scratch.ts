/** Integrates updates in a scratch document, for the few whose order only integration can determine. */
import { integratesAlike as integratesAlikeOn } from '#server/workers/soundness.ts';

export { sequencesOf } from '#server/workers/soundness.ts';

/**
 * Checks whether the update, applied to this state, makes a document that a fresh load from its own bytes
 * reproduces.
 */
export const integratesAlike = (state: Uint8Array, update: Uint8Array): boolean =>
  integratesAlikeOn([state], update);

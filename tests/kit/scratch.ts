/** A scratch document beside the room's, for the few updates whose order only integrating tells. */
import { integratesAlike as integratesAlikeOn } from '#server/workers/soundness.ts';

export { sequencesOf } from '#server/workers/soundness.ts';

/** Whether the update, laid on this state, makes a document that a fresh load from its own bytes makes again. */
export const integratesAlike = (state: Uint8Array, update: Uint8Array): boolean =>
  integratesAlikeOn([state], update);

/**
 * Tries out the few updates whose order only an integration can show, in a scratch document of the document
 * workers.
 */
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { Text } from './text.ts';

export interface TrialTools {
  readonly workers: DocumentWorkers;
  /** False when this person has had too much tried in scratch documents of late. */
  readonly mayTry: (userId: string, bytes: number) => boolean;
}

/**
 * Checks whether the update, applied to the text, makes a document that a fresh load from its own bytes makes
 * again.
 */
export async function orderHolds(
  tools: TrialTools,
  userId: string,
  text: Pick<Text, 'size' | 'pieces'>,
  update: Uint8Array
): Promise<'holds' | 'breaks' | 'unaffordable'> {
  if (!tools.mayTry(userId, text.size)) return 'unaffordable';
  return (await tools.workers.integratesAlike(text.pieces, update, userId)) ? 'holds' : 'breaks';
}

/** The few updates whose order only integrating tells are tried out in a scratch document, in the workshop. */
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import type { Text } from './text.ts';

export interface TrialTools {
  readonly workers: DocumentWorkers;
  /** False when this person has had too much tried in scratch documents of late. */
  readonly mayTry: (userId: string, bytes: number) => boolean;
}

/** Whether the update, laid on the text, makes a document that a fresh load from its own bytes makes again. */
export async function orderHolds(
  tools: TrialTools,
  userId: string,
  text: Pick<Text, 'size' | 'pieces'>,
  update: Uint8Array
): Promise<'holds' | 'breaks' | 'unaffordable'> {
  if (!tools.mayTry(userId, text.size)) return 'unaffordable';
  return (await tools.workers.integratesAlike(text.pieces, update, userId)) ? 'holds' : 'breaks';
}

/** Content that the schema does not know: nobody sees it and nobody builds on it; it is kept aside for whoever looks into it, and its author is told. */
import { encodeQuarantined } from '#wire/messages.ts';
import type { Journal } from '../../journal.ts';
import type { Log, Place } from '../log/log.ts';
import type { Write } from './work.ts';

export interface QuarantineTools {
  readonly log: Log;
  readonly journal: Journal;
  readonly now: () => Date;
}

export async function quarantine(
  tools: QuarantineTools,
  place: Place,
  { connection, frame }: Write,
  reason: string
): Promise<void> {
  const { userId } = connection;
  const at = tools.now().toISOString();
  await tools.log.quarantine(place, { userId, at, reason, bytes: frame.update });
  tools.journal.warn('An update with content that the schema does not know was set aside', {
    userId,
    reason,
    ...place
  });
  if (connection.wantsOurs) connection.send(encodeQuarantined(reason));
  connection.refuse('malformed', 'content that the schema does not know');
}

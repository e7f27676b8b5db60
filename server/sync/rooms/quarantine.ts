/**
 * Stores content that the schema does not know apart from the document: it is shown to no one and nothing
 * builds on it; it can be inspected later, and its author is notified.
 */
import { encodeQuarantined } from '#wire/messages.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Log, RoomKey } from '../log/log.ts';
import type { Write } from './work.ts';

export interface QuarantineTools {
  readonly log: Log;
  readonly logger: Logger;
  readonly now: () => Date;
}

export async function quarantine(
  tools: QuarantineTools,
  roomKey: RoomKey,
  { connection, frame }: Write,
  reason: string
): Promise<void> {
  const { userId } = connection;
  const at = tools.now().toISOString();
  const isKept = await tools.log.quarantine(roomKey, { userId, at, reason, bytes: frame.update });
  tools.logger.metrics.quarantined.inc({ outcome: isKept ? 'kept' : 'dropped' });
  tools.logger.warn('An update with content that the schema does not know was set aside', {
    userId,
    reason,
    isKept,
    ...roomKey
  });
  if (connection.wantsOurs) connection.send(encodeQuarantined(reason));
  connection.refuse('malformed', 'content that the schema does not know');
}

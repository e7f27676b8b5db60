/**
 * Lists and empties the quarantine: updates that hold content which the schema does not know. They are part
 * of no text, and nothing is lost of one when they are purged.
 */
import { roomName, type RoomName } from '#document/rooms.ts';
import type { App } from '#server/app.ts';
import { listQuarantined, purgeQuarantine, type QuarantinedUpdate } from '#server/store/quarantine.ts';
import type { CliStreams } from './cli-streams.ts';
import { UsageError } from './usage-error.ts';

export async function quarantineList(app: App, { print }: Pick<CliStreams, 'print'>): Promise<number> {
  const rows = await listQuarantined(app.store.db);
  for (const row of rows)
    print(`${row.at} ${roomName(roomOf(row))} ${row.email} ${row.size} bytes: ${row.reason}`);
  print(`${rows.length} updates are in quarantine`);
  return 0;
}

export async function quarantinePurge(
  app: App,
  before: string | undefined,
  { print }: Pick<CliStreams, 'print'>
): Promise<number> {
  const time = before === undefined ? null : new Date(before);
  if (time && (!/^\d{4}-\d\d-\d\d/.test(before ?? '') || Number.isNaN(time.getTime())))
    throw new UsageError('--before takes a day, such as 2013-09-01, or a time in ISO 8601');
  const count = await purgeQuarantine(app.store.db, time?.toISOString() ?? null);
  print(`${count} updates are deleted from the quarantine`);
  return 0;
}

const roomOf = ({ studySlug, kind, subject, generation }: QuarantinedUpdate): RoomName =>
  kind === 'chapter'
    ? { studySlug, kind, slug: subject, generation }
    : { studySlug, kind, city: subject, generation };

/**
 * Verifies for every study that its log of events is whole and matches the heads that were sent by mail, and
 * that its approvals are what was signed; or finds the event of a head from a mail.
 */
import { verifyLog, type LogVerdict } from '#areas/operations';
import type { App } from '#server/app.ts';
import { findHashOfEvent } from '#server/events/stored-events.ts';
import { selectRows } from '#server/store/rows.ts';
import { reportApprovals } from './approval.ts';
import { UsageError } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

type OutputStreams = Pick<CliStreams, 'print' | 'complain'>;
type AuditServices = Pick<App, 'store'>;

/** Verifies all studies, and finds `head` where it is given: `SEQ:HASH`, as the daily mail states it. */
export async function auditVerify(
  app: AuditServices,
  streams: OutputStreams,
  head?: string
): Promise<number> {
  const isWhole = await verifyAll(app, streams);
  const isHeadFound = head === undefined || (await findHead(app, streams, head));
  return isWhole && isHeadFound ? 0 : 1;
}

async function verifyAll(
  { store: { db } }: AuditServices,
  { print, complain }: OutputStreams
): Promise<boolean> {
  let isWhole = true;
  const studies = await selectRows(db, 'study');
  if (studies.length === 0) print('0 studies');
  for (const study of studies) {
    const log = await verifyLog(db, study.id);
    if (!log) continue;
    const { verdict, sentHeads } = log;
    if (verdict.ok) {
      const sent =
        sentHeads.length === 0
          ? ''
          : `; as ${sentHeads.length} ${sentHeads.length === 1 ? 'head that was sent says' : 'heads that were sent say'}`;
      print(`${study.slug}: ${verdict.events} ${verdict.events === 1 ? 'event' : 'events'}, whole${sent}`);
    } else {
      isWhole = false;
      complain(`${study.slug}: ${faultOf(verdict)}`);
    }
    const { findings } = await reportApprovals(db, study, { print, complain }, 'where there are any');
    isWhole &&= findings.length === 0;
  }
  return isWhole;
}

async function findHead(
  { store: { db } }: AuditServices,
  { print, complain }: OutputStreams,
  head: string
): Promise<boolean> {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(head.trim()) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError('--head takes SEQ:HASH as the mail states it, such as 120:9f86d081…');
  for (const study of await selectRows(db, 'study')) {
    if ((await findHashOfEvent(db, study.id, Number(seq))) !== hash.toLowerCase()) continue;
    print(`${study.slug}: event ${seq} has this hash`);
    return true;
  }
  complain(
    `No study has an event ${seq} with this hash: a log has been rewritten since the mail was sent, or the head is mistyped`
  );
  return false;
}

function faultOf(verdict: Extract<LogVerdict, { ok: false }>): string {
  const { seq } = verdict;
  switch (verdict.fault) {
    case 'number':
      return `event ${seq} is missing`;
    case 'link':
      return `event ${seq} does not follow on the one before it`;
    case 'hash':
      return `event ${seq} is not what was written`;
    case 'order':
      return `event ${seq} has another number for its readers than the order of the log gives it`;
    case 'head':
      return `the log ends at event ${seq}, the study’s head says otherwise`;
    case 'sent-head':
      return `event ${seq} is not the one whose head was sent on ${verdict.day}: the log has been rewritten`;
  }
}

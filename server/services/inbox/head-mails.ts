/**
 * Sends the head of a study's log to one person of each side each day, so that no one who runs the server can
 * rewrite the log alone: the copies in their mailboxes would show it. A study without events since the last
 * head sends none. Another goes out with each complete approval.
 */
import { turnBefore } from '#domain/day.ts';
import { ok, refuse } from '#domain/refusal.ts';
import { headText, type Head } from '../../mail/head-mail.ts';
import { localeOf, type Mailer } from '../../mail/mailer.ts';
import { loadNamedStudy } from '../../mail/locations.ts';
import { findHeadOfLog } from '../../store/events.ts';
import {
  findHeadBefore,
  insertSentHead,
  listHeadsDue,
  listHeadMailRecipients,
  listSentHeads
} from '../../store/sent-heads.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import type { ScheduledJob } from '../scheduler/scheduled-job.ts';

type Tools = CommandDeps & { readonly mailer: Mailer };

export function headMails(tools: Tools): ScheduledJob {
  const { db } = tools.store;
  let doneThrough = '';
  return {
    name: 'head-mails',
    async run() {
      const turn = turnBefore(tools.now().toISOString());
      if (doneThrough === turn) return;
      for (const { id } of await listHeadsDue(db, turn.slice(0, 10))) await sendHead(tools, id, turn);
      doneThrough = turn;
    }
  };
}

const sendHead = (tools: Tools, studyId: string, turn: string) =>
  runCommand(tools, async ({ trx, at, appendEvent }) => {
    const day = turn.slice(0, 10);
    const last = (await listSentHeads(trx, studyId)).at(-1);
    const found = await findHeadBefore(trx, studyId, turn, last?.seq ?? 0);
    const recipients = found ? await listHeadMailRecipients(trx, studyId) : [];
    if (!found || recipients.length === 0) return refuse('not-found');
    const head = { day, ...found };
    if (
      !(await insertSentHead(trx, {
        studyId,
        ...head,
        at,
        addresses: recipients.map(({ email }) => email)
      }))
    )
      return refuse('stale');
    await appendEvent(studyId, null, {
      kind: 'head.sent',
      needs: 'study.audit',
      payload: { day, seq: head.seq, hash: head.hash }
    });
    await writeTo(tools.mailer, { trx, at }, studyId, { head, recipients });
    return ok(null);
  });

/**
 * Sends the head at the moment: who runs the server could otherwise cut from the log what came since the last day's, and nobody
 * would have a copy. Nothing is stored of it: `audit verify --head` compares what the recipient has. To be called after the
 * commit, since events are numbered at the end of a transaction.
 */
export const writeHeadNow = ({ store, now, mailer }: Tools, studyId: string): Promise<void> =>
  store.db.transaction().execute(async (trx) => {
    const log = await findHeadOfLog(trx, studyId);
    if (!log) return;
    const at = now().toISOString();
    const head = { day: at.slice(0, 10), seq: log.eventSeq, hash: log.eventHash };
    const recipients = await listHeadMailRecipients(trx, studyId);
    await writeTo(mailer, { trx, at }, studyId, { head, recipients });
  });

async function writeTo(
  mailer: Mailer,
  context: Pick<CommandContext, 'trx' | 'at'>,
  studyId: string,
  {
    head,
    recipients
  }: {
    readonly head: Head;
    readonly recipients: Awaited<ReturnType<typeof listHeadMailRecipients>>;
  }
): Promise<void> {
  const study = await loadNamedStudy(context.trx, studyId);
  await mailer.write(
    context,
    recipients.map((recipient) => {
      const locale = localeOf(recipient);
      const content = headText(study.name, head, locale, mailer.link(`/studies/${study.slug}/audit`));
      return {
        studyId,
        userId: recipient.id,
        address: recipient.email,
        kind: 'head' as const,
        locale,
        ...content
      };
    })
  );
}

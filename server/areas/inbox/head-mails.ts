/**
 * Sends the head of a study's log to one person of each side each day, so that no one who runs the server can
 * rewrite the log alone: the copies in their mailboxes would show it. A study without events since the last
 * head sends none. Another goes out with each complete approval.
 */
import { turnBefore } from '#base/day.ts';
import { headText, type Head } from '#server/mail/head-mail.ts';
import { localeOf, type Mailer } from '#server/mail/mailer.ts';
import { loadNamedStudy } from '#server/mail/locations.ts';
import { findHeadOfLog } from '#server/events/stored-events.ts';
import {
  findHeadBefore,
  insertSentHead,
  listHeadsDue,
  listHeadMailRecipients,
  listSentHeads
} from './store/sent-heads.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { Hearer } from '#server/commands/hearers.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import { dueInStudy } from '#areas/study';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';

type HeadTools = Pick<CommandDeps, 'store' | 'now'> & { readonly mailer: Mailer };
type Tools = CommandDeps & HeadTools;

const sendHead = commandsOf<Tools>()(
  { name: 'audit.send-head', subject: dueInStudy, needs: 'do-what-is-due' },
  async ({ trx, at, deps: { mailer }, subject: { studyId }, append }, turn: string) => {
    const day = turn.slice(0, 10);
    const last = (await listSentHeads(trx, studyId)).at(-1);
    const found = await findHeadBefore(trx, studyId, turn, last?.seq ?? 0);
    const recipients = found ? await listHeadMailRecipients(trx, studyId) : [];
    if (!found || recipients.length === 0) throw refused('not-found');
    const head = { day, ...found };
    const addresses = recipients.map(({ email }) => email);
    if (!(await insertSentHead(trx, { studyId, ...head, at, addresses }))) throw refused('stale');
    append({
      kind: 'head.sent',
      needs: 'study.audit',
      payload: { day, seq: head.seq, hash: head.hash }
    });
    await writeTo(mailer, { trx, at }, studyId, { head, recipients });
    return null;
  }
);

export function headMails(deps: Tools): ScheduledJob {
  const send = sendHead.bindTo(deps);
  let doneThrough = '';
  return {
    name: 'head-mails',
    command: send,
    async run() {
      const turn = turnBefore(deps.now().toISOString());
      if (doneThrough === turn) return;
      for (const { id } of await listHeadsDue(deps.store.db, turn.slice(0, 10)))
        await send('schedule', id, turn);
      doneThrough = turn;
    }
  };
}

/**
 * Sends the head at the moment: who runs the server could otherwise cut from the log what came since the last day's, and nobody
 * would have a copy. Nothing is stored of it: `audit verify --head` compares what the recipient has. It follows the commit, since events are numbered at the end of a transaction.
 */
const writeHeadNow = ({ store, now, mailer }: HeadTools, studyId: string): Promise<void> =>
  store.db.transaction().execute(async (trx) => {
    const log = await findHeadOfLog(trx, studyId);
    if (!log) return;
    const at = now().toISOString();
    const head = { day: at.slice(0, 10), seq: log.eventSeq, hash: log.eventHash };
    const recipients = await listHeadMailRecipients(trx, studyId);
    await writeTo(mailer, { trx, at }, studyId, { head, recipients });
  });

export const headOfApproval = (tools: HeadTools): Hearer<'approval.complete'> => ({
  afterCommit: async (heard) => {
    for (const { by } of heard) await writeHeadNow(tools, by.studyId);
  }
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

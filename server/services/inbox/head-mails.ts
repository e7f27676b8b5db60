/**
 * Sends the head of a study's log to one person of each side each day, so that no one who runs the server can
 * rewrite the log alone: the copies in their mailboxes would show it. A study without events since the last
 * head sends none.
 */
import { turnBefore } from '#domain/day.ts';
import { ok, refuse } from '#domain/refusal.ts';
import { headText } from '../../mail/head-mail.ts';
import { localeOf, type Mailer } from '../../mail/mailer.ts';
import { loadNamedStudy } from '../../mail/locations.ts';
import {
  findHeadBefore,
  insertSentHead,
  listHeadsDue,
  listHeadMailRecipients,
  listSentHeads
} from '../../store/sent-heads.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
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
    const administrators = found ? await listHeadMailRecipients(trx, studyId) : [];
    if (!found || administrators.length === 0) return refuse('not-found');
    const head = { day, ...found };
    if (
      !(await insertSentHead(trx, {
        studyId,
        ...head,
        at,
        addresses: administrators.map(({ email }) => email)
      }))
    )
      return refuse('stale');
    await appendEvent(studyId, null, {
      kind: 'head.sent',
      needs: 'study.audit',
      payload: { day, seq: head.seq, hash: head.hash }
    });
    const study = await loadNamedStudy(trx, studyId);
    await tools.mailer.write(
      { trx, at },
      administrators.map((administrator) => {
        const locale = localeOf(administrator);
        const content = headText(study.name, head, locale, tools.mailer.link(`/studies/${study.slug}/audit`));
        return {
          studyId,
          userId: administrator.id,
          address: administrator.email,
          kind: 'head' as const,
          locale,
          ...content
        };
      })
    );
    return ok(null);
  });

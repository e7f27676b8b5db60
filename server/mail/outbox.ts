/**
 * Sends what waits in the outbox, when a mail server is configured. A letter is claimed before each try, so that of several nodes one
 * sends it; a node that dies between the sending and its note of it may send it once more, under the same message id.
 */
import type { Db, Store } from '../store/open.ts';
import { claimMail, listMailDue, settleMail, type MailOutcome, type MailRow } from '../store/mail.ts';
import { findUser } from '../store/users.ts';
import { isMailAddress } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { ScheduledJob } from '../services/scheduler/scheduled-job.ts';
import { Undelivered, type Envelope, type SmtpClient } from './smtp-client.ts';

/** Between the tries of a letter; after the last it is given up. */
export const waitsMinutes = [1, 5, 30, 120, 600] as const;
/** Longer than the post takes for one letter (post.ts). */
const claimMilliseconds = 5 * 60_000;
/** What nobody could send for so long is no news any more: a mail server that is configured late sends no old letters. */
const staleMilliseconds = 3 * 24 * 60 * 60_000;
const atOnce = 20;

export interface Outbox extends ScheduledJob {
  /** Resolves when no letter is on its way. A round of the clock only sets them off, since a slow mail server must not hold up deadlines. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface Tools {
  readonly store: Pick<Store, 'db'>;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly now: () => Date;
}

/** Without a post nothing is sent, and the letters are kept. */
export function openOutbox({ store: { db }, logger, now }: Tools, smtp: SmtpClient | null): Outbox {
  let running: Promise<void> | null = null;
  let isClosed = false;

  async function sendDue(transport: SmtpClient): Promise<void> {
    for (;;) {
      const due = await listMailDue(db, now().toISOString(), atOnce);
      for (const mail of due) {
        if (isClosed) return;
        await trySend(transport, mail);
      }
      if (due.length < atOnce) return;
    }
  }

  async function trySend(transport: SmtpClient, mail: MailRow): Promise<void> {
    const until = new Date(now().getTime() + claimMilliseconds).toISOString();
    if (!(await claimMail(db, mail, until))) return;
    const outcome = (await findHoldReason(db, mail, now())) ?? (await attempt(transport, mail));
    await settleMail(db, mail.id, outcome);
    if ('givenUpAt' in outcome)
      logger.warn('mail given up', { mailId: mail.id, kind: mail.kind, reason: outcome.lastError });
  }

  async function attempt(transport: SmtpClient, mail: MailRow): Promise<MailOutcome> {
    try {
      await transport.send(envelopeOf(mail));
      return { sentAt: now().toISOString(), lastError: '' };
    } catch (error) {
      if (!(error instanceof Undelivered)) throw error;
      const wait = waitsMinutes[mail.tries];
      const lastError = error.message;
      if (error.isFinal || wait === undefined) return { givenUpAt: now().toISOString(), lastError };
      return { nextTryAt: new Date(now().getTime() + wait * 60_000).toISOString(), lastError };
    }
  }

  return {
    name: 'outbox',
    run: () => {
      if (smtp && !running && !isClosed) {
        running = sendDue(smtp)
          .catch((error: unknown) => logger.error('outbox failed', error))
          .finally(() => (running = null));
      }
      return Promise.resolve();
    },
    idle: () => running ?? Promise.resolve(),
    close: async () => {
      isClosed = true;
      await running;
      smtp?.close();
    }
  };
}

/** Why a letter is not sent at all. */
async function findHoldReason(db: Db, mail: MailRow, now: Date): Promise<MailOutcome | null> {
  const givenUpAt = now.toISOString();
  if (!isMailAddress(mail.address)) return { givenUpAt, lastError: 'no address' };
  if (mail.address.endsWith('@demo.local')) return { givenUpAt, lastError: 'demo account' };
  if (now.getTime() - Date.parse(mail.at) > staleMilliseconds) return { givenUpAt, lastError: 'too old' };
  if (mail.userId === null) return null;
  const reader = await findUser(db, mail.userId);
  return !reader || reader.suspendedAt !== null ? { givenUpAt, lastError: 'suspended' } : null;
}

const envelopeOf = ({ id, address, subject, body, locale }: MailRow): Envelope => ({
  id,
  to: address,
  // A name that holds a line break must not begin a header of its own.
  subject: subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200),
  text: body,
  language: locale === 'zh' ? 'zh-Hans' : 'en'
});

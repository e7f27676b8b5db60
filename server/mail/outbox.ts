/**
 * Sends the e-mails in the outbox, when a mail server is configured. An e-mail is claimed before each try, so
 * that only one of several nodes sends it; a node that dies after sending and before storing the outcome may
 * cause a second e-mail, under the same message id.
 */
import type { Db, Store } from '#server/store/open.ts';
import {
  claimMail,
  clearMailBefore,
  findMailHold,
  listMailDue,
  settleMail,
  type MailOutcome,
  type MailRow
} from './stored-mail.ts';
import { findUser } from '#server/auth/users.ts';
import { isMailAddress } from '#server/process/config.ts';
import type { Logger } from '#server/process/logger.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { withLink, type LinkSeal } from './link-seal.ts';
import { Undelivered, type Envelope, type SmtpClient } from './smtp-client.ts';

/** Minutes between the tries of an e-mail; after the last it is given up. */
export const waitsMinutes = [1, 5, 30, 120, 600] as const;
/** Limits a claim; longer than the SMTP client takes for one e-mail (smtp-client.ts). */
const claimMilliseconds = 5 * 60_000;
/**
 * Limits the age of an e-mail that is still sent: older ones are out of date, so that a mail server that is
 * configured late sends none of them.
 */
const staleMilliseconds = 3 * 24 * 60 * 60_000;
/** Limits how long the text of an e-mail is stored, whatever became of it. */
const keptMilliseconds = 30 * 24 * 60 * 60_000;
const clearedEvery = 60 * 60_000;
const atOnce = 20;

export interface Outbox extends ScheduledJob {
  /**
   * Resolves when no e-mail is being sent. The scheduled job only starts sending, since a slow mail server
   * must not delay deadlines.
   */
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface Tools {
  readonly store: Pick<Store, 'db'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'metrics'>;
  readonly now: () => Date;
  readonly linkSeal: LinkSeal;
}

/** Without an SMTP client nothing is sent, and the e-mails are stored. */
export function openOutbox({ store: { db }, logger, now, linkSeal }: Tools, smtp: SmtpClient | null): Outbox {
  let running: Promise<void> | null = null;
  let isClosed = false;
  let clearedAt = -Infinity;
  /** Says that the last try failed in a way that may pass: each of the two changes is logged once. */
  let isAway = false;

  async function sendDue(transport: SmtpClient): Promise<void> {
    // After a restore the operator releases what waits: it may have been sent before.
    if ((await findMailHold(db)) !== undefined) return;
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
    if (!('givenUpAt' in outcome)) return;
    logger.metrics.mailGivenUp.inc();
    logger.warn('mail given up', { mailId: mail.id, kind: mail.kind, reason: outcome.lastError });
  }

  async function attempt(transport: SmtpClient, mail: MailRow): Promise<MailOutcome> {
    const text = textOf(mail, linkSeal);
    // Another node holds the key with which the link was sealed: it sends the e-mail.
    if (text === undefined)
      return {
        nextTryAt: new Date(now().getTime() + 60_000).toISOString(),
        lastError: 'the link was sealed with another key'
      };
    try {
      await transport.send(envelopeOf(mail, text));
      if (isAway) logger.info('the mail server takes e-mails again');
      isAway = false;
      return { sentAt: now().toISOString(), lastError: '' };
    } catch (error) {
      if (!(error instanceof Undelivered)) throw error;
      const wait = waitsMinutes[mail.tries];
      const lastError = error.message;
      if (!error.isFinal && !isAway) {
        logger.warn('the mail server takes no e-mails; they wait', { reason: lastError });
        isAway = true;
      }
      if (error.isFinal || wait === undefined) return { givenUpAt: now().toISOString(), lastError };
      return { nextTryAt: new Date(now().getTime() + wait * 60_000).toISOString(), lastError };
    }
  }

  return {
    name: 'outbox',
    run: async () => {
      const time = now().getTime();
      if (time - clearedAt >= clearedEvery) {
        clearedAt = time;
        await clearMailBefore(db, new Date(time - keptMilliseconds).toISOString());
      }
      if (smtp && !running && !isClosed) {
        running = sendDue(smtp)
          .catch((error: unknown) => logger.error('outbox failed', error))
          .finally(() => (running = null));
      }
    },
    idle: () => running ?? Promise.resolve(),
    close: async () => {
      isClosed = true;
      await running;
      smtp?.close();
    }
  };
}

/** Null where the e-mail is sent. */
async function findHoldReason(db: Db, mail: MailRow, now: Date): Promise<MailOutcome | null> {
  const givenUpAt = now.toISOString();
  if (!isMailAddress(mail.address)) return { givenUpAt, lastError: 'no address' };
  if (mail.address.endsWith('@demo.local')) return { givenUpAt, lastError: 'demo account' };
  if (now.getTime() - Date.parse(mail.at) > staleMilliseconds) return { givenUpAt, lastError: 'too old' };
  if (mail.userId === null) return null;
  const reader = await findUser(db, mail.userId);
  return !reader || reader.suspendedAt !== null ? { givenUpAt, lastError: 'suspended' } : null;
}

/** Undefined where this node cannot open the link. */
function textOf({ id, body, sealedLink }: MailRow, seal: LinkSeal): string | undefined {
  if (sealedLink === null) return body;
  const link = seal.open(id, sealedLink);
  return link === undefined ? undefined : withLink(body, link);
}

const envelopeOf = ({ id, address, subject, locale }: MailRow, text: string): Envelope => ({
  id,
  to: address,
  // A name that holds a line break must not begin a header of its own.
  subject: subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200),
  text,
  language: locale === 'zh' ? 'zh-Hans' : 'en'
});

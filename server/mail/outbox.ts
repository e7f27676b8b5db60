/**
 * Sends what waits in the outbox, when a mail server is configured. A letter is claimed before each try, so that of several nodes one
 * sends it; a node that dies between the sending and its note of it may send it once more, under the same message id.
 */
import type { Db, Store } from '../store/open.ts';
import { claimMail, listMailDue, settleMail, type MailOutcome, type MailRow } from '../store/mail.ts';
import { findUser } from '../store/users.ts';
import { isMailAddress } from '../config.ts';
import type { Journal } from '../journal.ts';
import type { Duty } from '../services/due/duty.ts';
import { Undelivered, type Parcel, type Post } from './post.ts';

/** Between the tries of a letter; after the last it is given up. */
export const waitsMinutes = [1, 5, 30, 120, 600] as const;
/** Longer than the post takes for one letter (post.ts). */
const claimMilliseconds = 5 * 60_000;
/** What nobody could send for so long is no news any more: a mail server that is configured late sends no old letters. */
const staleMilliseconds = 3 * 24 * 60 * 60_000;
const atOnce = 20;

export interface Outbox extends Duty {
  /** Resolves when no letter is on its way. A round of the clock only sets them off, since a slow mail server must not hold up deadlines. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface Tools {
  readonly store: Pick<Store, 'db'>;
  readonly journal: Pick<Journal, 'warn' | 'error'>;
  readonly now: () => Date;
}

/** Without a post nothing is sent, and the letters are kept. */
export function openOutbox({ store: { db }, journal, now }: Tools, post: Post | null): Outbox {
  let running: Promise<void> | null = null;
  let isClosed = false;

  async function sendDue(way: Post): Promise<void> {
    for (;;) {
      const due = await listMailDue(db, now().toISOString(), atOnce);
      for (const letter of due) {
        if (isClosed) return;
        await tryLetter(way, letter);
      }
      if (due.length < atOnce) return;
    }
  }

  async function tryLetter(way: Post, letter: MailRow): Promise<void> {
    const until = new Date(now().getTime() + claimMilliseconds).toISOString();
    if (!(await claimMail(db, letter, until))) return;
    const outcome = (await reasonToKeep(db, letter, now())) ?? (await attempt(way, letter));
    await settleMail(db, letter.id, outcome);
    if ('givenUpAt' in outcome)
      journal.warn('letter given up', { mailId: letter.id, kind: letter.kind, reason: outcome.lastError });
  }

  async function attempt(way: Post, letter: MailRow): Promise<MailOutcome> {
    try {
      await way.send(parcelOf(letter));
      return { sentAt: now().toISOString(), lastError: '' };
    } catch (error) {
      if (!(error instanceof Undelivered)) throw error;
      const wait = waitsMinutes[letter.tries];
      const lastError = error.message;
      if (error.isFinal || wait === undefined) return { givenUpAt: now().toISOString(), lastError };
      return { nextTryAt: new Date(now().getTime() + wait * 60_000).toISOString(), lastError };
    }
  }

  return {
    name: 'outbox',
    run: () => {
      if (post && !running && !isClosed) {
        running = sendDue(post)
          .catch((error: unknown) => journal.error('outbox failed', error))
          .finally(() => (running = null));
      }
      return Promise.resolve();
    },
    idle: () => running ?? Promise.resolve(),
    close: async () => {
      isClosed = true;
      await running;
      post?.close();
    }
  };
}

/** Why a letter is not sent at all. */
async function reasonToKeep(db: Db, letter: MailRow, now: Date): Promise<MailOutcome | null> {
  const givenUpAt = now.toISOString();
  if (!isMailAddress(letter.address)) return { givenUpAt, lastError: 'no address' };
  if (letter.address.endsWith('@demo.local')) return { givenUpAt, lastError: 'demo account' };
  if (now.getTime() - Date.parse(letter.at) > staleMilliseconds) return { givenUpAt, lastError: 'too old' };
  if (letter.userId === null) return null;
  const reader = await findUser(db, letter.userId);
  return !reader || reader.suspendedAt !== null ? { givenUpAt, lastError: 'suspended' } : null;
}

const parcelOf = ({ id, address, subject, body, locale }: MailRow): Parcel => ({
  id,
  to: address,
  // A name that holds a line break must not begin a header of its own.
  subject: subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200),
  text: body,
  language: locale === 'zh' ? 'zh-Hans' : 'en'
});

/** The outbox as administrators see it, and the letters that services write; whom letters reach is told to nobody else. */
import { instanceAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { SmtpAddress } from '../config.ts';
import { listOutbox, reviveMail, type OutboxSummary } from '../store/mail.ts';
import type { Store } from '../store/open.ts';

export interface OutboxView {
  /** The mail server that letters are handed to; null where none is configured and letters are only kept. */
  readonly host: string | null;
  readonly mails: readonly OutboxSummary[];
}

export interface Mail {
  /** For whoever keeps the installation well: which letters wait, went out or were given up; not what they say. */
  list(actor: Actor): Promise<Result<OutboxView>>;
  /** Tries a letter that was given up once more, or all of them. */
  tryAgain(actor: Actor, mailId: string | null): Promise<Result<null>>;
  /** Resolves when no letter is on its way. */
  idle(): Promise<void>;
}

interface Tools {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
  readonly config: { readonly smtp: SmtpAddress | null };
}

const shown = 200;

export function openMail({ store: { db }, now, config }: Tools, outbox: Pick<Mail, 'idle'>): Mail {
  const mayManageMail = (actor: Actor): boolean => instanceAbilitiesOf(actor).has('instance.health');
  return {
    list: async (actor) =>
      mayManageMail(actor)
        ? ok({ host: config.smtp?.host ?? null, mails: await listOutbox(db, shown) })
        : refuse('not-found'),
    tryAgain: async (actor, mailId) => {
      if (!mayManageMail(actor)) return refuse('not-found');
      await reviveMail(db, now().toISOString(), mailId);
      return ok(null);
    },
    idle: () => outbox.idle()
  };
}

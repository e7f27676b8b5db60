/** Shows the outbox to administrators, and lets them retry. No other user sees who receives e-mails. */
import { instanceAbilitiesOf, type Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { SmtpAddress } from '#server/process/config.ts';
import { listOutbox, reviveMail, type OutboxSummary } from './stored-mail.ts';
import type { Store } from '#server/store/open.ts';

export interface OutboxView {
  /** Names the mail server that sends the e-mails; null where none is configured and they are only stored. */
  readonly host: string | null;
  readonly mails: readonly OutboxSummary[];
}

export interface Mail {
  /** For administrators: those that wait, were sent or were given up, without their texts. */
  list(actor: Actor): Promise<Result<OutboxView>>;
  /** Retries an e-mail that was given up, or all of them. */
  tryAgain(actor: Actor, mailId: string | null): Promise<Result<null>>;
  /** Resolves when no e-mail is being sent. */
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

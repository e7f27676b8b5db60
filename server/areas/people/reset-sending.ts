/** Sends the link that sets a password to the account's own address, and limits how many of them are open. */
import { isErasedAddress } from '#rules/operations/erasure.ts';
import type { Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { isDemoAccount } from '#server/auth/demo-accounts.ts';
import { hashOfToken, makeToken } from '#server/auth/link-token.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import type { Config } from '#server/process/config.ts';
import { resetMail } from '#server/mail/account-mail.ts';
import { linkMark, type LinkSeal } from '#server/mail/link-seal.ts';
import { localeOf } from '#server/mail/mailer.ts';
import { both } from '#server/store/bilingual.ts';
import { insertMailWithLink } from '#server/mail/stored-mail.ts';
import { insertReset, listResetsOf, type PasswordResetRow } from '#server/auth/password-resets.ts';
import { findUser, findUserByEmail, type UserRow } from '#server/auth/users.ts';
import type { AccountTools } from './accounts.ts';
import { administeredSubject, operatedSubject, scheduledSubject } from './installation-subject.ts';

const hour = 3600_000;
/** Limits a link that the person asked for, and one that others began, in hours. */
const hoursAsked = 2;
const hoursByOthers = 48;
/** Limits the links of one account that wait at the same time: who asks again and again fills nobody's mailbox. */
const mostWaiting = 3;

export interface ResetTools extends AccountTools {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
}

export const resetPath = (token: string): string => `/reset/${token}`;

const command = commandsOf<ResetTools>();

/** The caller sends or prints it. */
async function begin(
  { newId, config }: ResetTools,
  { trx, at }: Pick<CommandContext, 'trx' | 'at'>,
  user: UserRow,
  begunBy: string
): Promise<PasswordResetRow & { readonly link: string }> {
  const token = makeToken(newId);
  const hours = begunBy === user.id ? hoursAsked : hoursByOthers;
  const row = {
    id: newId(),
    userId: user.id,
    email: user.email,
    tokenHash: hashOfToken(token),
    begunBy,
    at,
    expiresAt: new Date(Date.parse(at) + hours * hour).toISOString()
  };
  await insertReset(trx, row);
  return { ...row, link: `${config.origin}${resetPath(token)}` };
}

async function sendLink(
  tools: ResetTools,
  context: CommandContext,
  { user, by, locale }: { readonly user: UserRow; readonly by: Actor | null; readonly locale: Locale }
): Promise<void> {
  const { id, link, expiresAt } = await begin(tools, context, user, by?.userId ?? user.id);
  const isOwn = by === null || by.userId === user.id;
  const mail = resetMail({
    link: linkMark,
    expiresAt,
    by: isOwn ? null : both(by.name.en, by.name.zh),
    address: user.email,
    origin: tools.config.origin,
    locale
  });
  await insertMailWithLink(context.trx, {
    ...mail,
    id,
    sealedLink: tools.linkSeal.seal(id, link),
    kind: 'password',
    studyId: null,
    address: user.email,
    locale,
    at: context.at
  });
}

/** Nothing is sent where there is no account. Returns whose it is. */
export const sendToOwner = command(
  { name: 'resets.send-to-owner', subject: scheduledSubject, needs: 'instance.users' },
  async (decision, email: string, locale: Locale) => {
    const { trx, at, deps } = decision;
    const user = await findUserByEmail(trx, email);
    if (!user || !isOpen(user)) return { userId: null };
    const waiting = (await listResetsOf(trx, user.id)).filter(({ expiresAt }) => expiresAt > at);
    if (waiting.length >= mostWaiting) return { userId: null };
    await sendLink(deps, decision, { user, by: null, locale: user.locale ?? locale });
    return { userId: user.id };
  }
);

/** Has a link sent to a person, as an administrator; `mail-off` where this installation sends no e-mail. */
export const send = command(
  { name: 'resets.send', subject: administeredSubject, needs: 'instance.users' },
  async (decision, userId: string) => {
    const { trx, deps, actor } = decision;
    if (deps.config.smtp === null) throw refused('mail-off');
    const user = await findUser(trx, userId);
    if (!user) throw refused('not-found');
    if (!isOpen(user) || isDemoAccount(user.email)) throw refused('wrong-state');
    await sendLink(deps, decision, { user, by: actor, locale: localeOf(user) });
    return null;
  }
);

/** Makes a link for the operator to hand over. */
export const beginLink = command(
  { name: 'resets.begin-link', subject: operatedSubject, needs: 'instance.users' },
  async (decision, email: string) => {
    const user = await findUserByEmail(decision.trx, email);
    if (!user) throw refused('no-such-account');
    if (!isOpen(user)) throw refused('suspended');
    const { userId, link, expiresAt } = await begin(decision.deps, decision, user, 'operator');
    return { userId, link, expiresAt };
  }
);

/** A suspended account, and one whose owner was erased, get no link. */
export const isOpen = ({ suspendedAt, email }: UserRow): boolean =>
  suspendedAt === null && !isErasedAddress(email);

/** Accepts an invitation with the account that the person has, or with a new one. */
import type { Bilingual, Locale } from '#base/locale.ts';
import { holdsOffice } from '#rules/people/password.ts';
import type { Actor } from '#base/permissions.ts';
import { isName, trimmed } from '#rules/people/person.ts';
import { claimMail } from '#server/mail/account-mail.ts';
import { localeOf } from '#server/mail/mailer.ts';
import { both } from '#server/store/bilingual.ts';
import { claimInvitation, actorOf, type InvitationRow } from '#areas/people';
import type { Db } from '#server/store/open.ts';
import { findUser, insertUser, type UserRow } from '#server/auth/users.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import { invitationSubject, validateOpen, type InvitationTools } from './invitation-subject.ts';
import { appoint, type Acceptance, type Accepted } from './invited-appointment.ts';

export interface NewPerson {
  readonly name: Bilingual;
  readonly password: string;
  /** Holds the language in which they accepted. */
  readonly locale: Locale;
}

const command = commandsOf<InvitationTools>();

export const accept = command(
  {
    name: 'invitations.accept',
    subject: invitationSubject,
    needs: 'instance.own-account',
    // Appointments run one at a time.
    locks: ({ subject }, by: Actor | NewPerson) => [
      invitationSubject.locks.study(subject),
      ...heldAlone(['userId' in by ? by.userId : null])
    ],
    prepare: async ({ deps, subject }, by: Actor | NewPerson) => {
      validateOpen(subject, deps.now().toISOString());
      return 'password' in by ? hashFor(deps, by, subject.invitation) : null;
    }
  },
  async (decision, by: Actor | NewPerson) => {
    const { trx, at, deps, subject, prepared } = decision;
    const { study, invitation } = subject;
    validateOpen(subject, at);
    const user =
      'password' in by
        ? await newAccount(trx, deps.newId(), { ...by, email: invitation.email, passwordHash: prepared, at })
        : await presentAccount(trx, by);
    const about = { study, invitation, user };
    return user.email === invitation.email ? appoint(deps, decision, about) : claim(deps, decision, about);
  }
);

function hashFor(
  { passwords }: InvitationTools,
  { name, password }: NewPerson,
  { email, role }: InvitationRow
): Promise<string> {
  if (!isName(name)) throw refused('invalid', { field: 'name' });
  const owner = { email, name, holdsOffice: holdsOffice({ isAdministrator: false, grants: [{ role }] }) };
  take(passwords.validate(password, owner));
  return passwords.hash(password);
}

async function newAccount(
  trx: Db,
  id: string,
  {
    email,
    name,
    locale,
    passwordHash,
    at
  }: NewPerson & { readonly email: string; readonly passwordHash: string | null; readonly at: string }
): Promise<UserRow> {
  const { en, zh } = trimmed(name);
  const user: UserRow = {
    id,
    email,
    passwordHash,
    nameEn: en,
    nameZh: zh,
    locale,
    isAdministrator: 0,
    suspendedAt: null,
    createdAt: at,
    passwordChange: null,
    pausedAt: null,
    pauseEndsAt: null,
    pausedBy: null
  };
  if (!(await insertUser(trx, user))) throw refused('email-taken');
  return user;
}

async function presentAccount(trx: Db, actor: Actor): Promise<UserRow> {
  const user = await findUser(trx, actor.userId);
  if (user?.suspendedAt !== null) throw refused('suspended');
  return user;
}

/** Notes who wants it with another address, and tells the inviter; the first who asks is asked for. */
async function claim(
  { mailer }: InvitationTools,
  context: CommandContext,
  { study, invitation, user }: Acceptance
): Promise<Accepted> {
  const { trx, at } = context;
  const accepted = { slug: study.slug, email: user.email, userId: user.id, isClaim: true };
  if (invitation.claimedBy === user.id) return accepted;
  if (!(await claimInvitation(trx, invitation.id, { userId: user.id, at })))
    throw refused('invitation-spent');
  await context.appendEvent(study.id, actorOf(user), {
    kind: 'invitation.claimed',
    needs: 'study.people',
    payload: { invitationId: invitation.id }
  });
  const inviter = await findUser(trx, invitation.userId);
  if (inviter) {
    const link = mailer.link(`/studies/${study.slug}/people#invite`);
    const about = { person: both(user.nameEn, user.nameZh), study: study.title, link };
    const locale = localeOf(inviter);
    await mailer.write(context, [
      {
        studyId: study.id,
        userId: inviter.id,
        address: inviter.email,
        kind: 'account',
        locale,
        ...claimMail({ ...about, email: user.email, invited: invitation.email }, locale)
      }
    ]);
  }
  return accepted;
}

/** Sends an invitation: checks the offered role, and writes the mail with its link. */
import { validateAppointment } from '#rules/people/appointment.ts';
import { aDayBefore, expiryFrom, invitationPath, mostInvitationsADay } from '#rules/people/invitation.ts';
import type { Locale } from '#base/locale.ts';
import type { Role } from '#base/permissions.ts';
import { isAddress } from '#rules/people/person.ts';
import type { Study } from '#rules/study/study.ts';
import { hashOfToken, makeToken } from '#server/auth/link-token.ts';
import { invitationMail, type OfferedRole } from '#server/mail/invitation-mail.ts';
import { both } from '#server/store/bilingual.ts';
import { findCity, listCities } from '#areas/cities';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import { countSentSince, insertInvitation, listUnanswered, type InvitationRow } from '#areas/people';
import { linkMark } from '#server/mail/link-seal.ts';
import { insertMailWithLink } from '#server/mail/stored-mail.ts';
import type { Db } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import { addressForm, findUser, findUserByEmail } from '#server/auth/users.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { InvitationTools } from './invitation-subject.ts';

export interface InvitationInput {
  readonly email: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
  /** Holds the language of the mail. */
  readonly locale: Locale;
}

const command = commandsOf<InvitationTools>();

export const kept = { subject: studySubject, needs: 'study.people' } as const;

/**
 * Where e-mail is sent, its link goes to the invited address alone; where none is, it is returned here, once,
 * to be handed over. It is not stored.
 */
export const send = command(
  { name: 'invitations.send', ...kept, locks: ['study'] },
  async ({ trx, at, deps, subject: { study }, actor, append }, input: InvitationInput) => {
    const { newId, linkSeal, config } = deps;
    const email = addressForm(input.email);
    if (!isAddress(email)) throw refused('invalid', { field: 'email' });
    // This checks only the scope of the role; whether it is free is checked when the invitation is
    // accepted.
    const { role, sideId, cityId } = take(
      validateAppointment(
        { ...input, userId: '' },
        { sides: study.sides, cities: await listCities(trx, study.id), held: [] }
      )
    );
    await validateNew(trx, study, { email, role, sideId, cityId, at });
    const id = newId();
    const token = makeToken(newId);
    const row = {
      id,
      studyId: study.id,
      email,
      role,
      sideId,
      cityId,
      tokenHash: hashOfToken(token),
      userId: actor.userId,
      at,
      expiresAt: expiryFrom(new Date(at)),
      acceptedAt: null,
      acceptedBy: null,
      withdrawnAt: null,
      claimedBy: null,
      claimedAt: null
    };
    await insertInvitation(trx, row);
    const { origin } = config;
    const link = `${origin}${invitationPath(token)}`;
    const { locale } = input;
    const mail = invitationMail({
      ...(await offerOf(trx, study, row)),
      address: email,
      link: linkMark,
      origin,
      locale
    });
    await insertMailWithLink(trx, {
      ...mail,
      id,
      sealedLink: linkSeal.seal(id, link),
      kind: 'invitation',
      studyId: study.id,
      address: email,
      locale,
      at
    });
    const payload = { invitationId: id, role, sideId, cityId };
    append({ kind: 'invitation.sent', needs: 'study.people', payload });
    return { link: config.smtp === null ? link : null, email };
  }
);

/** Checks that nobody was invited to the same role or holds it, and that there are not too many invitations today. */
async function validateNew(
  db: Db,
  study: Study,
  { email, role, sideId, cityId, at }: Pick<InvitationRow, 'email' | 'role' | 'sideId' | 'cityId' | 'at'>
): Promise<void> {
  const isSameRole = (one: Pick<InvitationRow, 'role' | 'sideId' | 'cityId'>) =>
    one.role === role && one.sideId === sideId && one.cityId === cityId;
  const unanswered = await listUnanswered(db, study.id);
  if (unanswered.some((row) => row.email === email && isSameRole(row) && row.expiresAt > at))
    throw refused('conflict');
  const held = await listGrantsInStudy(db, study.id);
  const member = await findUserByEmail(db, email);
  // Who is in the study, the secretariat knows: this tells nothing of other accounts.
  if (held.some((one) => one.userId === member?.id && isSameRole(one)))
    throw refused('role-held', { field: 'email' });
  if ((await countSentSince(db, study.id, aDayBefore(new Date(at)))) >= mostInvitationsADay)
    throw refused('throttled', { minutes: 24 * 60 });
}

export async function offerOf(
  db: Db,
  study: Study,
  invitation: Pick<InvitationRow, 'role' | 'sideId' | 'cityId' | 'userId' | 'expiresAt'>
): Promise<OfferedRole> {
  const { role, sideId, cityId, userId, expiresAt } = invitation;
  const inviter = await findUser(db, userId);
  return {
    study: { slug: study.slug, title: study.title },
    role,
    side: study.sides.find((side) => side.id === sideId) ?? null,
    city: cityId === null ? null : ((await findCity(db, study.id, cityId))?.name ?? null),
    invitedBy: both(inviter?.nameEn ?? '', inviter?.nameZh ?? ''),
    expiresAt
  };
}

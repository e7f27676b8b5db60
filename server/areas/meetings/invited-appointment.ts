import { becomesSenior, validateAppointment } from '#rules/people/appointment.ts';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import { signsForSide } from '#base/grant-duties.ts';
import type { Study } from '#rules/study/study.ts';
import { listCities } from '#areas/cities';
import { insertGrant, listGrantsInStudy, listGrantsOfUser } from '#server/auth/grants.ts';
import { takeInvitation, notifyChairChange, actorOf, type InvitationRow } from '#areas/people';
import { forgetMailWithLink } from '#server/mail/stored-mail.ts';
import type { UserRow } from '#server/auth/users.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import type { InvitationTools } from './invitation-subject.ts';

export interface Acceptance {
  readonly study: Study;
  readonly invitation: InvitationRow;
  readonly user: UserRow;
}

export async function appoint(
  tools: InvitationTools,
  context: CommandContext,
  { study, invitation, user }: Acceptance
): Promise<Accepted> {
  const { trx, at, signalAfterCommit } = context;
  const { userId: invitedBy } = invitation;
  const held = await listGrantsInStudy(trx, study.id);
  const { role, sideId, cityId } = invitation;
  const appointment = take(
    validateAppointment(
      { userId: user.id, role, sideId, cityId },
      { sides: study.sides, cities: await listCities(trx, study.id), held }
    )
  );
  if (!(await takeInvitation(trx, invitation.id, { userId: user.id, at }))) throw refused('invitation-spent');
  await forgetMailWithLink(trx, invitation.id);
  const isSenior = becomesSenior(appointment, held);
  await insertGrant(trx, {
    ...appointment,
    id: tools.newId(),
    studyId: study.id,
    isSenior: isSenior ? 1 : 0,
    createdAt: at
  });
  const acting = {
    ...actorOf(user),
    grants: (await listGrantsOfUser(trx, user.id)).filter(
      (grant) => grant.studyId === study.id && grant.role === role
    )
  };
  const append = (event: GatheredEvent) => context.appendEvent(study.id, acting, event);
  const ofCity = appointment.cityId === null ? {} : { cityId: appointment.cityId };
  const accepted = { invitationId: invitation.id, role, invitedBy };
  await append({ kind: 'invitation.accepted', needs: 'study.people', payload: accepted });
  const given = {
    userId: user.id,
    role,
    sideId: appointment.sideId,
    cityId: appointment.cityId,
    invitedBy
  };
  await append({ kind: 'grant.given', needs: 'study.see', ...ofCity, payload: given });
  const senior = { userId: user.id, invitedBy };
  if (isSenior) await append({ kind: 'senior.named', needs: 'study.see', ...ofCity, payload: senior });
  if (signsForSide({ role }))
    await notifyChairChange(tools, context, {
      study,
      userId: user.id,
      sideId: appointment.sideId,
      isAppointed: true
    });
  signalAfterCommit({ kind: 'rights-changed', userId: user.id });
  return { slug: study.slug, email: user.email, userId: user.id, isClaim: false };
}

export interface Accepted {
  readonly slug: string;
  readonly email: string;
  readonly userId: string;
  readonly isClaim: boolean;
}

/**
 * Ends what rests on a role when it is withdrawn: the seats in scoring panels of an expert, the confidential answers
 * that the person was named to read, and other offers of the same role. Nothing of it comes back with a later role.
 */
import type { Held } from '#rules/people/appointment.ts';
import type { Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import { listUnanswered, withdrawInvitation } from './store/invitations.ts';
import { forgetMailWithLink } from '#server/mail/stored-mail.ts';
import { findUser } from '#server/auth/users.ts';

interface RoleCommand {
  readonly context: CommandContext;
  readonly study: Study;
  readonly acting: Actor | null;
}

/** Ends what a person did by a role, unless the roles that the person still holds (`left`) allow it. */
export type EndDuty = (command: RoleCommand, userId: string, left: readonly Held[]) => Promise<void>;

/** Holds what is ended with a role, in this order. */
export interface DutiesOfRoles {
  readonly seats: EndDuty;
  readonly readings: EndDuty;
}

export async function endDuties(
  { seats, readings }: DutiesOfRoles,
  ...ended: Parameters<EndDuty>
): Promise<void> {
  await seats(...ended);
  await readings(...ended);
}

/** Withdraws the open invitations of the person to the role that they lose. */
export async function endInvitations(
  { context, study, acting }: RoleCommand,
  { userId, role, sideId, cityId }: Held
): Promise<void> {
  const { trx, at } = context;
  const email = (await findUser(trx, userId))?.email;
  const same = (await listUnanswered(trx, study.id)).filter(
    (row) =>
      (row.email === email || row.claimedBy === userId) &&
      row.role === role &&
      row.sideId === sideId &&
      row.cityId === cityId
  );
  for (const { id } of same) {
    await withdrawInvitation(trx, study.id, id, at);
    await forgetMailWithLink(trx, id);
    await context.appendEvent(study.id, acting, {
      kind: 'invitation.withdrawn',
      needs: 'study.people',
      payload: { invitationId: id }
    });
  }
}

/**
 * Ends what rests on a role when it is withdrawn: the seats in scoring panels of an expert, the confidential answers
 * that the person was named to read, and other offers of the same role. Nothing of it comes back with a later role.
 */
import type { Held } from '#domain/appointment.ts';
import { isExpert, mayReadInConfidence, type Actor } from '#domain/permissions.ts';
import type { Study } from '#domain/study.ts';
import type { CommandContext } from '../commands/run-command.ts';
import { closeConfidentialReader, listReadingsOf } from '../store/confidential.ts';
import { listUnanswered, withdrawInvitation } from '../store/invitations.ts';
import { forgetMailWithLink } from '../store/mail.ts';
import { deleteAssessor, listSeatsOf, recuseAssessor } from '../store/panels.ts';
import { hasSealed } from '../store/scores.ts';
import { findUser } from '../store/users.ts';

interface RoleCommand {
  readonly context: CommandContext;
  readonly study: Study;
  readonly acting: Actor | null;
}

/** Ends seats and namings, unless the roles that the person still holds (`left`) allow them. */
export async function endDuties(
  { context, study, acting }: RoleCommand,
  userId: string,
  left: readonly Held[]
): Promise<void> {
  const { trx, at } = context;
  if (!left.some(isExpert))
    for (const seat of await listSeatsOf(trx, study.id, userId)) {
      // A person who has sealed a score stays in the record as withdrawn.
      if ((await hasSealed(trx, study.id, seat.cityId)).has(userId)) await recuseAssessor(trx, seat, at, '');
      else await deleteAssessor(trx, study.id, seat.cityId, userId);
      await context.appendEvent(study.id, acting, {
        kind: 'assessor.recused',
        needs: 'panel.see',
        cityId: seat.cityId,
        payload: { userId }
      });
    }
  if (!left.some(mayReadInConfidence))
    for (const { cityId } of await listReadingsOf(trx, study.id, userId)) {
      const removed = { userId: acting?.userId ?? null, at };
      await closeConfidentialReader(trx, { studyId: study.id, cityId, userId }, removed);
      await context.appendEvent(study.id, acting, {
        kind: 'confidential-reader.removed',
        needs: 'confidential.readers',
        cityId,
        payload: { userId }
      });
    }
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

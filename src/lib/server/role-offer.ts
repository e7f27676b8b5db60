/**
 * Gives a role to somebody of the study at once, and sends everybody else an invitation: whether an address has an
 * account on this installation is nothing that a study's secretariat learns.
 */
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import type { NewRole } from '#areas/people';

/** Returns null where the role was given, else where the invitation went. */
export async function offerRole(
  { services, locale }: App.Locals,
  actor: Actor,
  studySlug: string,
  role: NewRole
): Promise<Result<{ readonly link: string | null; readonly email: string } | null>> {
  const people = await services.people.list(actor, studySlug);
  if (!people.ok) return people;
  const address = role.email.normalize('NFC').trim().toLowerCase();
  if (!people.value.members.some(({ email }) => email === address))
    return services.invitations.send(actor, studySlug, { ...role, locale });
  const given = await services.people.give(actor, studySlug, role);
  return given.ok ? ok(null) : given;
}

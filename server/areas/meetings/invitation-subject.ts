import type { StudyId } from '#base/ids.ts';
import { statusOf } from '#rules/people/invitation.ts';
import { grantsIn, studyAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { InstanceAbility } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import type { Config } from '#server/process/config.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Mailer } from '#server/mail/mailer.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { findInvitation, type InvitationRow, type Passwords } from '#areas/people';
import type { LinkSeal } from '#server/mail/link-seal.ts';
import type { Db } from '#server/store/open.ts';
import { findStudy } from '#areas/study';
import { findUser } from '#server/auth/users.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { LinkHolder, Subject } from '#server/commands/subject.ts';

export interface InvitationTools extends CommandDeps {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly logger: Logger;
  readonly mailer: Mailer;
  readonly passwords: Passwords;
}

interface LoadedInvitation {
  readonly invitation: InvitationRow;
  readonly study: Study;
  readonly inviterIsAuthorized: boolean;
}

export async function loadInvitation(db: Db, tokenHash: string): Promise<LoadedInvitation | undefined> {
  const invitation = await findInvitation(db, tokenHash);
  const study = invitation && (await findStudy(db, invitation.slug));
  if (!invitation || !study) return undefined;
  const inviter = await findUser(db, invitation.userId);
  const inviterIsAuthorized =
    inviter?.suspendedAt === null && managesPeople(await listGrantsOfUser(db, inviter.id), study.id);
  return { invitation, study, inviterIsAuthorized };
}

/** States an invitation as its link opens it to who holds it. */
export const invitationSubject: Subject<
  LinkHolder,
  [tokenHash: string],
  LoadedInvitation,
  InstanceAbility,
  'study'
> = {
  name: 'invitation',
  keyParts: 1,
  find: loadInvitation,
  abilities: (who, { invitation }) =>
    new Set<InstanceAbility>(who.link === invitation.tokenHash ? ['instance.own-account'] : []),
  sees: 'instance.own-account',
  studyOf: ({ study }) => study.id,
  locks: { study: ({ study }) => ({ kind: 'study', slug: study.slug }) }
};

/** `invitation-spent` for one that does not work any more. */
export function validateOpen({ invitation, inviterIsAuthorized }: LoadedInvitation, at: string): void {
  if (statusOf({ ...invitation, inviterIsAuthorized }, at) !== 'open') throw refused('invitation-spent');
}

export const managesPeople = (grants: readonly Grant[], studyId: StudyId): boolean =>
  studyAbilitiesOf(grantsIn({ grants }, studyId)).has('study.people');

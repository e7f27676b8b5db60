export { notifyChairChange } from './account-notices.ts';
export { actorOf, type Account, type Passwords } from './accounts.ts';
export type { DutiesOfRoles, EndDuty } from './ended-roles.ts';
export {
  accountsSubject,
  operatedSubject,
  studiesSubject,
  type AccountAdmin
} from './installation-subject.ts';
export { namedPeople, type NamedPerson } from './named-people.ts';
export { createPauses, endedPauses, type Pauses } from './pauses.ts';
export { createPeople, type NewRole, type People } from './people.ts';
export type { HeldRole, Member, StudyPeople } from './people-list.ts';
export { createResets, type Resets } from './resets.ts';
export { deleteMemberships, deleteRapporteur, listBodies, listRapporteurs } from './store/bodies.ts';
export { listHolders, listRapporteursOf } from './store/holders.ts';
export {
  claimInvitation,
  countSentSince,
  findInvitation,
  insertInvitation,
  listUnanswered,
  takeInvitation,
  withdrawInvitation,
  type InvitationRow
} from './store/invitations.ts';
export { readPastRoles } from './store/past-roles.ts';
export { createUsers, type DemoAccount, type Users } from './users.ts';

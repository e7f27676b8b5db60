import type { CityId, SideId, StudyId } from '#base/ids.ts';
import { bareGrant, type Grant, type Role } from '#base/permissions.ts';

/** Returns a role in one study and on one side that holds nothing beyond itself. */
export const grantOf = (role: Role, facts: Partial<Grant> = {}): Grant => ({
  studyId: 'study' as StudyId,
  role,
  sideId: 'eu' as SideId,
  cityId: null as CityId | null,
  ...bareGrant,
  ...facts
});

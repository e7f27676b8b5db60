/**
 * Says what a role is for, apart from what it may do with a thing: who signs for a side, who stands for a city, who is asked.
 * Nothing else compares roles; permissions.ts says with what abilities a duty goes. `docs/permissions.md` lists both.
 */
import type { Role } from './permissions.ts';

const rolesOf = {
  'run-study': ['secretariat'],
  'sign-for-side': ['chair'],
  'write-findings': ['expert'],
  'represent-city': ['city'],
  'look-on': ['observer'],
  'belong-to-side': ['chair', 'expert'],
  'agree-on-terms': ['chair', 'expert'],
  'decide-for-others': ['secretariat', 'chair'],
  'read-in-confidence': ['secretariat', 'chair', 'expert'],
  'follow-own-cities': ['expert', 'city'],
  'receive-head': ['chair', 'expert']
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Duty = keyof typeof rolesOf;
export const duties = Object.keys(rolesOf) as readonly Duty[];

/** Lists the roles with a duty, for a query that asks who holds one. */
export const rolesWith = (duty: Duty): readonly Role[] => rolesOf[duty];

/** Also for a role that is noted with something that was done. */
export const hasDuty = (duty: Duty, { role }: { readonly role: unknown }): boolean =>
  rolesWith(duty).some((one) => one === role);

export const oneHasDuty = (duty: Duty, roles: Iterable<string>): boolean =>
  [...roles].some((role) => hasDuty(duty, { role }));

/**
 * Checks which roles may exist together: one chair per side, no one chairs both sides, a representative
 * belongs to the side of the city, a study always has a secretariat, one senior representative speaks for a
 * city, and the lead author and the reviewer of a city come from different sides. The caller authorizes the
 * appointer first.
 */
import type { CityId, SideId } from '#base/ids.ts';
import type { Role } from '#base/permissions.ts';
import { isExpert, isRepresentative, signsForSide } from '#base/grant-duties.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { hasDuty } from '#base/role-duties.ts';

export interface Held {
  readonly userId: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
}

export interface AppointmentFacts {
  readonly sides: readonly { readonly id: string }[];
  readonly cities: readonly { readonly id: string; readonly sideId: string }[];
  /** Lists every role that anyone holds in the study. */
  readonly held: readonly Held[];
}

/**
 * Describes the role as it will be stored: with the side of its city, and without a city where the role has
 * none.
 */
export interface Appointment extends Held {
  readonly sideId: SideId | null;
  readonly cityId: CityId | null;
}

export function validateAppointment(
  input: Held,
  { sides, cities, held }: AppointmentFacts
): Result<Appointment> {
  const scoped = scopeOf(input, sides, cities);
  if (!scoped.ok) return scoped;
  const { userId, role, sideId, cityId } = scoped.value;
  const chairs = signsForSide({ role }) ? held.filter(signsForSide) : [];
  if (chairs.some((other) => other.userId === userId && other.sideId !== sideId))
    return refuse('chair-of-both-sides');
  if (held.some((other) => other.userId === userId && other.role === role && other.cityId === cityId))
    return refuse('conflict');
  if (chairs.some((other) => other.sideId === sideId)) return refuse('chair-taken');
  return scoped;
}

function scopeOf(
  input: Held,
  sides: AppointmentFacts['sides'],
  cities: AppointmentFacts['cities']
): Result<Appointment> {
  if (isRepresentative(input)) {
    const city = cities.find((known) => known.id === input.cityId);
    return city
      ? ok({ ...input, sideId: city.sideId as SideId, cityId: city.id as CityId })
      : refuse('city-required');
  }
  const side = sides.find((known) => known.id === input.sideId);
  if (input.sideId !== null && !side) return refuse('side-required');
  if (!side && hasDuty('belong-to-side', input)) return refuse('side-required');
  // Secretariat and observers may belong to one side or to both.
  return ok({ ...input, sideId: (side?.id ?? null) as SideId | null, cityId: null });
}

export function validateWithdrawal(grant: Held, held: readonly Held[]): Result<null> {
  const secretariat = held.filter((other) => hasDuty('run-study', other));
  return hasDuty('run-study', grant) && secretariat.length === 1 ? refuse('last-secretariat') : ok(null);
}

export interface Represented extends Held {
  /** Is 1 for the one who speaks for the city. */
  readonly isSenior: number;
}

const seniorOf = (cityId: string | null, held: readonly Represented[]): Represented | undefined =>
  held.find((other) => isRepresentative(other) && other.cityId === cityId && other.isSenior === 1);

/**
 * Checks whether a new representative becomes the senior one, because the city has none yet; this lasts until
 * another is named.
 */
export const becomesSenior = (grant: Held, held: readonly Represented[]): boolean =>
  isRepresentative(grant) && seniorOf(grant.cityId, held) === undefined;

/** Returns the id of the user who is replaced; null where there was none. */
export function validateSenior(
  grant: Represented,
  held: readonly Represented[]
): Result<{ readonly before: string | null }> {
  if (!isRepresentative(grant)) return refuse('city-required');
  if (grant.isSenior === 1) return refuse('conflict');
  return ok({ before: seniorOf(grant.cityId, held)?.userId ?? null });
}

export const rapporteurAssignments = ['lead', 'deputy', 'reviewer'] as const;
export type RapporteurAssignment = (typeof rapporteurAssignments)[number];

/**
 * Names the lead author of a city, the deputy, and the reviewer from the other side; null leaves an
 * assignment open.
 */
export type Rapporteurs = Readonly<Record<RapporteurAssignment, string | null>>;

/** Returns the users who gain or lose rights over a city by the new assignment. */
export function holdersChanged(before: Rapporteurs, after: Rapporteurs): string[] {
  // A deputy has the rights of the lead author.
  const holders = ({ lead, deputy, reviewer }: Rapporteurs): string[] => [
    ...[lead, deputy].flatMap((userId) => (userId === null ? [] : [`leads ${userId}`])),
    ...(reviewer === null ? [] : [`reviews ${reviewer}`])
  ];
  const [then, now] = [holders(before), holders(after)];
  const changed = [...then.filter((one) => !now.includes(one)), ...now.filter((one) => !then.includes(one))];
  return [...new Set(changed.map((one) => one.slice(one.indexOf(' ') + 1)))];
}

export function validateRapporteurs(named: Rapporteurs, held: readonly Held[]): Result<null> {
  const sideOf = (userId: string): string | null | undefined =>
    held.find((other) => other.userId === userId && isExpert(other))?.sideId;
  const people = rapporteurAssignments.flatMap((assignment) => named[assignment] ?? []);
  if (people.some((userId) => sideOf(userId) === undefined)) return refuse('expert-required');
  const { lead, deputy, reviewer } = named;
  if (lead !== null && reviewer !== null && sideOf(lead) === sideOf(reviewer))
    return refuse('rapporteurs-of-one-side');
  // The deputy must be another person than the lead, and no one may review their own text.
  if (deputy !== null && (deputy === lead || deputy === reviewer)) return refuse('conflict');
  return ok(null);
}

/**
 * Who may hold which role beside whom: one chair a side, nobody chairs both, a representative is of its city's side, a study
 * keeps a secretariat, one representative speaks for a city, and a city's lead author and reviewer come one from each side.
 * Whether the appointer may is judged before.
 */
import type { CityId, SideId } from './ids.ts';
import type { Role } from './permissions.ts';
import { ok, refuse, type Result } from './refusal.ts';

export interface Held {
  readonly userId: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
}

export interface AppointmentFacts {
  readonly sides: readonly { readonly id: string }[];
  readonly cities: readonly { readonly id: string; readonly sideId: string }[];
  /** Every role that anybody holds in the study. */
  readonly held: readonly Held[];
}

/** The role as it will stand: with the side of its city, without a city where none belongs. */
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
  const chairs = role === 'chair' ? held.filter((other) => other.role === 'chair') : [];
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
  if (input.role === 'city') {
    const city = cities.find((known) => known.id === input.cityId);
    return city
      ? ok({ ...input, sideId: city.sideId as SideId, cityId: city.id as CityId })
      : refuse('city-required');
  }
  const side = sides.find((known) => known.id === input.sideId);
  if (input.sideId !== null && !side) return refuse('side-required');
  if (!side && (input.role === 'chair' || input.role === 'expert')) return refuse('side-required');
  // Secretariat and observers may belong to one side or to both.
  return ok({ ...input, sideId: (side?.id ?? null) as SideId | null, cityId: null });
}

export function validateWithdrawal(grant: Held, held: readonly Held[]): Result<null> {
  const secretariat = held.filter((other) => other.role === 'secretariat');
  return grant.role === 'secretariat' && secretariat.length === 1 ? refuse('last-secretariat') : ok(null);
}

export interface Represented extends Held {
  /** 1 for the one who speaks for the city. */
  readonly isSenior: number;
}

const seniorOf = (cityId: string | null, held: readonly Represented[]): Represented | undefined =>
  held.find((other) => other.role === 'city' && other.cityId === cityId && other.isSenior === 1);

/** Who comes to a city that nobody speaks for speaks for it, until another is named. */
export const becomesSenior = ({ role, cityId }: Held, held: readonly Represented[]): boolean =>
  role === 'city' && seniorOf(cityId, held) === undefined;

/** Whose place the person takes as the one who speaks for the city; null where nobody did. */
export function validateSenior(
  grant: Represented,
  held: readonly Represented[]
): Result<{ readonly before: string | null }> {
  if (grant.role !== 'city') return refuse('city-required');
  if (grant.isSenior === 1) return refuse('conflict');
  return ok({ before: seniorOf(grant.cityId, held)?.userId ?? null });
}

export const rapporteurAssignments = ['lead', 'deputy', 'reviewer'] as const;
export type RapporteurAssignment = (typeof rapporteurAssignments)[number];

/** Who writes for a city, who stands in for them, and who reviews it from the other side; null leaves the duty open. */
export type Rapporteurs = Readonly<Record<RapporteurAssignment, string | null>>;

/** Those whom another naming gives the lead of a city, or takes it from: a deputy leads as well. */
export function leadersChanged(before: Rapporteurs, after: Rapporteurs): string[] {
  const leaders = ({ lead, deputy }: Rapporteurs): string[] =>
    [lead, deputy].filter((userId) => userId !== null);
  const [then, now] = [leaders(before), leaders(after)];
  return [
    ...then.filter((userId) => !now.includes(userId)),
    ...now.filter((userId) => !then.includes(userId))
  ];
}

export function validateRapporteurs(named: Rapporteurs, held: readonly Held[]): Result<null> {
  const sideOf = (userId: string): string | null | undefined =>
    held.find((other) => other.userId === userId && other.role === 'expert')?.sideId;
  const people = rapporteurAssignments.flatMap((assignment) => named[assignment] ?? []);
  if (people.some((userId) => sideOf(userId) === undefined)) return refuse('expert-required');
  const { lead, deputy, reviewer } = named;
  if (lead !== null && reviewer !== null && sideOf(lead) === sideOf(reviewer))
    return refuse('rapporteurs-of-one-side');
  // One person stands in for another, and nobody reviews what they write themselves.
  if (deputy !== null && (deputy === lead || deputy === reviewer)) return refuse('conflict');
  return ok(null);
}

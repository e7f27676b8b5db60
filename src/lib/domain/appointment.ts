/**
 * Who may hold which role beside whom: one chair a side, nobody chairs both, a representative is of its city's side, a study
 * keeps a secretariat, and a city's lead author and reviewer come one from each side. Whether the appointer may is judged before.
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

export function judgeAppointment(wish: Held, { sides, cities, held }: AppointmentFacts): Result<Appointment> {
  const placed = place(wish, sides, cities);
  if (!placed.ok) return placed;
  const { userId, role, sideId, cityId } = placed.value;
  const chairs = role === 'chair' ? held.filter((other) => other.role === 'chair') : [];
  if (chairs.some((other) => other.userId === userId && other.sideId !== sideId)) return refuse('chair-of-both-sides');
  if (held.some((other) => other.userId === userId && other.role === role && other.cityId === cityId)) return refuse('conflict');
  if (chairs.some((other) => other.sideId === sideId)) return refuse('chair-taken');
  return placed;
}

function place(wish: Held, sides: AppointmentFacts['sides'], cities: AppointmentFacts['cities']): Result<Appointment> {
  if (wish.role === 'city') {
    const city = cities.find((known) => known.id === wish.cityId);
    return city ? ok({ ...wish, sideId: city.sideId as SideId, cityId: city.id as CityId }) : refuse('city-required');
  }
  const side = sides.find((known) => known.id === wish.sideId);
  if (wish.sideId !== null && !side) return refuse('side-required');
  if (!side && (wish.role === 'chair' || wish.role === 'expert')) return refuse('side-required');
  // Secretariat and observers may belong to one side or to both.
  return ok({ ...wish, sideId: (side?.id ?? null) as SideId | null, cityId: null });
}

export function judgeWithdrawal(grant: Held, held: readonly Held[]): Result<null> {
  const secretariat = held.filter((other) => other.role === 'secretariat');
  return grant.role === 'secretariat' && secretariat.length === 1 ? refuse('last-secretariat') : ok(null);
}

export const duties = ['lead', 'reviewer'] as const;
export type Duty = (typeof duties)[number];

/** Who writes for a city, and who reviews it; null leaves the duty open. */
export type Rapporteurs = Readonly<Record<Duty, string | null>>;

export function judgeRapporteurs(named: Rapporteurs, held: readonly Held[]): Result<null> {
  const sideOf = (userId: string): string | null | undefined =>
    held.find((other) => other.userId === userId && other.role === 'expert')?.sideId;
  const people = duties.flatMap((duty) => named[duty] ?? []);
  if (people.some((userId) => sideOf(userId) === undefined)) return refuse('expert-required');
  if (people.length === 2 && new Set(people.map(sideOf)).size < 2) return refuse('rapporteurs-of-one-side');
  return ok(null);
}

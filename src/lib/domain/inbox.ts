/** What of a study's events is news to a person: what others did about that person's own cities, or about the study as a whole. */
import { smallSteps, type EventKind } from './events.ts';
import type { Grant } from './permissions.ts';

/** How far back news goes for somebody who has never looked, and on the page for who was away. */
export const longestAbsence = 7 * 24 * 60 * 60 * 1000;

/** Told to the log for its own sake. */
const quiet: ReadonlySet<string> = new Set<EventKind>(['head.sent', 'reminder.sent', 'study.imported']);

export interface OwnCities {
  readonly userId: string;
  /** Null for those who answer for all cities. */
  readonly cities: ReadonlySet<string> | null;
}

/**
 * A representative's own city; of an expert those that they write or review, or those of their side while they have none; all for
 * chairs, the secretariat and observers.
 */
export function ownCities(
  userId: string,
  grants: readonly Grant[],
  rapporteurCities: ReadonlySet<string>,
  cities: readonly { readonly id: string; readonly sideId: string }[]
): OwnCities {
  if (grants.some(({ role }) => role !== 'city' && role !== 'expert')) return { userId, cities: null };
  const own = grants.flatMap((grant) => {
    if (grant.role === 'city') return grant.cityId ?? [];
    return rapporteurCities.size > 0
      ? [...rapporteurCities]
      : cities.filter(({ sideId }) => sideId === grant.sideId).map(({ id }) => id);
  });
  return { userId, cities: new Set(own) };
}

/** Whether it is news; whether the person may learn of it at all is judged before. */
export const isNews = (
  event: { readonly kind: string; readonly actorId: string | null; readonly cityId: string | null },
  own: OwnCities
): boolean =>
  event.actorId !== own.userId &&
  !quiet.has(event.kind) &&
  !smallSteps.has(event.kind) &&
  (event.cityId === null || own.cities === null || own.cities.has(event.cityId));

/** Since when news is shown: since the person looked last, and no longer than a week ago. */
export const newsSince = (seenThrough: string | null, now: string): string => {
  const earliest = new Date(Date.parse(now) - longestAbsence).toISOString();
  return seenThrough !== null && seenThrough > earliest ? seenThrough : earliest;
};

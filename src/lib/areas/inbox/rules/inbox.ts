/**
 * Selects the events of a study that are news to a user: what others did about that user's own cities, or
 * about the study as a whole.
 */
import type { StoredFact } from '#lib/events/kinds.ts';
import { isQuiet } from '#lib/events/quiet.ts';
import type { Grant } from '#base/permissions.ts';
import { isRepresentative } from '#base/grant-duties.ts';
import { hasDuty } from '#base/role-duties.ts';

/**
 * Limits the age of news, in milliseconds, for a user who has never looked, and on the page for users who
 * were away.
 */
export const longestAbsence = 7 * 24 * 60 * 60 * 1000;

export interface OwnCities {
  readonly userId: string;
  /** Null for those who answer for all cities. */
  readonly cities: ReadonlySet<string> | null;
}

/**
 * A representative's own city; for an expert those that they write or review, or those of their side while
 * they have none; all for chairs, the secretariat and observers.
 */
export function ownCities(
  userId: string,
  grants: readonly Grant[],
  rapporteurCities: ReadonlySet<string>,
  cities: readonly { readonly id: string; readonly sideId: string }[]
): OwnCities {
  if (grants.some((grant) => !hasDuty('follow-own-cities', grant))) return { userId, cities: null };
  const own = grants.flatMap((grant) => {
    if (isRepresentative(grant)) return grant.cityId ?? [];
    return rapporteurCities.size > 0
      ? [...rapporteurCities]
      : cities.filter(({ sideId }) => sideId === grant.sideId).map(({ id }) => id);
  });
  return { userId, cities: new Set(own) };
}

type PossibleNews = StoredFact & {
  readonly actorId: string | null;
  readonly cityId: string | null;
};

/** The caller has already checked that the user may see it. */
export const isNews = (event: PossibleNews, own: OwnCities): boolean =>
  event.actorId !== own.userId &&
  (isDecisionFor(event, own.userId) ||
    (!isQuiet(event.kind) && (event.cityId === null || own.cities === null || own.cities.has(event.cityId))));

/** Checks whether somebody closed a suggestion of the user's, in whichever city. */
const isDecisionFor = (event: PossibleNews, userId: string): boolean =>
  event.isKnown &&
  event.kind === 'suggestion.decided' &&
  event.payload.userId === userId &&
  event.payload.act !== 'open';

/**
 * Returns a name that news share of which one stands for all: a writer who decides about many suggestions of a
 * section is news once. Null for what is news by itself.
 */
export function sharedNews(event: PossibleNews): string | null {
  if (!event.isKnown || event.kind !== 'suggestion.decided') return null;
  const { document, slug, section, act } = event.payload;
  return JSON.stringify([event.actorId, document, slug, section, act]);
}

/**
 * Returns a check of events, the newest first, whether they still hold: the decision about a suggestion does not
 * that was taken back since.
 */
export function stillHolds(): (event: PossibleNews) => boolean {
  const takenBack = new Set<string>();
  return (event) => {
    if (!event.isKnown || event.kind !== 'suggestion.decided') return true;
    const { suggestion, act } = event.payload;
    if (suggestion === undefined) return true;
    if (act === 'open') takenBack.add(suggestion);
    else return !takenBack.delete(suggestion);
    return true;
  };
}

/**
 * Since the user last looked, but no longer than a week ago. A time in the future comes from a clock that has
 * been set back since.
 */
export const newsSince = (seenThrough: string | null, now: string): string => {
  const earliest = new Date(Date.parse(now) - longestAbsence).toISOString();
  return seenThrough !== null && seenThrough > earliest && seenThrough <= now ? seenThrough : earliest;
};

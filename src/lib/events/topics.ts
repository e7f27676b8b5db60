/**
 * States what an event concerns, as topics: a page follows the topics of what it shows, and loads again when
 * an event has one of them.
 */
import type { EventKind } from './kinds.ts';
import { isQuiet } from './quiet.ts';
import type { Grant } from '#base/permissions.ts';
import { isRepresentative } from '#base/grant-duties.ts';
import { hasDuty } from '#base/role-duties.ts';
import { type Concern, concerns } from './event-concerns.ts';

/**
 * Names what a page can follow:
 * - `study`: names, people, dates, framework and settings, which any page may show.
 * - `registers`: what the study keeps next to its texts and what texts name: sources, codes, terms, practices,
 *   themes, meetings, the roadmap, released levels.
 * - `codes`: of these the code book and the codings.
 * - `framework`: the draft of the next version.
 * - `cities`: what pages of another subject show of any city: its state, its answers.
 * - `city:…`, `document:…`: everything about one.
 * - `words:…`, `around:…`: the same for a page with a text, in two parts: the text with what is said of it (comments,
 *   suggestions, pairs, versions), and what stands next to it (evidence, panels, departments).
 * - `report`: the report and the papers made from it.
 * - `inbox`: news for everyone, and mentions; `inbox:cities`, `inbox:city:…`: news of cities;
 *   `inbox:person:…`: news for one person alone.
 * - `log`: every event.
 */
export type Topic =
  | 'study'
  | 'registers'
  | 'codes'
  | 'framework'
  | 'cities'
  | `city:${string}`
  | `document:${string}`
  | `words:${string}`
  | `around:${string}`
  | 'report'
  | 'inbox'
  | 'inbox:cities'
  | `inbox:city:${string}`
  | `inbox:person:${string}`
  | 'log';

/** Holds of an event what its topics follow from. */
export interface EventSubject {
  readonly kind: string;
  readonly cityId: string | null;
  readonly documentId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Lists the kinds that change what somebody may do, or what may be written: pages follow them at once. */
const urgentKinds: ReadonlySet<string> = new Set<EventKind>([
  'grant.given',
  'grant.withdrawn',
  'body.joined',
  'body.left',
  'senior.named',
  'contributor.limited',
  'confidential-reader.named',
  'confidential-reader.removed',
  'rapporteurs.named',
  'assessors.named',
  'assessor.recused',
  'tie.changed',
  'account.confirmed',
  'document.frozen',
  'document.reopened'
]);

/** Lists the kinds that may name a person, or decide whose cities are their own: news of any city is meant. */
const mayConcernAnyone: ReadonlySet<string> = new Set<EventKind>([
  'thread.opened',
  'comment.added',
  'comment.edited',
  'comment.withdrawn',
  'rapporteurs.named',
  'grant.given',
  'grant.withdrawn',
  'city.added'
]);

const isKnown = (kind: string): kind is EventKind => Object.hasOwn(concerns, kind);

/** Checks whether pages follow the event at once, not with those that come shortly after it. */
export const isUrgent = ({ kind }: Pick<EventSubject, 'kind'>): boolean => urgentKinds.has(kind);

/** A kind that this version does not know may concern everything. */
export function topicsOf(event: EventSubject): readonly Topic[] {
  const { kind, cityId, documentId } = event;
  const concern = isKnown(kind) ? concerns[kind] : null;
  const parts = (['words', 'around'] as const).filter(
    (part) => concern === part || (concern !== 'words' && concern !== 'around')
  );
  const own: readonly Topic[] = [
    ...(cityId === null ? [] : ([`city:${cityId}`] as const)),
    ...(documentId === null ? [] : ([`document:${documentId}`] as const)),
    ...[cityId, documentId].flatMap((id) =>
      id === null ? [] : parts.map((part) => `${part}:${id}` as const)
    ),
    'log'
  ];
  if (!isKnown(kind))
    return ['study', 'registers', 'codes', 'framework', 'cities', 'report', 'inbox', 'inbox:cities', ...own];
  return [...generalTopics(concerns[kind], event), ...own, ...inboxTopics(event)];
}

/** Checks whether the event is about one city or one document. */
const isOfOne = (concern: Concern): concern is 'text' | 'words' | 'around' | 'cities' =>
  concern === 'text' || concern === 'words' || concern === 'around' || concern === 'cities';

function generalTopics(concern: Concern, { cityId, documentId }: EventSubject): readonly Topic[] {
  if (concern === 'log') return [];
  if (concern === 'codes') return ['registers', 'codes'];
  if (!isOfOne(concern)) return [concern];
  // What names neither is about something that no page follows by itself: a record, all cities.
  if (cityId === null && documentId === null) return ['study'];
  return concern === 'cities' && cityId !== null ? ['cities'] : [];
}

/** Returns whose inbox the event may change: that of those to whom it is news, as `isNews` decides. */
function inboxTopics({ kind, cityId, payload }: EventSubject): readonly Topic[] {
  if (mayConcernAnyone.has(kind)) return ['inbox'];
  if (kind === 'suggestion.decided')
    return typeof payload['userId'] === 'string' ? [`inbox:person:${payload['userId']}`] : ['inbox'];
  if (isQuiet(kind)) return [];
  return cityId === null ? ['inbox'] : ['inbox:cities', `inbox:city:${cityId}`];
}

/**
 * Returns the topics that bring a person news. An expert without cities of their own has those of their side; they
 * follow all cities.
 */
export function inboxTopicsOf(userId: string, grants: readonly Grant[]): readonly Topic[] {
  const own = grants.map((grant) => ownIn(grant)).filter((cities) => cities.length > 0);
  return [
    'inbox',
    `inbox:person:${userId}`,
    ...(own.length < grants.length
      ? (['inbox:cities'] as const)
      : own.flat().map((city) => `inbox:city:${city}` as const))
  ];
}

const ownIn = (grant: Grant): readonly string[] => {
  const { cityId, leads, reviews } = grant;
  if (isRepresentative(grant)) return cityId === null ? [] : [cityId];
  return hasDuty('follow-own-cities', grant) ? [...leads, ...reviews] : [];
};

/** Returns the dependency of a load that shows what a topic of a study's events concerns. */
export const dependencyOn = (studySlug: string, topic: Topic): `live:${string}` =>
  `live:${studySlug}:${topic}`;

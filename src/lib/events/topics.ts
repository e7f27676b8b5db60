/**
 * States what an event concerns, as topics: a page follows the topics of what it shows, and loads again when
 * an event has one of them.
 */
import type { EventKind } from './kinds.ts';
import { isQuiet } from './quiet.ts';
import type { Grant } from '#base/permissions.ts';
import { isRepresentative } from '#base/grant-duties.ts';
import { hasDuty } from '#base/role-duties.ts';

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

/**
 * Names what a kind of event concerns. Each also concerns the city and the document that the event names.
 * `text`: only these. `words`, `around`: one part of a page with a text. `log`: only pages that show everything.
 */
type Concern =
  'study' | 'registers' | 'codes' | 'framework' | 'cities' | 'text' | 'words' | 'around' | 'report' | 'log';

const concerns: Readonly<Record<EventKind, Concern>> = {
  'study.created': 'study',
  'study.changed': 'study',
  'study.imported': 'study',
  'grant.given': 'study',
  'grant.withdrawn': 'study',
  'body.joined': 'study',
  'body.left': 'study',
  'rapporteurs.named': 'cities',
  'phase.added': 'study',
  'phase.changed': 'study',
  'phase.removed': 'study',
  'deliverable.added': 'study',
  'deliverable.changed': 'study',
  'city.added': 'study',
  'city.changed': 'study',
  'framework.published': 'study',
  'framework.draft-begun': 'framework',
  'framework.draft-changed': 'framework',
  'framework.draft-dropped': 'framework',
  'assessment.reframed': 'cities',
  'criterion.checked': 'cities',
  'criterion.changed': 'study',
  'term.changed': 'registers',
  'term.proposed': 'registers',
  'term.voted': 'registers',
  'glossary.imported': 'registers',
  'finding.accepted': 'words',
  'chapter.changed': 'study',
  'answers.imported': 'cities',
  'answers.import-undone': 'cities',
  'answer.held-back': 'cities',
  'answer.taken-back': 'cities',
  'confidential-reader.named': 'around',
  'confidential-reader.removed': 'around',
  'document.frozen': 'cities',
  'document.reopened': 'cities',
  'late-proposal.kept': 'words',
  'late-proposal.merged': 'words',
  'late-proposal.dismissed': 'words',
  'senior.named': 'cities',
  'person.renamed': 'study',
  'password.reset': 'study',
  'address.changed': 'study',
  'account.confirmed': 'study',
  'assessment.moved': 'cities',
  'assessment.reviewed': 'text',
  'chapter.moved': 'text',
  'reopening.requested': 'text',
  'reopening.withdrawn': 'text',
  'reopening.declined': 'text',
  'deadline.moved': 'around',
  'reminder.sent': 'around',
  'translation.confirmed': 'words',
  'pair.confirmed': 'words',
  'pair.checked': 'words',
  'pair.diverged': 'words',
  'pair.waived': 'words',
  'pair.taken-back': 'words',
  'pair.drafted': 'words',
  'thread.opened': 'words',
  'thread.resolved': 'words',
  'thread.reopened': 'words',
  'comment.added': 'words',
  'comment.edited': 'words',
  'comment.withdrawn': 'words',
  'suggestion.changed': 'words',
  'suggestion.decided': 'words',
  'consultation.opened': 'text',
  'consultation.submitted': 'text',
  'consultation.closed': 'text',
  'city-comment.drafted': 'around',
  'city-comment.recorded': 'around',
  'city-comment.received': 'around',
  'city-comment.decided': 'around',
  'city-comment.answered': 'around',
  'reading.given': 'text',
  'reading.revoked': 'text',
  'version.kept': 'words',
  'version.restored': 'text',
  'approval.asked': 'text',
  'approval.signed': 'text',
  'approval.voided': 'text',
  'approval.complete': 'text',
  'approval.noted': 'text',
  'seal.kept': 'text',
  'meeting.recorded': 'registers',
  'meeting.changed': 'registers',
  'next-step.added': 'registers',
  'next-step.changed': 'registers',
  'roadmap.begun': 'registers',
  'roadmap.step-changed': 'registers',
  'roadmap.released': 'registers',
  'invitation.sent': 'log',
  'invitation.accepted': 'log',
  'invitation.claimed': 'log',
  'invitation.withdrawn': 'log',
  'head.sent': 'log',
  'source.changed': 'registers',
  'context.changed': 'registers',
  'talk.changed': 'registers',
  'image.changed': 'registers',
  'person.erased': 'study',
  'assessors.named': 'around',
  'assessor.recused': 'around',
  'tie.changed': 'around',
  'score.sealed': 'around',
  'panel.revealed': 'around',
  'panel.opened': 'around',
  'panel.recorded': 'around',
  'dissent.signed': 'around',
  'dissent.unsigned': 'around',
  'settlement.proposed': 'around',
  'settlement.withdrawn': 'around',
  'panel.settled': 'around',
  'panel.closed': 'around',
  // Any text may name a released level.
  'levels.released': 'registers',
  'judging.changed': 'study',
  'lengths.changed': 'study',
  'headings.changed': 'study',
  'quotas.changed': 'study',
  'rubric.published': 'study',
  'evidence.added': 'around',
  'evidence.revised': 'around',
  'evidence.changed': 'around',
  'evidence.cited': 'around',
  'evidence.attested': 'around',
  'evidence.withdrawn': 'around',
  'evidence.removed': 'around',
  'clarification.asked': 'text',
  'clarification.returned': 'text',
  'clarification.withdrawn': 'text',
  'clarification.reviewed': 'text',
  'contributor.limited': 'text',
  'department.changed': 'around',
  'assignment.changed': 'around',
  'report.begun': 'report',
  'report.changed': 'report',
  'report.requested': 'report',
  'report.moved': 'report',
  'report.built': 'report',
  'report.failed': 'report',
  'report.cancelled': 'report',
  'report.signed': 'report',
  'report.published': 'report',
  'report.corrected': 'report',
  'erratum.proposed': 'report',
  'erratum.confirmed': 'report',
  'erratum.withdrawn': 'report',
  'practice.added': 'registers',
  'practice.changed': 'registers',
  'practice.removed': 'registers',
  'practice.validated': 'registers',
  'practice.validation-taken-back': 'registers',
  'practice.consent-asked': 'registers',
  'practice.consent-answered': 'registers',
  'practice.published': 'registers',
  'practice.focus-changed': 'registers',
  'theme.added': 'registers',
  'theme.changed': 'registers',
  'theme.removed': 'registers',
  'theme.validated': 'registers',
  'theme.validation-taken-back': 'registers',
  'theme.published': 'registers',
  'support.added': 'registers',
  'support.taken-anew': 'registers',
  'support.removed': 'registers',
  'codes.changed': 'codes',
  'codings.changed': 'codes',
  'coding.pass-given': 'codes',
  'coding.pass-closed': 'codes',
  'coding.pass-cancelled': 'codes',
  'coding.passes-compared': 'codes'
};

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

/** Returns the topics of an event. A kind that this version does not know may concern everything. */
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

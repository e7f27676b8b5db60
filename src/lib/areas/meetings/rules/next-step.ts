/**
 * Defines the next steps that the two sides, or the cities, agree on: the addressee, the owner, the due date,
 * and the progress. The state is reported at later dialogues; every change of it is an event, so that the log
 * holds the history.
 */
import { gapsOf, isLonger, type Bilingual } from '#base/locale.ts';
import { isOver, isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { validateLinks, type LinkFacts, type StatementLink } from './statement-link.ts';

export const addressees = ['eu', 'cn', 'both', 'cities'] as const;
export type Addressee = (typeof addressees)[number];

export const nextStepStates = ['open', 'under-way', 'done', 'dropped'] as const;
export type NextStepState = (typeof nextStepStates)[number];

/** Lists the kinds: what the study recommends, and what is to be done next. */
export const nextStepKinds = ['next-step', 'recommendation'] as const;
export type NextStepKind = (typeof nextStepKinds)[number];

/** An empty list means all. */
export interface Scope {
  readonly cities: readonly string[];
  readonly characteristics: readonly string[];
}

export interface NextStepInput {
  readonly kind: NextStepKind;
  readonly scope: Scope;
  /** Lists what it rests on: themes, practices, steps of the roadmap, and passages. */
  readonly links: readonly StatementLink[];
  /** Names the meeting where it was agreed. */
  readonly meetingId: string | null;
  readonly addressee: Addressee;
  readonly action: Bilingual;
  readonly ownerBodyId: string | null;
  readonly dueOn: string | null;
  readonly state: NextStepState;
  /** Holds the latest report on the progress. */
  readonly report: Bilingual;
}

export interface NextStep extends NextStepInput {
  readonly id: string;
  readonly version: number;
}

export interface NextStepFacts {
  readonly meetings: readonly { readonly id: string }[];
  readonly bodies: readonly { readonly id: string }[];
  readonly cities: readonly { readonly id: string }[];
  readonly characteristics: readonly { readonly id: string }[];
  readonly linkable: LinkFacts;
}

const mostLinks = 20;
export const longestAction = 1_000;
export const longestReport = 10_000;

export function validateNextStep(
  input: NextStepInput,
  { meetings, bodies, cities, characteristics, linkable }: NextStepFacts,
  before: readonly StatementLink[] = []
): Result<NextStepInput> {
  const { kind, scope, links, meetingId, addressee, action, ownerBodyId, dueOn, state, report } = input;
  if (!nextStepKinds.includes(kind)) return refuse('invalid', { field: 'kind' });
  if (gapsOf(action).length === 2) return refuse('invalid', { field: 'action' });
  if (isLonger(action, longestAction)) return refuse('too-large', { field: 'action' });
  if (isLonger(report, longestReport)) return refuse('too-large', { field: 'report' });
  if (!addressees.includes(addressee)) return refuse('invalid', { field: 'addressee' });
  if (!nextStepStates.includes(state)) return refuse('invalid', { field: 'state' });
  if (meetingId !== null && !meetings.some(({ id }) => id === meetingId))
    return refuse('invalid', { field: 'meetingId' });
  if (ownerBodyId !== null && !bodies.some(({ id }) => id === ownerBodyId))
    return refuse('invalid', { field: 'ownerBodyId' });
  if (dueOn !== null && !isPartialDate(dueOn)) return refuse('invalid', { field: 'dueOn' });
  // An agreed step is not dropped without a report.
  if (state === 'dropped' && gapsOf(report).length === 2)
    return refuse('reason-required', { field: 'report' });
  if (!areAmong(scope.cities, cities) || !areAmong(scope.characteristics, characteristics))
    return refuse('invalid', { field: 'scope' });
  if (links.length > mostLinks) return refuse('too-many');
  const checked = validateLinks(links, linkable, before);
  return checked.ok ? ok(input) : checked;
}

const areAmong = (ids: readonly string[], known: readonly { readonly id: string }[]): boolean =>
  new Set(ids).size === ids.length && ids.every((id) => known.some((one) => one.id === id));

/** Checks whether a recommendation rests on nothing: it is flagged, and not refused. */
export const isUnsupported = ({ kind, links }: Pick<NextStepInput, 'kind' | 'links'>): boolean =>
  kind === 'recommendation' && links.length === 0;

/**
 * Checks whether a step is still open although the last day that its due date can mean has passed. `today` is
 * `YYYY-MM-DD`.
 */
export const isOverdue = ({ dueOn, state }: Pick<NextStepInput, 'dueOn' | 'state'>, today: string): boolean =>
  dueOn !== null && state !== 'done' && state !== 'dropped' && isOver(dueOn, today);

export interface StepFilter {
  readonly addressee: Addressee | null;
  readonly state: NextStepState | null;
  readonly kind?: NextStepKind | null;
}

/** A step that is addressed to both sides also matches each side. */
export const matches = (
  {
    addressee,
    state,
    kind
  }: Pick<NextStepInput, 'addressee' | 'state'> & Partial<Pick<NextStepInput, 'kind'>>,
  wanted: StepFilter
): boolean =>
  ((wanted.kind ?? null) === null || kind === wanted.kind) &&
  (wanted.addressee === null ||
    addressee === wanted.addressee ||
    (addressee === 'both' && (wanted.addressee === 'eu' || wanted.addressee === 'cn'))) &&
  (wanted.state === null || state === wanted.state);

/**
 * Defines the next steps that the two sides, or the cities, agree on: the addressee, the owner, the due date,
 * and the progress. The state is reported at later dialogues; every change of it is an event, so that the log
 * holds the history.
 */
import { gapsOf, type Bilingual } from './locale.ts';
import { isOver, isPartialDate } from './partial-date.ts';
import { ok, refuse, type Result } from './refusal.ts';

export const addressees = ['eu', 'cn', 'both', 'cities'] as const;
export type Addressee = (typeof addressees)[number];

export const nextStepStates = ['open', 'under-way', 'done', 'dropped'] as const;
export type NextStepState = (typeof nextStepStates)[number];

export interface NextStepInput {
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
}

export const longestAction = 1_000;
export const longestReport = 10_000;

export function validateNextStep(
  input: NextStepInput,
  { meetings, bodies }: NextStepFacts
): Result<NextStepInput> {
  const { meetingId, addressee, action, ownerBodyId, dueOn, state, report } = input;
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
  return ok(input);
}

const isLonger = (text: Bilingual, most: number): boolean => text.en.length > most || text.zh.length > most;

/**
 * Checks whether a step is still open although the last day that its due date can mean has passed. `today` is
 * `YYYY-MM-DD`.
 */
export const isOverdue = ({ dueOn, state }: Pick<NextStepInput, 'dueOn' | 'state'>, today: string): boolean =>
  dueOn !== null && state !== 'done' && state !== 'dropped' && isOver(dueOn, today);

export interface StepFilter {
  readonly addressee: Addressee | null;
  readonly state: NextStepState | null;
}

/** Checks a step against the filter. A step that is addressed to both sides also matches each side. */
export const matches = (
  { addressee, state }: Pick<NextStepInput, 'addressee' | 'state'>,
  wanted: StepFilter
): boolean =>
  (wanted.addressee === null ||
    addressee === wanted.addressee ||
    (addressee === 'both' && (wanted.addressee === 'eu' || wanted.addressee === 'cn'))) &&
  (wanted.state === null || state === wanted.state);

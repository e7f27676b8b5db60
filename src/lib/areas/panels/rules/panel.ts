/**
 * Defines the scoring panel of one characteristic of one city: `open → revealed → consensus → closed`, and
 * back to a further round. While a round is open no one sees another's score of it; sealed and revealed
 * scores stay sealed and revealed.
 */
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Rubric } from '#rules/framework/rubric.ts';

export const panelStates = ['open', 'revealed', 'consensus', 'closed'] as const;
export type PanelState = (typeof panelStates)[number];

/** `again` opens the next round, with the scores that were revealed before in view. */
export const panelSteps = ['reveal', 'again', 'record', 'close'] as const;
export type PanelStep = (typeof panelSteps)[number];

const edges: Readonly<Record<PanelStep, readonly (readonly [from: PanelState, to: PanelState])[]>> = {
  reveal: [['open', 'revealed']],
  again: [
    ['revealed', 'open'],
    ['consensus', 'open'],
    ['closed', 'open']
  ],
  // A recorded result can be improved until the panel closes; the earlier ones are stored.
  record: [
    ['revealed', 'consensus'],
    ['consensus', 'consensus']
  ],
  close: [['consensus', 'closed']]
};

/**
 * Checks whether the next round may begin. A round that began under another rubric can be neither sealed nor
 * recorded: the next one replaces it, whatever was sealed in it.
 */
export const mayBeginAgain = (state: PanelState, isOfOlderRubric: boolean): boolean =>
  panelTarget(state, 'again') !== undefined || (state === 'open' && isOfOlderRubric);

export const panelTarget = (from: PanelState, step: PanelStep): PanelState | undefined =>
  edges[step].find(([state]) => state === from)?.[1];

/** The scores of an earlier round always are, those of the present one once a chair has revealed them. */
export const isRevealed = (
  panel: { readonly state: PanelState; readonly round: number },
  round: number
): boolean => round < panel.round || (round === panel.round && panel.state !== 'open');

/** `split`: no consensus, for the chairs to settle. */
export const outcomes = ['level', 'not-assessed', 'not-applicable', 'split'] as const;
export type Outcome = (typeof outcomes)[number];

/** An assessor is named only by their own signature. */
export interface Dissent {
  readonly sideId: string;
  /** The level that the dissenter would have given; null where the dissent names no level. */
  readonly level: string | null;
  readonly opinion: Bilingual;
}

export interface PanelFinding {
  readonly outcome: Outcome;
  readonly level: string | null;
  readonly reason: Bilingual;
  readonly dissent: readonly Dissent[];
}

export interface Assessor {
  readonly userId: string;
  readonly sideId: string;
}

/** Checks whether an assessor may put their name to a dissent of their side: to their own where it is known whose it is. */
export const maySignDissent = (
  { userId, sideId }: { readonly userId: string | null; readonly sideId: string },
  assessors: readonly Assessor[],
  assessor: string
): boolean =>
  (userId === null || userId === assessor) &&
  assessors.some((one) => one.userId === assessor && one.sideId === sideId);

/** A reveal needs at least one sealed score of each side. */
export function validateReveal(
  { state, sealedSides }: { readonly state: PanelState; readonly sealedSides: readonly string[] },
  sides: readonly { readonly id: string }[]
): Result<null> {
  if (panelTarget(state, 'reveal') === undefined) return refuse('wrong-state');
  return sides.every(({ id }) => sealedSides.includes(id)) ? ok(null) : refuse('scores-of-both-sides');
}

/** Checks that a panel has members of both sides, each of a side of the study. */
export function validateAssessors(
  assessors: readonly Assessor[],
  sides: readonly { readonly id: string }[]
): Result<null> {
  return sides.every(({ id }) => assessors.some(({ sideId }) => sideId === id))
    ? ok(null)
    : refuse('assessors-of-both-sides');
}

export const longestReason = 5_000;

const clean = ({ en, zh }: Bilingual): Bilingual => ({ en: trimmed(en), zh: trimmed(zh) });
const trimmed = (text: string): string =>
  text.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
const isTooLong = ({ en, zh }: Bilingual): boolean => en.length > longestReason || zh.length > longestReason;

/**
 * A result has a level of the rubric exactly where the outcome is one; a reason in both languages; and each
 * dissent has an opinion in at least one.
 */
export function validateFinding(
  finding: PanelFinding,
  rubric: Pick<Rubric, 'levels'>,
  sides: readonly { readonly id: string }[]
): Result<PanelFinding> {
  const isLevel = (id: string | null): boolean => rubric.levels.some((level) => level.id === id);
  if ((finding.outcome === 'level') !== (finding.level !== null)) return refuse('level-required');
  if (finding.level !== null && !isLevel(finding.level)) return refuse('invalid', { field: 'level' });
  const reason = clean(finding.reason);
  if (isTooLong(reason)) return refuse('too-large', { field: 'reason' });
  if (reason.en === '' || reason.zh === '') return refuse('both-languages-required', { field: 'reason' });
  const dissent = finding.dissent.map((voice) => ({ ...voice, opinion: clean(voice.opinion) }));
  for (const voice of dissent) {
    if (!sides.some(({ id }) => id === voice.sideId)) return refuse('invalid', { field: 'dissent' });
    if (voice.level !== null && !isLevel(voice.level)) return refuse('invalid', { field: 'dissent' });
    if (isTooLong(voice.opinion)) return refuse('too-large', { field: 'dissent' });
    if (voice.opinion.en === '' && voice.opinion.zh === '')
      return refuse('reason-required', { field: 'dissent' });
  }
  return ok({ ...finding, reason, dissent });
}

/**
 * Describes a panel's result, as far as it has been released to its reader; the matrix, the level chip and
 * the comparison are made from it.
 */
export interface ReleasedLevel {
  readonly cityId: string;
  readonly characteristic: string;
  readonly outcome: Outcome;
  readonly level: string | null;
  readonly reason: Bilingual;
  /** With the name of each assessor who has signed. */
  readonly dissent: readonly (Dissent & { readonly name: Bilingual | null })[];
  readonly round: number;
  /** Holds the time of recording, ISO-8601 in UTC. */
  readonly at: string;
  /** Is true when it was judged by a rubric that has been changed since. */
  readonly isOfOlderRubric: boolean;
  readonly isBeingJudgedAgain: boolean;
}

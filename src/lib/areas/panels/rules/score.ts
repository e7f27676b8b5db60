/**
 * Defines one assessor's score of one characteristic of one city: a level of the study's rubric, or why there
 * is none. A draft is visible to its author only; a sealed score cannot be changed. A missing answer is no
 * level: the city said nothing, so there is nothing to cite.
 */
import type { Rating } from './indicator-scale.ts';
import { parseScale, fits } from './indicator-scale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { rubricOf, type Rubric } from '#rules/framework/rubric.ts';

/**
 * Three are outside the order of levels: the answer is missing or too thin; the characteristic does not apply
 * to the city; the assessor abstains.
 */
export const judgements = ['level', 'not-assessed', 'not-applicable', 'abstain'] as const;
export type Judgement = (typeof judgements)[number];

export const confidences = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof confidences)[number];

export const citedKinds = ['question', 'record', 'figure', 'evidence'] as const;
/** Names what in the city's response a score rests on. */
export interface Cited {
  readonly kind: (typeof citedKinds)[number];
  readonly id: string;
}

/** Everything may still be missing. */
export interface ScoreDraft {
  readonly judgement: Judgement | null;
  /** Holds a level's id; null for every other judgement. */
  readonly level: string | null;
  /** In the assessor's own language. */
  readonly rationale: string;
  readonly confidence: Confidence | null;
  readonly cited: readonly Cited[];
  /** By indicator of the rubric. */
  readonly ratings: Readonly<Record<string, Rating>>;
  /** Is true when the rationale draws on knowledge from outside the city's response. */
  readonly usesOutside: boolean;
}

export interface SealedScore extends ScoreDraft {
  readonly judgement: Judgement;
}

export const longestRationale = 5_000;
const mostCited = 100;

export interface JudgingFacts {
  readonly rubric: Rubric;
  readonly characteristic: string;
  readonly citable: readonly Cited[];
  readonly usesIndicators: boolean;
}

const same =
  (a: Cited) =>
  (b: Cited): boolean =>
    a.kind === b.kind && a.id === b.id;

/**
 * Returns the draft as it is stored: with a level only if the judgement names one, trimmed texts, and nothing
 * that does not belong to this rubric and this city.
 */
export function validateDraft(
  draft: ScoreDraft,
  { rubric, characteristic, citable, usesIndicators }: JudgingFacts
): Result<ScoreDraft> {
  const rationale = draft.rationale.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  if (Array.from(rationale).length > longestRationale) return refuse('too-large', { field: 'rationale' });
  if (draft.level !== null && !rubric.levels.some(({ id }) => id === draft.level))
    return refuse('invalid', { field: 'level' });
  if (draft.cited.length > mostCited || draft.cited.some((cited) => !citable.some(same(cited))))
    return refuse('invalid', { field: 'cited' });
  const indicators = usesIndicators ? (rubricOf(rubric, characteristic)?.indicators ?? []) : [];
  for (const [id, rating] of Object.entries(draft.ratings)) {
    const indicator = indicators.find((one) => one.id === id);
    if (!indicator || !fits(rating, parseScale(indicator.scale)))
      return refuse('invalid', { field: `ratings.${id}` });
  }
  const cited = draft.cited.filter((one, index) => draft.cited.findIndex(same(one)) === index);
  return ok({ ...draft, level: draft.judgement === 'level' ? draft.level : null, rationale, cited });
}

/**
 * Every judgement except an abstention needs a rationale and a confidence; a level needs a citation of the
 * city's response.
 */
export function validateSealing(draft: ScoreDraft, facts: JudgingFacts): Result<SealedScore> {
  const checked = validateDraft(draft, facts);
  if (!checked.ok) return checked;
  const { judgement, level, rationale, confidence, cited } = checked.value;
  if (judgement === null) return refuse('level-required');
  if (judgement === 'level' && level === null) return refuse('level-required');
  if (rationale === '') return refuse('reason-required', { field: 'rationale' });
  if (judgement !== 'abstain' && confidence === null) return refuse('confidence-required');
  if (judgement === 'level' && cited.length === 0) return refuse('citation-required');
  return ok({ ...checked.value, judgement });
}

/** From 0, in the rubric's order; undefined for what is no level. */
export function rankOf(rubric: Pick<Rubric, 'levels'>, level: string | null): number | undefined {
  const at = levelsInOrder(rubric).findIndex(({ id }) => id === level);
  return at === -1 ? undefined : at;
}

export const levelsInOrder = (rubric: Pick<Rubric, 'levels'>): Rubric['levels'] =>
  rubric.levels.toSorted((a, b) => a.order - b.order);

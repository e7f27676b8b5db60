/**
 * Defines the roadmap of the study: per characteristic, ordered steps from the start to the state of the art.
 * Any city enters at its own step. Levels place a city on its own way; they never order cities.
 */
import { gapsOf, isLonger, type Bilingual } from '#base/locale.ts';
import type { Outcome } from '#rules/panels/panel.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Level, Rubric } from '#rules/framework/rubric.ts';
import { rubricOf } from '#rules/framework/rubric.ts';
import { validateLinks, type StatementLink, type LinkFacts } from '#rules/meetings/statement-link.ts';

/** Nearest first: up to two years, two to five, more than five. */
export const horizons = ['short', 'medium', 'long'] as const;
export type Horizon = (typeof horizons)[number];

/** Lists what helps with a step: good practices, instruments and other entries of the context, themes, sources. */
export const stepLinkKinds = ['practice', 'entry', 'theme', 'source'] as const;

export interface StepInput {
  readonly characteristic: string;
  /** Null for the start, before the lowest level. */
  readonly fromLevel: string | null;
  /** Null for the state of the art, beyond the highest level. */
  readonly toLevel: string | null;
  readonly title: Bilingual;
  readonly responsible: Bilingual;
  /** Says when the step is done, counted from the day on which a city enters; null while undecided. */
  readonly horizon: Horizon | null;
  readonly dependsOn: readonly string[];
  /** Lists what helps with the step. */
  readonly links: readonly StatementLink[];
}

export interface Step extends StepInput {
  readonly id: string;
  /** Numbers the section of the roadmap's text that belongs to the step; never used again. */
  readonly number: number;
  readonly position: number;
  readonly version: number;
}

export const mostSteps = 200;
export const longestTitle = 300;
export const longestResponsible = 1_000;
export const mostDependencies = 20;
export const mostLinks = 20;

/** Returns the section of the roadmap's text that holds the aim, the actions and the evidence of a step. */
export const stepSection = (number: number): string => `step-${number}`;

/** Lists the sections that the text of a roadmap may ever have. */
export const allStepSections: readonly string[] = Array.from({ length: mostSteps }, (_, index) =>
  stepSection(index + 1)
);

export interface StepFacts {
  readonly characteristics: readonly { readonly id: string }[];
  readonly levels: readonly Level[];
  readonly steps: readonly Pick<Step, 'id' | 'dependsOn' | 'links'>[];
  readonly linkable: LinkFacts;
}

/** 0 for the start, then the order of the levels. */
const placeOfStart = (levels: readonly Level[], id: string | null): number | undefined =>
  id === null ? 0 : levels.find((level) => level.id === id)?.order;
const placeOfAim = (levels: readonly Level[], id: string | null): number | undefined =>
  id === null ? Infinity : levels.find((level) => level.id === id)?.order;

/**
 * `id` is the step that is changed, or null for a new one. `conflict` names a dependency that would close a
 * circle.
 */
export function validateStep(
  id: string | null,
  input: StepInput,
  { characteristics, levels, steps, linkable }: StepFacts
): Result<StepInput> {
  const { characteristic, fromLevel, toLevel, title, responsible, horizon, dependsOn, links } = input;
  if (!characteristics.some((one) => one.id === characteristic))
    return refuse('invalid', { field: 'characteristic' });
  const [from, to] = [placeOfStart(levels, fromLevel), placeOfAim(levels, toLevel)];
  if (from === undefined) return refuse('invalid', { field: 'fromLevel' });
  if (to === undefined || to <= from) return refuse('invalid', { field: 'toLevel' });
  if (gapsOf(title).length === 2) return refuse('title-required', { field: 'title' });
  if (isLonger(title, longestTitle)) return refuse('too-large', { field: 'title' });
  if (isLonger(responsible, longestResponsible)) return refuse('too-large', { field: 'responsible' });
  if (horizon !== null && !horizons.includes(horizon)) return refuse('invalid', { field: 'horizon' });
  if (dependsOn.length > mostDependencies || links.length > mostLinks) return refuse('too-many');
  if (new Set(dependsOn).size !== dependsOn.length || dependsOn.includes(id ?? ''))
    return refuse('invalid', { field: 'dependsOn' });
  if (dependsOn.some((other) => !steps.some((step) => step.id === other)))
    return refuse('invalid', { field: 'dependsOn' });
  if (id !== null && closesCircle(id, dependsOn, steps)) return refuse('conflict', { field: 'dependsOn' });
  if (links.some(({ kind }) => !stepLinkKinds.some((known) => known === kind)))
    return refuse('invalid', { field: 'links' });
  const before = steps.find((step) => step.id === id)?.links;
  const checked = validateLinks(links, linkable, before);
  return checked.ok ? ok(input) : checked;
}

/** Checks whether a step would in the end depend on itself. */
export function closesCircle(
  id: string,
  dependsOn: readonly string[],
  steps: readonly Pick<Step, 'id' | 'dependsOn'>[]
): boolean {
  const before = new Map(steps.map((step) => [step.id, step.dependsOn]));
  const seen = new Set<string>();
  const open = [...dependsOn];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(before.get(next) ?? []));
  }
  return false;
}

/** Lists the steps that come first although their horizon is later than the step's own. */
export const laterDependencies = <One extends Pick<Step, 'id' | 'horizon' | 'dependsOn'>>(
  step: One,
  steps: readonly One[]
): One[] =>
  steps.filter(
    ({ id, horizon }) =>
      step.dependsOn.includes(id) &&
      step.horizon !== null &&
      horizon !== null &&
      horizons.indexOf(horizon) > horizons.indexOf(step.horizon)
  );

/** In the order of the framework and then their own. */
export function inOrder<One extends Pick<Step, 'characteristic' | 'position'>>(
  steps: readonly One[],
  characteristics: readonly { readonly id: string }[]
): One[] {
  const rank = new Map(characteristics.map(({ id }, index) => [id, index]));
  const placeOf = ({ characteristic }: One): number => rank.get(characteristic) ?? characteristics.length;
  return steps.toSorted((a, b) => placeOf(a) - placeOf(b) || a.position - b.position);
}

export interface SuggestedStep extends Pick<StepInput, 'characteristic' | 'fromLevel' | 'toLevel' | 'title'> {
  /** Holds the descriptors of the level to which the step leads; empty beyond the highest level. */
  readonly descriptors: readonly Bilingual[];
}

/**
 * Suggests one step for each level of each characteristic, and one from the highest level on. What was there
 * once is not suggested again, also where it was removed since.
 */
export function suggestedSteps(
  characteristics: readonly { readonly id: string }[],
  rubric: Rubric,
  everBegun: readonly Pick<Step, 'characteristic' | 'fromLevel' | 'toLevel'>[]
): SuggestedStep[] {
  const levels = rubric.levels.toSorted((a, b) => a.order - b.order);
  const begun = new Set(everBegun.map(keyOf));
  return characteristics
    .flatMap(({ id }) =>
      [null, ...levels].map((from, index): SuggestedStep => {
        const to = levels[index] ?? null;
        return {
          characteristic: id,
          fromLevel: from?.id ?? null,
          toLevel: to?.id ?? null,
          title: titleOf(to),
          descriptors: to ? (rubricOf(rubric, id)?.levels[to.id] ?? []) : []
        };
      })
    )
    .filter((step) => !begun.has(keyOf(step)));
}

const keyOf = ({
  characteristic,
  fromLevel,
  toLevel
}: Pick<Step, 'characteristic' | 'fromLevel' | 'toLevel'>): string =>
  JSON.stringify([characteristic, fromLevel, toLevel]);

/** Returns the title with which a step begins; people word it as they like. */
const titleOf = (to: Level | null): Bilingual =>
  to === null
    ? { en: 'Reach the state of the art', zh: '达到先进水平' }
    : { en: `Reach the level “${to.name.en}”`, zh: `达到“${to.name.zh}”等级` };

/** Holds what a panel found for a city's characteristic, as far as it was released. */
export interface EntryLevel {
  readonly outcome: Outcome;
  readonly level: string | null;
}

/**
 * Returns the step at which a city enters: the first that starts at its level or above. A city without a
 * released level enters at the first step: “not assessed” is no low level, and the city may choose another
 * step. Null where no step is left, or the characteristic does not apply to the city.
 */
export function entryStep<One extends Pick<Step, 'id' | 'fromLevel'>>(
  steps: readonly One[],
  levels: readonly Level[],
  found: EntryLevel | undefined
): One | null {
  if (found?.outcome === 'not-applicable') return null;
  const reached = found?.outcome === 'level' ? (placeOfStart(levels, found.level) ?? 0) : 0;
  return steps.find(({ fromLevel }) => (placeOfStart(levels, fromLevel) ?? 0) >= reached) ?? null;
}

export type StepPlace = 'behind' | 'entry' | 'ahead';

/** Holds what a city decided for itself in a round; nobody else reads it. */
export interface OwnChoices {
  /** Holds the step that the city chose to enter at, by characteristic. */
  readonly entries: Readonly<Record<string, string>>;
  /** Lists the characteristics in which the city wishes for no further level. */
  readonly rests: readonly string[];
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly step: string;
  readonly characteristic: string;
  /** Holds the title of the step when it was ticked, since the roadmap goes on changing. */
  readonly title: Bilingual;
  readonly at: string;
}

export const noChoices: OwnChoices = { entries: {}, rests: [], ticks: [] };

export interface OwnWay<One> {
  readonly characteristic: string;
  /** Holds what was released for the city; null where nothing was. */
  readonly found: EntryLevel | null;
  readonly rests: boolean;
  /** Says that the city chose the step where it enters. */
  readonly isChosen: boolean;
  readonly entry: string | null;
  readonly steps: readonly {
    readonly step: One;
    readonly place: StepPlace;
    readonly tickedAt: string | null;
  }[];
}

/** One for each characteristic. `steps` are in order. */
export function ownWays<One extends Pick<Step, 'id' | 'characteristic' | 'fromLevel'>>(
  characteristics: readonly { readonly id: string }[],
  levels: readonly Level[],
  steps: readonly One[],
  found: ReadonlyMap<string, EntryLevel>,
  { entries, rests, ticks }: OwnChoices
): OwnWay<One>[] {
  const ticked = new Map(ticks.map(({ step, at }) => [step, at]));
  return characteristics.flatMap(({ id: characteristic }) => {
    const own = steps.filter((step) => step.characteristic === characteristic);
    if (own.length === 0) return [];
    const chosen = own.find(({ id }) => id === entries[characteristic]);
    const entry = chosen ?? entryStep(own, levels, found.get(characteristic));
    const doesApply = found.get(characteristic)?.outcome !== 'not-applicable';
    const at = entry ? own.indexOf(entry) : doesApply ? own.length : -1;
    return [
      {
        characteristic,
        found: found.get(characteristic) ?? null,
        rests: rests.includes(characteristic),
        isChosen: chosen !== undefined,
        entry: entry?.id ?? null,
        steps: own.map((step, index) => ({
          step,
          place: index < at ? ('behind' as const) : index === at ? ('entry' as const) : ('ahead' as const),
          tickedAt: ticked.get(step.id) ?? null
        }))
      }
    ];
  });
}

/** Sets the least number of cities at a step that is shown: fewer could be recognised. */
export const fewestShownCities = 3;

/**
 * Counts the cities that enter at each step, from their released levels alone and never from what a city
 * decided for itself. Steps at which few cities enter are left out.
 */
export function commonEntries(
  levels: readonly Level[],
  steps: readonly Pick<Step, 'id' | 'characteristic' | 'fromLevel'>[],
  released: readonly (EntryLevel & { readonly characteristic: string })[]
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of released) {
    if (one.outcome !== 'level') continue;
    const own = steps.filter(({ characteristic }) => characteristic === one.characteristic);
    const entry = entryStep(own, levels, one);
    if (entry) counts.set(entry.id, (counts.get(entry.id) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count >= fewestShownCities));
}

/**
 * Defines the themes of the study: a trend or a challenge is a statement in both languages that rests on cities
 * or on desk research. It is published once an expert of each side has validated it, and flagged when what it
 * rests on falls away.
 */
import { isWellFormed } from '#base/bad-characters.ts';
import { gapsOf, locales, type Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { SupportKind, SupportRole, SupportState } from '#rules/bibliography/support.ts';

export const themeKinds = ['trend', 'challenge'] as const;
export type ThemeKind = (typeof themeKinds)[number];

/** Names the sides that a theme concerns: `first` is the study's first side, `second` its second. */
export const themeScopes = ['common', 'first', 'second'] as const;
export type ThemeScope = (typeof themeScopes)[number];

export const themeOrigins = ['cities', 'research', 'both'] as const;
export type ThemeOrigin = (typeof themeOrigins)[number];

/** `unknown` where nobody has looked. */
export const themeAnswers = ['unknown', 'open', 'partly', 'answered'] as const;
export type ThemeAnswer = (typeof themeAnswers)[number];

export interface ThemeInput {
  readonly kind: ThemeKind;
  readonly scope: ThemeScope;
  readonly origin: ThemeOrigin;
  readonly answer: ThemeAnswer;
  readonly statement: Bilingual;
  /** Explains the statement, and the answer to a challenge. */
  readonly explanation: Bilingual;
  /** In the order of the framework; none for a theme of all. */
  readonly characteristics: readonly string[];
}

export interface Theme extends ThemeInput {
  readonly id: string;
  readonly version: number;
  readonly userId: string;
  readonly at: string;
}

export const longestStatement = 500;
export const longestExplanation = 5_000;
export const mostThemes = 1_000;

export function validateTheme(
  input: ThemeInput,
  { characteristics }: { readonly characteristics: readonly { readonly id: string }[] }
): Result<ThemeInput> {
  if (!themeKinds.includes(input.kind)) return refuse('invalid', { field: 'kind' });
  if (!themeScopes.includes(input.scope)) return refuse('invalid', { field: 'scope' });
  if (!themeOrigins.includes(input.origin)) return refuse('invalid', { field: 'origin' });
  if (!themeAnswers.includes(input.answer)) return refuse('invalid', { field: 'answer' });
  if (gapsOf(input.statement).length === locales.length) return refuse('invalid', { field: 'statement' });
  for (const locale of locales) {
    if (!isWellFormed(input.statement[locale])) return refuse('invalid', { field: 'statement' });
    if (!isWellFormed(input.explanation[locale])) return refuse('invalid', { field: 'explanation' });
    if (input.statement[locale].length > longestStatement) return refuse('too-large', { field: 'statement' });
    if (input.explanation[locale].length > longestExplanation)
      return refuse('too-large', { field: 'explanation' });
  }
  const known = characteristics.map(({ id }) => id);
  if (input.characteristics.some((id) => !known.includes(id)))
    return refuse('invalid', { field: 'characteristics' });
  return ok({ ...input, characteristics: known.filter((id) => input.characteristics.includes(id)) });
}

export interface CountedSupport {
  readonly role: SupportRole;
  readonly kind: SupportKind;
  readonly state: SupportState;
  /** Names the city that speaks through it, and the side of the city. */
  readonly cityId: string | null;
  readonly sideId: string | null;
}

/**
 * Says what keeps a theme from being validated. `changed` and `gone` also flag one that was validated before:
 * somebody looks at what has changed, and cites it anew or removes it, which voids the validations.
 */
export const themeLacks = ['languages', 'cities', 'sources', 'side', 'changed', 'gone'] as const;
export type ThemeLack = (typeof themeLacks)[number];

/** Sets on how many cities a trend or a challenge rests at least. */
export const fewestCities = 2;

/** Lists the kinds of supports that readers can look up: a talk is an internal note, and no source for a reader. */
const sourceKinds: readonly SupportKind[] = ['source', 'entry', 'figure'];

/** `sides` are the ids of the study's sides in their order. */
export function lacksOf(
  theme: Pick<ThemeInput, 'statement' | 'origin' | 'scope'>,
  supports: readonly CountedSupport[],
  sides: readonly string[]
): ThemeLack[] {
  // What is gone bears nothing out any more; what has changed does until somebody has looked at it.
  const bearing = supports.filter(({ role, state }) => role === 'supports' && state !== 'gone');
  const cities = new Set(bearing.flatMap(({ cityId }) => cityId ?? []));
  const heard = new Set(bearing.flatMap(({ sideId }) => sideId ?? []));
  const concerned = theme.scope === 'common' ? sides : [sides[theme.scope === 'first' ? 0 : 1] ?? ''];
  const restsOnCities = theme.origin !== 'research';
  const lacks: Readonly<Record<ThemeLack, boolean>> = {
    languages: gapsOf(theme.statement).length > 0,
    cities: restsOnCities && cities.size < fewestCities,
    sources: theme.origin !== 'cities' && !bearing.some(({ kind }) => sourceKinds.includes(kind)),
    side: restsOnCities && !concerned.every((side) => heard.has(side)),
    changed: supports.some(({ state }) => state === 'changed'),
    gone: supports.some(({ state }) => state === 'gone')
  };
  return themeLacks.filter((lack) => lacks[lack]);
}

export const isFlagged = (lacks: readonly ThemeLack[]): boolean =>
  lacks.includes('changed') || lacks.includes('gone');

export const themeStages = ['draft', 'published'] as const;
export type ThemeStage = (typeof themeStages)[number];

export interface ThemeFilter {
  readonly kind: ThemeKind | null;
  readonly scope: ThemeScope | null;
  readonly origin: ThemeOrigin | null;
  readonly characteristic: string | null;
  readonly stage: ThemeStage | null;
  readonly isFlagged: boolean;
}

interface Filtered extends ThemeInput {
  readonly stage: ThemeStage;
  readonly lacks: readonly ThemeLack[];
}

/** A theme about no characteristic in particular is about each. */
export const matchesTheme = (theme: Filtered, filter: ThemeFilter): boolean =>
  (filter.kind === null || theme.kind === filter.kind) &&
  (filter.scope === null || theme.scope === filter.scope) &&
  (filter.origin === null || theme.origin === filter.origin || theme.origin === 'both') &&
  (filter.characteristic === null || isAbout(theme, filter.characteristic)) &&
  (filter.stage === null || theme.stage === filter.stage) &&
  (!filter.isFlagged || isFlagged(theme.lacks));

export const isAbout = ({ characteristics }: Pick<ThemeInput, 'characteristics'>, id: string): boolean =>
  characteristics.length === 0 || characteristics.includes(id);

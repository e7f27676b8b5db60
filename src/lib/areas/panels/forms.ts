/** Reads the forms of assessors and chairs on a panel's page. */
import { outcomes, type Dissent } from '#rules/panels/panel.ts';
import { noData, parseScale, type Rating } from '#rules/panels/indicator-scale.ts';
import type { Locale } from '#base/locale.ts';
import type { RubricIndicator } from '#rules/framework/rubric.ts';
import { citedKinds, confidences, judgements, type Cited } from '#rules/panels/score.ts';
import type { FindingCommand, ScoreCommand } from '#areas/panels';
import { bilingualIn, oneOf, textIn, textOrNull, versionIn, wholeNumberIn } from '#lib/forms/fields.ts';

/** A level as `level/{id}`, everything else by its own name. */
export const choiceOf = (judgement: string | null, level: string | null): string =>
  judgement === 'level' ? `level/${level ?? ''}` : (judgement ?? '');

function chosenIn<Kind extends string>(
  form: FormData,
  name: string,
  kinds: readonly Kind[]
): { readonly kind: Kind | null; readonly level: string | null } {
  const choice = textIn(form, name);
  const level = /^level\/(.+)$/.exec(choice)?.[1] ?? null;
  return { kind: oneOf(kinds, level === null ? choice : 'level') ?? null, level };
}

const textsIn = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value) => typeof value === 'string');

export function scoreIn(
  form: FormData,
  indicators: readonly RubricIndicator[],
  locale: Locale
): ScoreCommand {
  const { kind, level } = chosenIn(form, 'choice', judgements);
  const ratings = indicators.flatMap(({ id, scale }): [string, Rating][] => {
    const given = textIn(form, `rating.${id}`);
    if (given === '') return [];
    return [
      [id, parseScale(scale).kind === 'number' && given !== noData ? Number(given.replace(',', '.')) : given]
    ];
  });
  return {
    judgement: kind,
    level,
    rationale: textIn(form, 'rationale'),
    confidence: oneOf(confidences, textIn(form, 'confidence')) ?? null,
    cited: textsIn(form, 'cited').flatMap((value): Cited[] => {
      const at = value.indexOf(':');
      const cited = oneOf(citedKinds, value.slice(0, at));
      return cited ? [{ kind: cited, id: value.slice(at + 1) }] : [];
    }),
    ratings: Object.fromEntries(ratings),
    usesOutside: textIn(form, 'usesOutside') === 'yes',
    // 0 is the version before the first save; anything that is no number matches none.
    version: versionIn(form),
    round: wholeNumberIn(form, 'round'),
    locale
  };
}

/** Voices are numbered from 0, as many as the form has; those without a name are left out. */
export function findingIn(form: FormData): FindingCommand {
  const { kind, level } = chosenIn(form, 'outcome', outcomes);
  const voices = textsIn(form, 'voice').filter((number) => /^\d{1,3}$/.test(number));
  return {
    // An unknown outcome is validated as a level without its id.
    outcome: kind ?? 'level',
    level,
    reason: bilingualIn(form, 'reason'),
    dissent: voices.flatMap((number): Dissent[] => {
      const who = textIn(form, `voice.${number}.who`);
      if (who === '') return [];
      return [
        {
          sideId: who.replace(/^side\//, ''),
          level: textOrNull(form, `voice.${number}.level`),
          opinion: bilingualIn(form, `voice.${number}.opinion`)
        }
      ];
    }),
    meetingId: textOrNull(form, 'meeting')
  };
}

/** Reads the forms of the roadmap: the facts of a step, and what a city decides for itself. */
import { z } from 'zod';
import { horizons, type StepInput } from '#rules/roadmap/roadmap.ts';
import { bilingualIn, oneOf, textIn, textOrNull, typedIn } from '#lib/forms/fields.ts';
import { id } from '#lib/forms/shapes.ts';
import { linksIn, linksTypedIn } from '#lib/areas/meetings/link-forms.ts';

/** Limits the steps on which a form lets one depend. */
const mostTicked = 300;

const tickedIn = (form: FormData, name: string): string[] =>
  form
    .getAll(name)
    .slice(0, mostTicked)
    .filter((value): value is string => typeof value === 'string' && value !== '' && value.length <= 100);

/** The start and the state of the art are no levels: the fields hold an empty value for them. */
export const stepIn = (form: FormData, studySlug: string): StepInput => ({
  characteristic: textIn(form, 'characteristic'),
  fromLevel: textOrNull(form, 'fromLevel'),
  toLevel: textOrNull(form, 'toLevel'),
  title: bilingualIn(form, 'title'),
  responsible: bilingualIn(form, 'responsible'),
  horizon: oneOf(horizons, textIn(form, 'horizon')) ?? null,
  dependsOn: tickedIn(form, 'dependsOn'),
  links: linksIn(form, studySlug)
});

export const stepTypedIn = (form: FormData): Record<string, string> => ({
  ...typedIn(form),
  dependsOn: tickedIn(form, 'dependsOn').join(' '),
  ...linksTypedIn(form)
});

const holds = z.enum(['yes', 'no']).transform((value) => value === 'yes');

export const tickForm = z.object({ step: id, holds });
export const restForm = z.object({ characteristic: id, holds });
export const enterForm = z.object({
  characteristic: id,
  step: z
    .string()
    .max(100)
    .transform((value) => (value === '' ? null : value))
});
export const stepMoveForm = z.object({ id, past: id });

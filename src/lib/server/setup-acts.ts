/** Answers the forms by which the secretariat sets up a study: one action, from the right to the answer. */
import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { Services } from '#server/app.ts';
import { typedIn } from '#lib/forms/fields.ts';
import { parseFields } from '#lib/forms/read.ts';
import { formFor, type Begun } from './form-for.ts';
import { needActor, refuseForm } from './guard.ts';

type StudyRequest = RequestEvent<{ study: string }>;

interface Given<Fields> {
  readonly services: Services;
  readonly actor: Actor;
  readonly studySlug: string;
  readonly fields: Fields;
}

/**
 * Returns an action: it reads the form of those who may begin the command, parses it, and gives the command. A refusal is
 * answered with what was typed and with the action's name, by which the page finds the form again; what was done, with
 * what `describe` makes of its outcome.
 */
export const setupAction =
  <Schema extends z.ZodType, Done, Outcome = null>(
    name: string,
    command: (services: Services) => Begun<[studySlug: string]>,
    schema: Schema,
    give: (given: Given<z.output<Schema>>) => Promise<Result<Done>>,
    describe?: (done: Done) => Outcome
  ) =>
  async (event: StudyRequest) => {
    const form = await formFor(event, command(event.locals.services), event.params.study);
    const values = { ...typedIn(form), act: name };
    const parsed = parseFields(form, schema);
    if (!parsed.ok) return refuseForm(event.locals, parsed.refusal, values);
    const given = await give({
      services: event.locals.services,
      actor: needActor(event),
      studySlug: event.params.study,
      fields: parsed.value
    });
    return given.ok
      ? { saved: true as const, outcome: describe?.(given.value) ?? null }
      : refuseForm(event.locals, given.refusal, values);
  };

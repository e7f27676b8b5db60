import { json } from '@sveltejs/kit';
import { textIn, textOrNull } from '#lib/forms/fields.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/**
 * Records which page the chair who leads a meeting is on: started, moved, and stopped by the leading page.
 */
export const POST: RequestHandler = async (event) => {
  const actor = needActor(event);
  const { leading } = event.locals.services;
  const { study } = event.params;
  const form = await formFor(event, leading.stop, study);
  const [what, place] = [textIn(form, 'what'), textIn(form, 'place')];
  if (what === 'start')
    must(event.locals, await leading.start(actor, study, place, textOrNull(form, 'meeting')));
  else if (what === 'stop') must(event.locals, await leading.stop(actor, study));
  else must(event.locals, await leading.move(actor, study, place));
  return json({ done: true });
};

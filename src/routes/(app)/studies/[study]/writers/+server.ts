import { json } from '@sveltejs/kit';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Limits how many client ids one request names. */
const most = 200;

/** Returns who writes under some client ids of a text, for those who write it: the notice of words left over names them. */
export const GET: RequestHandler = async (event) => {
  const actor = needActor(event);
  const { services } = event.locals;
  must(event.locals, await services.studies.load(actor, event.params.study));
  const { searchParams } = event.url;
  const clients = (searchParams.get('clients') ?? '')
    .split(',', most)
    .map(Number)
    .filter((client) => Number.isSafeInteger(client) && client >= 0);
  const writers = must(
    event.locals,
    await services.documents.writers(actor, searchParams.get('room') ?? '', clients)
  );
  return json({ writers: [...writers].map(([client, { id, name }]) => ({ client, id, name })) });
};

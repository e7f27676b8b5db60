/**
 * Reads forms for every action: of a study's page for those alone who see the study; refuses text that no database stores
 * (NUL, which PostgreSQL does not accept, and halves of surrogate pairs), and takes the key of the submission out.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { isSubmissionKey, submissionField } from '#base/submission-key.ts';
import { must, needActor, refuseRequest } from './guard.ts';
import { UnreadableFormError, boundaryIn, readMultipart } from './multipart.ts';

const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

/**
 * Makes the request check who sends its form when an action reads it, refuse what is not storable with 400, and note its
 * submission. Most actions have asked for more before (form-for.ts); some learn only from the form what it is about.
 */
export function guardForm(event: Pick<RequestEvent, 'locals' | 'params' | 'request' | 'url'>): void {
  const { locals, params, request, url } = event;
  const read = readerOf(locals, request);
  request.formData = async () => {
    const { study } = params;
    if (study !== undefined) must(locals, await locals.services.studies.load(needActor(event), study));
    const form = await read();
    locals.action = actionIn(url);
    for (const [name, value] of form) {
      if (!isStorable(name) || !isStorable(typeof value === 'string' ? value : value.name))
        refuseRequest(locals, { code: 'invalid', facts: { field: 'text' } });
    }
    const key = form.get(submissionField);
    form.delete(submissionField);
    if (typeof key === 'string' && isSubmissionKey(key))
      locals.services.submissions.note({
        actor: locals.actor,
        address: url.pathname + url.search,
        key,
        input: form
      });
    return form;
  };
}

/** Limits what the platform's own parser reads: a form of text, which it takes in a moment. */
const smallBytes = 256 * 1024;

/** Returns what reads the form of a request once. */
function readerOf(locals: App.Locals, request: Request): () => Promise<FormData> {
  const boundary = boundaryIn(request.headers.get('content-type') ?? '');
  if (boundary === null || Number(request.headers.get('content-length') ?? 0) <= smallBytes)
    return request.formData.bind(request);
  return async () => {
    try {
      return await readMultipart(request.body ?? [], boundary);
    } catch (error) {
      if (error instanceof UnreadableFormError) return refuseRequest(locals, { code: 'invalid' });
      throw error;
    }
  };
}

/** Returns the name of the action as SvelteKit finds it: the first parameter that begins with a slash. */
const actionIn = ({ searchParams }: URL): string =>
  [...searchParams.keys()].find((name) => name.startsWith('/'))?.slice(1) ?? 'default';

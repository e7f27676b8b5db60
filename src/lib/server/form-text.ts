/**
 * Reads forms for every action: refuses text that no database stores (NUL, which PostgreSQL does not accept, and halves of
 * surrogate pairs), and takes the key of the submission out.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { isSubmissionKey, submissionField } from '#domain/submission-key.ts';
import { refuseRequest } from './guard.ts';
import { UnreadableFormError, boundaryIn, readMultipart } from './multipart.ts';

const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

/** Makes the request refuse such a form with 400 when it is read, and notes its submission. */
export function guardForm({ locals, request, url }: Pick<RequestEvent, 'locals' | 'request' | 'url'>): void {
  const read = readerOf(locals, request);
  request.formData = async () => {
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

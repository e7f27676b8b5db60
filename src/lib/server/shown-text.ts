/** Finds which text of a city a page shows: the loads of the page that follow different topics agree on it. */
import type { RequestEvent } from '@sveltejs/kit';
import { must, needActor, refuseRequest } from './guard.ts';

type TextRequest = Pick<RequestEvent, 'locals' | 'url'> & {
  readonly params: { readonly study: string; readonly city: string };
};

/** Returns the assessment, and of its texts the one that the address asks for or that the reader works on. */
export async function shownTextOf(event: TextRequest) {
  const { study, city } = event.params;
  const assessment = must(
    event.locals,
    await event.locals.services.assessments.load(needActor(event), study, city)
  );
  const { documents } = assessment;
  const requested = event.url.searchParams.get('text');
  const open = documents.map((document) => document.kind);
  const usual =
    open.includes('findings') && !documents.some((one) => one.kind === 'response' && one.access === 'write')
      ? 'findings'
      : 'response';
  const shownText =
    open.find((kind) => kind === requested) ?? open.find((kind) => kind === usual) ?? open[0] ?? 'findings';
  const shown =
    documents.find((document) => document.kind === shownText) ??
    refuseRequest(event.locals, { code: 'not-found' });
  return { assessment, shownText, shown };
}

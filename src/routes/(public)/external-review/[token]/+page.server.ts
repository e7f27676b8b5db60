/**
 * Loads a draft for a reviewer outside the study by their link, and takes their comments by a form. Loading
 * changes nothing.
 */
import { sectionRowsOf } from '#lib/areas/consultation/section-rows.ts';
import { readerCommentIn } from '#lib/areas/consultation/external-review-forms.ts';
import { openFormAction } from '#lib/server/form-action.ts';
import { must } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, setHeaders, getClientAddress }) => {
  // The address is the secret: no request may pass it on. `no-referrer` would do as much, but with it
  // browsers send no origin with forms either, and forms without one are refused.
  setHeaders({ 'referrer-policy': 'strict-origin', 'x-robots-tag': 'noindex' });
  const view = must(
    locals,
    await locals.services.externalReviews.look(
      params.token,
      url.searchParams.get('section'),
      getClientAddress()
    )
  );
  const now = locals.services.now().toISOString();
  if (view.status === 'revoked') return { view, text: null, isSent: false, now };
  const { text, ...rest } = view;
  return {
    view: rest,
    text: text && { section: text.id, rows: sectionRowsOf(text) },
    isSent: url.searchParams.get('said') !== null,
    now
  };
};

export const actions: Actions = {
  comment: openFormAction({
    run: ({ services, event, params, form }) =>
      services.externalReviews.comment(params.token, readerCommentIn(form), event.getClientAddress()),
    to: (_, { event: { url }, form }) => {
      const section = readerCommentIn(form).section ?? url.searchParams.get('section');
      const query = new URLSearchParams({ ...(section === null ? {} : { section }), said: 'yes' });
      return `${url.pathname}?${query}#own`;
    }
  })
};

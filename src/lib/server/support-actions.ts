/** Holds the actions of pages on which something is cited, looked at again, or taken out. */
import type { RequestEvent } from '@sveltejs/kit';
import { textIn, typedIn } from '#lib/forms/fields.ts';
import { roleIn } from '#lib/areas/practices/forms.ts';
import type { Owner } from '#areas/practices';
import { formFor, type Begun } from './form-for.ts';
import { needActor, refuseForm } from './guard.ts';

type PageEvent = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: Partial<Record<string, string>>;
};

export const supportActions = (ownerOf: (event: PageEvent) => Owner) => {
  const begin = async (event: PageEvent, command: Begun<[studySlug: string]>) => {
    const study = event.params['study'] ?? '';
    const form = await formFor(event, command, study);
    return { actor: needActor(event), study, owner: ownerOf(event), form };
  };
  return {
    cite: async (event: PageEvent) => {
      const { actor, study, owner, form } = await begin(event, event.locals.services.supports.citeLink);
      const input = { owner, role: owner.kind === 'theme' ? roleIn(form) : ('supports' as const) };
      const link = textIn(form, 'link');
      const cited = await event.locals.services.supports.citeLink(actor, study, { ...input, link });
      return cited.ok ? { saved: true } : refuseForm(event.locals, cited.refusal, typedIn(form));
    },
    takeAnew: async (event: PageEvent) => {
      const { actor, study, owner, form } = await begin(event, event.locals.services.supports.takeAnew);
      const id = textIn(form, 'support');
      const taken = await event.locals.services.supports.takeAnew(actor, study, owner, id);
      return taken.ok ? { saved: true } : refuseForm(event.locals, taken.refusal);
    },
    removeSupport: async (event: PageEvent) => {
      const { actor, study, owner, form } = await begin(event, event.locals.services.supports.remove);
      const id = textIn(form, 'support');
      const removed = await event.locals.services.supports.remove(actor, study, owner, id);
      return removed.ok ? { saved: true } : refuseForm(event.locals, removed.refusal);
    }
  };
};

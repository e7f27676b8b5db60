/** Holds the actions of pages on which something is cited, looked at again, or taken out. */
import type { RequestEvent } from '@sveltejs/kit';
import { textIn } from '#lib/forms/fields.ts';
import { roleIn } from '#lib/areas/practices/forms.ts';
import type { Owner } from '#areas/practices';
import { formAction } from './form-action.ts';

type PageEvent = RequestEvent<{ study: string }>;

export const supportActions = <Event extends PageEvent>(ownerOf: (event: Event) => Owner) => ({
  cite: formAction({
    command: ({ supports }, { study }, _: Event) => [supports.citeLink, study],
    run: ({ give, event, form }) => {
      const owner = ownerOf(event);
      const role = owner.kind === 'theme' ? roleIn(form) : 'supports';
      return give({ owner, role, link: textIn(form, 'link') });
    }
  }),
  takeAnew: formAction({
    command: ({ supports }, { study }, _: Event) => [supports.takeAnew, study],
    run: ({ give, event, form }) => give(ownerOf(event), textIn(form, 'support'))
  }),
  removeSupport: formAction({
    command: ({ supports }, { study }, _: Event) => [supports.remove, study],
    run: ({ give, event, form }) => give(ownerOf(event), textIn(form, 'support'))
  })
});

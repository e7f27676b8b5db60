/** Asks before a page is left whose forms hold typed text that is not saved. */
import { beforeNavigate } from '$app/navigation';
import { m } from '#lib/paraglide/messages.js';
import { unsavedForms } from './shown-content.ts';

/** Follows the navigations of the app; called once, by the layout of all pages. */
export const askBeforeLeaving = (): void =>
  beforeNavigate(({ cancel, from, to, type, willUnload }) => {
    if (type === 'form' || (to !== null && to.url.pathname === from?.url.pathname)) return;
    if (unsavedForms().length === 0) return;
    // Where the whole page goes, the browser asks in its own words.
    if (willUnload || !confirm(m.form_unsaved())) cancel();
  });

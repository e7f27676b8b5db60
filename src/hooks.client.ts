import type { ClientInit } from '@sveltejs/kit';
import { fetchWithRetry, isDataOf, waitInBrowser } from '#lib/collab/own-data.ts';
import { beginLocale } from '#lib/i18n/shown-locale.svelte.ts';

export const init: ClientInit = () => {
  beginLocale(document.documentElement.lang);
  // SvelteKit's router calls the function that is assigned to `window.fetch` here.
  window.fetch = fetchWithRetry(window.fetch.bind(window), {
    isOwn: (address) => isDataOf(location, address),
    wait: waitInBrowser
  });
};

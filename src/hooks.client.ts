import type { ClientInit } from '@sveltejs/kit';
import { fetchWithRetry, isDataOf, waitInBrowser } from '#lib/collab/own-data.ts';

export const init: ClientInit = () => {
  // SvelteKit's router calls the function that is assigned to `window.fetch` here.
  window.fetch = fetchWithRetry(window.fetch.bind(window), {
    isOwn: (address) => isDataOf(location, address),
    wait: waitInBrowser
  });
};

import type { ClientInit } from '@sveltejs/kit';
import { fetchWithRetry, isDataOf, waitInBrowser } from '#lib/collab/own-data.ts';

export const init: ClientInit = () => {
  // The router asks through whatever stands here.
  window.fetch = fetchWithRetry(window.fetch.bind(window), {
    isOwn: (address) => isDataOf(location, address),
    wait: waitInBrowser
  });
};

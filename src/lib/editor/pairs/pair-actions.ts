import { deserialize } from '$app/forms';
import type { PairActions, ShownChanges } from './shown-facts.ts';

/** Returns the actions of a page about pairs; `query` is the query with which the page shows this text. */
export const pairActionsOf = (query: string): PairActions => ({
  address: (action) => `?/${action}${query === '' ? '' : `&${query}`}`,
  async changes(section, ids) {
    const form = new FormData();
    form.set('section', section);
    form.set('enBlock', ids.en);
    form.set('zhBlock', ids.zh);
    try {
      const response = await fetch(`?/pairChanges${query === '' ? '' : `&${query}`}`, {
        method: 'POST',
        headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
        body: form
      });
      const result = deserialize<{ changes: ShownChanges }, never>(await response.text());
      return result.type === 'success' ? (result.data?.changes ?? null) : null;
    } catch {
      // Without a connection the card shows the present words alone.
      return null;
    }
  }
});

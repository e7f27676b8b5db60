import { deserialize } from '$app/forms';
import type { SavedSuggestion, SuggestionAct } from '#rules/suggestions/suggestion.ts';
import type { Decided, SavedSuggestions } from '#areas/suggestions';

/** `offline` where the server could not be asked. */
export type Answer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'offline' };

export interface SuggestionActions {
  save(changes: {
    readonly saved: readonly SavedSuggestion[];
    readonly withdrawn: readonly string[];
  }): Promise<Answer<SavedSuggestions>>;
  decide(
    act: SuggestionAct,
    seen: { readonly id: string; readonly version: number }
  ): Promise<Answer<Decided>>;
}

/**
 * Returns the actions of a page about suggestions; `path` is the path of the page, `query` the query with
 * which it shows this text.
 */
export function suggestionActionsOf(path: string, query: string): SuggestionActions {
  const address = (action: string): string => `${path}?/${action}${query === '' ? '' : `&${query}`}`;
  async function call<T>(
    action: string,
    fields: Readonly<Record<string, string>>,
    name: string
  ): Promise<Answer<T>> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    try {
      const response = await fetch(address(action), {
        method: 'POST',
        headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
        body: form
      });
      const result = deserialize<
        Readonly<Record<string, unknown>>,
        { readonly refusal?: { readonly code: string }; readonly message?: string }
      >(await response.text());
      if (result.type === 'success') return { kind: 'done', value: result.data?.[name] as T };
      if (result.type === 'failure')
        return {
          kind: 'refused',
          code: result.data?.refusal?.code ?? '',
          message: result.data?.message ?? ''
        };
      return { kind: 'offline' };
    } catch {
      return { kind: 'offline' };
    }
  }
  return {
    save: (changes) => call('saveSuggestions', { changes: JSON.stringify(changes) }, 'suggestions'),
    decide: (act, { id, version }) =>
      call('decideSuggestion', { act, id, version: String(version) }, 'decided')
  };
}

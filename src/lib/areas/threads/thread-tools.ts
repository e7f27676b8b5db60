/** Defines what the parts of the panel share: where forms go, who can be mentioned, the name of the city. */
import { invalidateAll } from '$app/navigation';
import type { SubmitFunction } from '@sveltejs/kit';
import type { Audience } from '#rules/threads/comment.ts';
import type { Bilingual } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Nameable {
  readonly id: string;
  readonly name: Bilingual;
}

export interface ThreadTools {
  /** Empty for a chapter. */
  readonly city: string;
  /** Returns the address of an action of this page that preserves what the page shows. */
  readonly action: (name: string) => string;
  readonly listeners: (audience: Audience) => Promise<readonly Nameable[]>;
}

export function threadToolsOf(location: {
  readonly studySlug: string;
  readonly documentId: string;
  readonly city: string;
  readonly query: string;
}): ThreadTools {
  const listenersByAudience = new Map<Audience, Promise<readonly Nameable[]>>();
  return {
    city: location.city,
    action: (name) => `?/${name}${location.query ? `&${location.query}` : ''}`,
    listeners: (audience) => {
      const known =
        listenersByAudience.get(audience) ?? loadListeners(location.studySlug, location.documentId, audience);
      listenersByAudience.set(audience, known);
      known.catch(() => listenersByAudience.delete(audience));
      return known;
    }
  };
}

async function loadListeners(
  studySlug: string,
  documentId: string,
  audience: Audience
): Promise<readonly Nameable[]> {
  const response = await fetch(
    `/studies/${studySlug}/listeners?${new URLSearchParams({ document: documentId, audience })}`
  );
  if (!response.ok) throw new Error(`Loading the listeners failed with status ${response.status}`);
  return ((await response.json()) as { listeners: readonly Nameable[] }).listeners;
}

/**
 * Returns the enhancement of a form with one button: where the action is refused, the page shows the current
 * state, and `showMessage` receives the sentence that explains why; before each attempt it receives an empty
 * string.
 */
export const shownAnew =
  (showMessage: (sentence: string) => void): SubmitFunction =>
  () => {
    showMessage('');
    return async ({ result, update }) => {
      if (result.type === 'success' || result.type === 'redirect') return update();
      // Without the server there is nothing newer to show.
      if (result.type === 'failure') await invalidateAll();
      showMessage(
        (result.type === 'failure' && (result.data as { message?: string } | undefined)?.message) ||
          m.comments_not_done()
      );
    };
  };

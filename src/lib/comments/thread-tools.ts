/** What the parts of the panel share: where forms go, who can be named, how the city is called. */
import { invalidateAll } from '$app/navigation';
import type { SubmitFunction } from '@sveltejs/kit';
import type { Audience } from '#domain/comment.ts';
import type { Bilingual } from '#domain/locale.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Nameable {
  readonly id: string;
  readonly name: Bilingual;
}

export interface ThreadTools {
  /** The city whose text it is; empty for a chapter. */
  readonly city: string;
  /** Address of an action of this page, which keeps what the page shows. */
  readonly action: (name: string) => string;
  readonly listeners: (audience: Audience) => Promise<readonly Nameable[]>;
}

export function threadToolsOf(place: {
  readonly study: string;
  readonly documentId: string;
  readonly city: string;
  readonly query: string;
}): ThreadTools {
  const asked = new Map<Audience, Promise<readonly Nameable[]>>();
  return {
    city: place.city,
    action: (name) => `?/${name}${place.query ? `&${place.query}` : ''}`,
    listeners: (audience) => {
      const known = asked.get(audience) ?? askListeners(place.study, place.documentId, audience);
      asked.set(audience, known);
      known.catch(() => asked.delete(audience));
      return known;
    }
  };
}

async function askListeners(
  study: string,
  documentId: string,
  audience: Audience
): Promise<readonly Nameable[]> {
  const response = await fetch(
    `/studies/${study}/listeners?${new URLSearchParams({ document: documentId, audience })}`
  );
  if (!response.ok) throw new Error(`Who can be named was answered with ${response.status}`);
  return ((await response.json()) as { listeners: readonly Nameable[] }).listeners;
}

/**
 * For forms of one button: where it is refused, the page shows how things now stand, and `say` gets the sentence that tells why; before
 * each attempt it gets nothing.
 */
export const shownAnew =
  (say: (sentence: string) => void): SubmitFunction =>
  () => {
    say('');
    return async ({ result, update }) => {
      if (result.type === 'success' || result.type === 'redirect') return update();
      // Without the house there is nothing newer to show.
      if (result.type === 'failure') await invalidateAll();
      say(
        (result.type === 'failure' && (result.data as { message?: string } | undefined)?.message) ||
          m.comments_not_done()
      );
    };
  };

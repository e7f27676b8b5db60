/**
 * Stores a person's drafts of comments in this tab, for as long as the tab is open: over reloads, and until the
 * draft is sent or discarded, the person signs out, or another one signs in here.
 */
import { page } from '$app/state';

const prefix = 'comment-draft:';
const prefixOf = (userId: string): string => `${prefix}${userId}:`;
/** Returns the name under which the tab stores a draft of the person who is signed in. */
function nameOf(key: string): string {
  const reader = page.data['reader'] as { readonly userId: string } | null | undefined;
  return prefixOf(reader?.userId ?? '') + key;
}

/** Null where there is no draft or the browser stores nothing. */
export function readDraft(key: string): unknown {
  try {
    const stored = sessionStorage.getItem(nameOf(key));
    return stored === null ? null : JSON.parse(stored);
  } catch {
    return null;
  }
}

export function saveDraft(key: string, value: unknown): void {
  try {
    if (value === null || value === '') sessionStorage.removeItem(nameOf(key));
    else sessionStorage.setItem(nameOf(key), JSON.stringify(value));
  } catch {
    // The browser stores nothing: the text is still in the page.
  }
}

/** Deletes the drafts in this tab, except those of the person who is signed in here. */
export function dropDrafts(except: { readonly userId: string } | null): void {
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(prefix) && !(except && name.startsWith(prefixOf(except.userId))))
        sessionStorage.removeItem(name);
  } catch {
    // A browser that stores nothing has nothing to delete.
  }
}

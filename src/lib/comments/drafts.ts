/**
 * Stores drafts of comments in this tab, for as long as the tab is open: over reloads, and until the draft is
 * sent or discarded.
 */

const prefix = 'comment-draft:';

/** Returns the draft, or null where there is none or the browser stores nothing. */
export function readDraft(key: string): unknown {
  try {
    const stored = sessionStorage.getItem(prefix + key);
    return stored === null ? null : JSON.parse(stored);
  } catch {
    return null;
  }
}

export function saveDraft(key: string, value: unknown): void {
  try {
    if (value === null || value === '') sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // The browser stores nothing: the text is still in the page.
  }
}

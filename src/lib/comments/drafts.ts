/** What is half written stays in this tab, for as long as the tab is open: over reloads, and until it is sent or thrown away. */

const prefix = 'comment-draft:';

/** Null where there is none, and where the browser keeps nothing. */
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
    // A browser that keeps nothing: the words are in the page all the same.
  }
}

/** Stores what a reader chooses of the look of all pages, without leaving the page. */
import { invalidateAll } from '$app/navigation';

/** Stores a choice and loads the page anew; where the server cannot be reached, it applies to this page alone. */
export async function storeLook(at: '/locale' | '/theme', choice: Record<string, string>): Promise<void> {
  try {
    // The answer leads back to this page, which is not left.
    const answer = await fetch(at, { method: 'POST', body: new URLSearchParams(choice), redirect: 'manual' });
    if (answer.type === 'opaqueredirect') await invalidateAll();
  } catch {
    // No network.
  }
}

/**
 * Holds text that a user was typing when another user removed its target from the draft: it stays on the page
 * until the page is left.
 */
import { getContext, setContext } from 'svelte';

export interface Lost {
  /** Names the thing that the text was typed at. */
  readonly of: string;
  readonly texts: readonly string[];
}

export class LostText {
  list = $state.raw<readonly Lost[]>([]);

  keep(lost: Lost): void {
    this.list = [...this.list, lost];
  }
}

const key = Symbol('lost text');
export const provideLostText = (): LostText => setContext(key, new LostText());
export const lostText = (): LostText => getContext<LostText>(key);

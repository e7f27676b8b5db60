/** Words that somebody was typing at a thing when another took it out of the draft: they stay on the page until it is left. */
import { getContext, setContext } from 'svelte';

export interface Lost {
  /** What they were typed at. */
  readonly of: string;
  readonly texts: readonly string[];
}

export class LostText {
  list = $state.raw<readonly Lost[]>([]);

  keep(lost: Lost): void {
    this.list = [...this.list, lost];
  }
}

const key = Symbol('lost words');
export const provideLostText = (): LostText => setContext(key, new LostText());
export const lostText = (): LostText => getContext<LostText>(key);

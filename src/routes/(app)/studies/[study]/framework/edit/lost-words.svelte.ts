/** Words that somebody was typing at a thing when another took it out of the draft: they stay on the page until it is left. */
import { getContext, setContext } from 'svelte';

export interface Lost {
  /** What they were typed at. */
  readonly of: string;
  readonly words: readonly string[];
}

export class LostWords {
  list = $state.raw<readonly Lost[]>([]);

  keep(lost: Lost): void {
    this.list = [...this.list, lost];
  }
}

const key = Symbol('lost words');
export const provideLostWords = (): LostWords => setContext(key, new LostWords());
export const lostWords = (): LostWords => getContext<LostWords>(key);

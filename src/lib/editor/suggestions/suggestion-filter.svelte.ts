/** Narrows a list of suggestions to those of one person. */
import type { SuggestionView } from '#areas/suggestions';

interface Listed {
  readonly view: SuggestionView;
}

export class SuggestionFilter<Item extends Listed> {
  readonly #items: () => readonly Item[];
  /** Names the chosen person; empty for everyone. */
  author = $state('');

  constructor(items: () => readonly Item[]) {
    this.#items = items;
  }

  /** Each once. */
  get authors(): SuggestionView['author'][] {
    const authors = this.#items().map(({ view }) => view.author);
    return authors.filter(({ id }, index) => authors.findIndex((one) => one.id === id) === index);
  }

  /** Lists the suggestions of the chosen person, of everyone without one. */
  readonly shown: readonly Item[] = $derived.by(() => {
    const { author } = this;
    const items = this.#items();
    const own = items.filter(({ view }) => view.author.id === author);
    return own.length === 0 ? items : own;
  });

  /** Chooses everyone again once the chosen person has no suggestion left. */
  follow(): void {
    if (!this.#items().some(({ view }) => view.author.id === this.author)) this.author = '';
  }

  /** Chooses everyone where a suggestion would not be listed otherwise. */
  reveal(id: string): void {
    if (!this.shown.some(({ view }) => view.id === id)) this.author = '';
  }
}

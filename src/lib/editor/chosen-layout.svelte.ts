import type { Locale } from '#base/locale.ts';
import { remember, type TextLayout } from './layout.ts';

/** Holds how the texts are shown: the reader's choice on this page takes precedence over what the server remembered. */
export class ChosenLayout implements TextLayout {
  #chosen = $state.raw<Partial<TextLayout>>({});
  readonly #remembered: () => TextLayout;

  constructor(remembered: () => TextLayout) {
    this.#remembered = remembered;
  }

  get leading(): Locale {
    return this.#chosen.leading ?? this.#remembered().leading;
  }
  get shown(): Locale {
    return this.#chosen.shown ?? this.#remembered().shown;
  }

  choose(change: Partial<TextLayout>): void {
    this.#chosen = { ...this.#chosen, ...change };
    remember(change);
  }
}

/** Says what the bar for finding words is opened for. */
import type { Locale } from '#base/locale.ts';

export interface FindCall {
  readonly replaces: boolean;
  /** Empty where none were, or more than a line. */
  readonly selected: string;
  /** The language of the text in which the keys were pressed; null outside of both. */
  readonly language: Locale | null;
}

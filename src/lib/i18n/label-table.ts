/** Defines how a closed list is labelled: one message an item, in the reader's language unless another is named. */
import type { Locale } from '#base/locale.ts';
import { locale } from './locale.ts';

export type LabelMessage = (inputs: object, options: { readonly locale: Locale }) => string;
export type LabelTable<Item extends string> = Readonly<Record<Item, LabelMessage>>;

export const labelFrom = <Item extends string>(
  table: LabelTable<Item>,
  item: Item,
  language: Locale = locale()
): string => table[item]({}, { locale: language });

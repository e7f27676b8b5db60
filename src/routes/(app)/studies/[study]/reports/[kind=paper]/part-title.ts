/** Returns the title of a part as the report shows it, in a language. */
import { gapsOf, textFor, type Locale } from '#base/locale.ts';
import { titleOfBlock } from '#lib/areas/report/block-titles.ts';
import type { ComposedPart } from '#areas/report';

export function partTitle({ id, title, source, topic, side, texts }: ComposedPart, locale: Locale): string {
  if (gapsOf(title).length < 2) return textFor(title, locale).text;
  if (source.kind === 'block') return textFor(topic ?? titleOfBlock(source.block), locale).text;
  if (side) return textFor(side, locale).text;
  const [text] = texts;
  return text ? textFor(text.title, locale).text : id;
}

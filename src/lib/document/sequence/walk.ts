/**
 * Walks the items of a text. `toDelta` and `event.delta` are never used: they read the whole text and, in a
 * getter, delete items.
 */
import * as Y from 'yjs';
import type { ContentMark } from '#base/content.ts';
import { flagMarks, linkMark } from './shapes.ts';

/** Describes one item that people see; `at` is its index in the text, `length` what it counts there. */
export type Walked =
  | {
      readonly kind: 'letters';
      readonly at: number;
      readonly length: number;
      readonly text: string;
      readonly marks: readonly ContentMark[];
      readonly client: number;
    }
  | { readonly kind: 'embed'; readonly at: number; readonly length: number; readonly embed: unknown }
  | { readonly kind: 'unknown'; readonly at: number; readonly length: number };

/** Null is a text that the document does not have: it holds nothing. */
export function* walk(text: Y.Text | null): Generator<Walked> {
  const formats = new Map<string, unknown>();
  let marks: readonly ContentMark[] = [];
  let at = 0;
  for (let item = text?._start ?? null; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content, length } = item;
    if (content instanceof Y.ContentFormat) {
      formats.set(content.key, content.value);
      marks = marksOf(formats);
      continue;
    }
    if (!item.countable) continue;
    if (content instanceof Y.ContentString)
      yield { kind: 'letters', at, length, text: content.str, marks, client: item.id.client };
    else if (content instanceof Y.ContentEmbed) yield { kind: 'embed', at, length, embed: content.embed };
    else yield { kind: 'unknown', at, length };
    at += length;
  }
}

/** In the order of their names; formats that no mark has are left out. */
export function marksOf(formats: ReadonlyMap<string, unknown>): ContentMark[] {
  const marks: ContentMark[] = flagMarks
    .filter((mark) => formats.get(mark) === true)
    .map((type) => ({ type }));
  const href = formats.get(linkMark);
  if (typeof href === 'string') marks.push({ type: linkMark, attrs: { href } });
  return marks.sort((a, b) => (a.type < b.type ? -1 : 1));
}

/**
 * Defines the tags by which the parts of a document are found again, wherever they were moved:
 * `q:{question}`, `c:{characteristic}`, `t:{section}:{language}`, `k:{line}`, `r:{position}:{record}`.
 */
import { isLocale, type Locale } from '#base/locale.ts';

export type Tag =
  | { readonly kind: 'question'; readonly id: string }
  | { readonly kind: 'characteristic'; readonly id: string }
  /** Without a language where both languages follow. */
  | { readonly kind: 'passage'; readonly section: string; readonly language: Locale | null }
  | { readonly kind: 'line'; readonly key: string }
  /** The id is null for an empty record that is to be filled. */
  | { readonly kind: 'record'; readonly id: string | null; readonly position: number }
  /** Marks a paragraph of the form itself that carries no value. */
  | { readonly kind: 'aside' };

export function tagText(tag: Tag): string {
  switch (tag.kind) {
    case 'question':
      return `q:${tag.id}`;
    case 'characteristic':
      return `c:${tag.id}`;
    case 'passage':
      return `t:${tag.section}:${tag.language ?? ''}`;
    case 'line':
      return `k:${tag.key}`;
    case 'record':
      return tag.id === null ? 'r::' : `r:${tag.position}:${tag.id}`;
    case 'aside':
      return 'x';
  }
}

/** Null for any other text. */
export function parseTag(text: string): Tag | null {
  if (text === 'x') return { kind: 'aside' };
  const [, kind, rest = ''] = /^([qctkr]):(.*)$/s.exec(text) ?? [];
  switch (kind ?? '') {
    case 'q':
      return { kind: 'question', id: rest };
    case 'c':
      return { kind: 'characteristic', id: rest };
    case 'k':
      return { kind: 'line', key: rest };
    case 't': {
      const end = rest.lastIndexOf(':');
      const language = rest.slice(end + 1);
      return end > 0
        ? { kind: 'passage', section: rest.slice(0, end), language: isLocale(language) ? language : null }
        : null;
    }
    case 'r': {
      const end = rest.indexOf(':');
      const [position, id] = [rest.slice(0, end), rest.slice(end + 1)];
      if (end >= 0 && id === '') return { kind: 'record', id: null, position: 0 };
      return end > 0 && Number.isFinite(Number(position))
        ? { kind: 'record', id, position: Number(position) }
        : null;
    }
    default:
      return null;
  }
}

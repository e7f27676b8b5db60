/** Names the texts that belong to an embed: the cells of a table, the caption of a figure, the text of a note. */
import type * as Y from 'yjs';
import { parseEmbed } from './embeds.ts';
import { parseRoot, type Root } from './roots.ts';
import { captionRoot, noteRoot } from './shapes.ts';

export type Part = Extract<Root, { readonly kind: 'cell' | 'caption' | 'note' }>;

/** Names an embed that has texts of its own. */
export interface Owner {
  readonly kind: 'table' | 'figure' | 'note';
  readonly id: string;
}

export const isPart = (root: Root | null): root is Part =>
  root?.kind === 'cell' || root?.kind === 'caption' || root?.kind === 'note';

export const ownerOf = (part: Part): Owner =>
  part.kind === 'cell'
    ? { kind: 'table', id: part.table }
    : part.kind === 'caption'
      ? { kind: 'figure', id: part.figure }
      : { kind: 'note', id: part.note };

export const keyOf = ({ kind, id }: Owner): string => `${kind} ${id}`;

/** Null for an embed that has none, and for what is no embed. */
export function ownerIn(embed: unknown): Owner | null {
  const parsed = parseEmbed(embed);
  return parsed?.kind === 'table' || parsed?.kind === 'figure' || parsed?.kind === 'note'
    ? { kind: parsed.kind, id: parsed.id }
    : null;
}

/** Lists the names of an owner's texts that the document has. */
export function partNames(doc: Y.Doc, { kind, id }: Owner): string[] {
  if (kind !== 'table')
    return [kind === 'figure' ? captionRoot(id) : noteRoot(id)].filter((name) => doc.share.has(name));
  return [...doc.share.keys()].filter((name) => name.startsWith(`cell/${id}/`) && isPart(parseRoot(name)));
}

/**
 * Deletes what no passage names any more. The words of a deleted table, picture or note stay in texts of their own,
 * so that undo finds them; what must not be in the bytes of a document is not to stay there either.
 */
import type * as Y from 'yjs';
import { isTree } from '../tree/content.ts';
import { parseEmbed } from './embeds.ts';
import { openAttributes, openText, parseRoot, type Root } from './roots.ts';
import { attributesRoot, lineKey } from './shapes.ts';
import { walk } from './walk.ts';

type Part = Extract<Root, { readonly kind: 'cell' | 'caption' | 'note' }>;

/** Runs as one edit. Undo cannot bring back the words of what was deleted before. */
export function deleteUnreached(doc: Y.Doc): void {
  const roots = [...doc.share.keys()].map((name) => ({ name, root: parseRoot(name) }));
  const parts = roots.flatMap(({ name, root }) =>
    root && isPart(root) ? [{ name, owner: isOfDeletedLine(doc, root) ? null : ownerOf(root) }] : []
  );
  const named = new Set<string>();
  const read = (name: string): void => {
    for (const walked of walk(openText(doc, name))) {
      const embed = walked.kind === 'embed' ? parseEmbed(walked.embed) : null;
      if (!embed || !('id' in embed)) continue;
      const key = `${embed.kind} ${embed.id}`;
      if (named.has(key)) continue;
      named.add(key);
      for (const part of parts) if (part.owner === key) read(part.name);
    }
  };
  for (const { name, root } of roots) if (root?.kind === 'passage' && !isTree(doc, name)) read(name);
  const ids = new Set([...named].map((key) => key.slice(key.indexOf(' ') + 1)));
  doc.transact(() => {
    for (const { name, owner } of parts) {
      const text = openText(doc, name);
      if ((owner === null || !named.has(owner)) && text.length > 0) text.delete(0, text.length);
    }
    if (!doc.share.has(attributesRoot)) return;
    const map = openAttributes(doc);
    for (const key of [...map.keys()]) if (!ids.has(key.slice(0, key.indexOf('/')))) map.delete(key);
  });
}

/** Checks whether a cell is in a row or column that was deleted from its table. */
function isOfDeletedLine(doc: Y.Doc, root: Part): boolean {
  if (root.kind !== 'cell') return false;
  if (!doc.share.has(attributesRoot)) return true;
  const map = openAttributes(doc);
  return (
    !map.has(lineKey(root.table, 'row', root.row)) || !map.has(lineKey(root.table, 'column', root.column))
  );
}

const isPart = (root: Root): root is Part =>
  root.kind === 'cell' || root.kind === 'caption' || root.kind === 'note';

/** Names the embed to which a part belongs, as `named` does. */
const ownerOf = (part: Part): string =>
  part.kind === 'cell'
    ? `table ${part.table}`
    : part.kind === 'caption'
      ? `figure ${part.figure}`
      : `note ${part.note}`;

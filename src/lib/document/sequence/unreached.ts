/**
 * Deletes what no passage shows any more: attributes of deleted blocks, and what is left in the texts of cells,
 * captions and notes. What must not be in the bytes of a document is not to stay there either.
 */
import type * as Y from 'yjs';
import { parseEmbed } from './embeds.ts';
import { readParts, type LeftOver } from './left-over.ts';
import { isPart } from './parts.ts';
import { openAttributes, openText, parseRoot } from './roots.ts';
import { attributesRoot, placeKey } from './shapes.ts';
import { walk } from './walk.ts';

/**
 * Runs as one edit, which undo cannot take back. Words left over stay where `keeps` says so; the others are deleted
 * and returned.
 */
export function deleteUnreached(doc: Y.Doc, keeps: (leftOver: LeftOver) => boolean): LeftOver[] {
  const { leftOver, shown } = readParts(doc);
  const kept = leftOver.filter(keeps);
  const stays = new Set([...shown, ...kept.flatMap(({ texts }) => texts)]);
  const ids = new Set<string>();
  for (const name of stays)
    for (const walked of doc.share.has(name) ? walk(openText(doc, name)) : []) {
      const embed = walked.kind === 'embed' ? parseEmbed(walked.embed) : null;
      if (embed && 'id' in embed) ids.add(embed.id);
    }
  const places = new Set(kept.map(({ owner }) => placeKey(owner.id)));
  doc.transact(() => {
    for (const name of [...doc.share.keys()]) {
      if (stays.has(name) || !isPart(parseRoot(name))) continue;
      const text = openText(doc, name);
      if (text.length > 0) text.delete(0, text.length);
    }
    if (!doc.share.has(attributesRoot)) return;
    const map = openAttributes(doc);
    for (const key of [...map.keys()])
      if (!ids.has(key.slice(0, key.indexOf('/'))) && !places.has(key)) map.delete(key);
  });
  return leftOver.filter((one) => !kept.includes(one));
}

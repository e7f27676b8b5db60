/**
 * Lists the words left over from what was deleted: cells, captions and notes that no passage shows and that hold
 * something. Who deletes a table deletes the words that they know; what a colleague wrote in it meanwhile is
 * nobody's deletion, and is never dropped. A pure reading: it writes nothing.
 */
import * as Y from 'yjs';
import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import { isBlank, plainText } from '#base/plain.ts';
import { isTree } from '../tree-content.ts';
import { passageOf } from './deleted-parts.ts';
import type { FlatBlock, Inline } from './flat.ts';
import { nest } from './nest.ts';
import { isPart, keyOf, ownerIn, ownerOf, type Owner, type Part } from './parts.ts';
import { readTable } from './read-table.ts';
import { readCaption, sourceOf } from './read-inline.ts';
import { readBlocks } from './read.ts';
import { openText, parseRoot } from './roots.ts';
import { attributesRoot, cellRoot, defaultAttributes, lineKey, placeKey } from './shapes.ts';
import { readLines } from './tables.ts';
import { walk } from './walk.ts';

/** Describes the words that are left in one part. */
export interface LeftOver {
  readonly root: string;
  /** The names of that text and of those within it: a note in a cell. */
  readonly texts: readonly string[];
  readonly owner: Owner;
  /** Says what was deleted; `cell` is one that others cover since they were merged. */
  readonly of: Owner['kind'] | 'row' | 'column' | 'cell';
  /** Null where that is not known. */
  readonly passage: { readonly section: string; readonly language: Locale } | null;
  readonly blocks: readonly FlatBlock[];
  readonly nodes: readonly ContentNode[];
  readonly text: string;
  /** The clients that wrote them. */
  readonly clients: readonly number[];
}

export const wordsLeftOver = (doc: Y.Doc): LeftOver[] => readParts(doc).leftOver;

export interface ReadParts {
  readonly leftOver: LeftOver[];
  /** The names of the texts that are shown. */
  readonly shown: ReadonlySet<string>;
  /** The names of the texts in which the embeds stand that are shown. */
  readonly rootOf: ReadonlyMap<string, string>;
}

/** `known` remembers in which passage deleted embeds were. */
export function readParts(doc: Y.Doc, known: ReadonlyMap<string, string> = new Map()): ReadParts {
  const reached = new Set<string>();
  const rootOf = new Map<string, string>();
  const { attributes: map, ...source } = sourceOf(doc);
  const linesOf = readLines(map);
  let clients = new Set<number>();
  let texts: string[] = [];
  const reach = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    texts.push(name);
    if (!doc.share.has(name)) return;
    const kind = parseRoot(name)?.kind;
    for (const walked of walk(openText(doc, name))) {
      if (walked.kind === 'letters') clients.add(walked.client);
      const owner = walked.kind === 'embed' ? ownerIn(walked.embed) : null;
      if (!owner || !shows(kind, owner.kind) || rootOf.has(keyOf(owner))) continue;
      rootOf.set(keyOf(owner), name);
      if (owner.kind === 'table') {
        const { rows } = readTable({ ...source, attributes: map }, owner.id, linesOf(owner.id), () => []);
        for (const { id: row, cells } of rows)
          for (const { column } of cells) reach(cellRoot(owner.id, row, column));
      } else reach(owner.kind === 'figure' ? `caption/${owner.id}` : `note/${owner.id}`);
    }
  };
  const parts: { readonly name: string; readonly part: Part }[] = [];
  for (const name of doc.share.keys()) {
    const root = parseRoot(name);
    if (root?.kind === 'passage' && !isTree(doc, name)) reach(name);
    else if (isPart(root)) parts.push({ name, part: root });
  }
  const shown = new Set(reached);
  const leftOver: LeftOver[] = [];
  const outermost = ['cell', 'caption', 'note'] as const;
  // A note in a left cell is part of what is left there.
  for (const kind of outermost)
    for (const { name, part } of parts) {
      if (part.kind !== kind || reached.has(name)) continue;
      const text = openText(doc, name);
      if (text.length === 0) continue;
      [clients, texts] = [new Set(), []];
      const blocks = blocksOf(doc, part, text);
      const nodes = nest(blocks);
      if (isBlank(nodes)) continue;
      const owner = ownerOf(part);
      const place = map.get(placeKey(owner.id));
      const isShown = rootOf.has(keyOf(owner));
      const passage =
        passageOf(name, (key) => rootOf.get(key)) ??
        (typeof place === 'string' ? place : (known.get(keyOf(owner)) ?? null));
      reach(name);
      const root = passage === null ? null : parseRoot(passage);
      leftOver.push({
        root: name,
        texts,
        owner,
        of: isShown && part.kind === 'cell' ? lineOf(map, part) : owner.kind,
        passage: root?.kind === 'passage' ? root : null,
        blocks,
        nodes,
        text: plainText(nodes),
        clients: [...clients]
      });
    }
  return { leftOver, shown, rootOf };
}

/** Checks whether a text of this kind shows an embed: no table is shown in a cell, and a caption shows notes only. */
const shows = (kind: string | undefined, embed: Owner['kind']): boolean =>
  kind === 'passage' || (kind === 'cell' && embed !== 'table') || (kind === 'caption' && embed === 'note');

function blocksOf(doc: Y.Doc, part: Part, text: Y.Text): FlatBlock[] {
  if (part.kind === 'cell') return readBlocks(doc, text);
  const content: Inline[] =
    part.kind === 'caption'
      ? readCaption(sourceOf(doc), text)
      : [...walk(text)].flatMap((walked) =>
          walked.kind === 'letters' ? [{ kind: 'text' as const, text: walked.text, marks: [] }] : []
        );
  return [{ kind: 'text', id: null, attributes: defaultAttributes, content }];
}

function lineOf(
  map: Y.Map<unknown>,
  { table, row, column }: Extract<Part, { kind: 'cell' }>
): LeftOver['of'] {
  if (!map.has(lineKey(table, 'row', row))) return 'row';
  return map.has(lineKey(table, 'column', column)) ? 'cell' : 'column';
}

/** Lists the owners of the embeds that a transaction has inserted or deleted. */
function* changedOwners(transaction: Y.Transaction): Generator<Owner> {
  const { doc, beforeState, afterState, deleteSet } = transaction;
  const ranges: [client: number, from: number, to: number][] = [];
  for (const [client, clock] of afterState) ranges.push([client, beforeState.get(client) ?? 0, clock]);
  for (const [client, deletions] of deleteSet.clients)
    for (const { clock, len } of deletions) ranges.push([client, clock, clock + len]);
  for (const [client, from, to] of ranges) {
    const structs = doc.store.clients.get(client);
    if (!structs || from >= to) continue;
    for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
      const struct = structs[at];
      if (!struct || struct.id.clock >= to) break;
      const owner =
        struct instanceof Y.Item && struct.content instanceof Y.ContentEmbed
          ? ownerIn(struct.content.embed)
          : null;
      if (owner) yield owner;
    }
  }
}

const ofTables = /\/(?:row|column)\/[^/]+$|\/cell\/|\/place$/;

/**
 * Checks whether a transaction can have changed what is left over: it touched a part that is not shown, a table's
 * rows, columns or spans, or an embed that has parts. `quiet` holds the types in which writing alone changes
 * nothing of it.
 */
export function mayChangeLeftOver(transaction: Y.Transaction, quiet: ReadonlySet<unknown>): boolean {
  const map = transaction.doc.share.get(attributesRoot);
  for (const [type, keys] of transaction.changed) {
    if ((type as unknown) === map) {
      for (const key of keys) if (key !== null && ofTables.test(key)) return true;
    } else if (type._item === null && !quiet.has(type)) return true;
  }
  return !(changedOwners(transaction).next().done ?? true);
}

/** Returns the types of a document in which writing alone leaves no words over: all but the parts that are not shown. */
export const quietTypes = (doc: Y.Doc, shown: ReadonlySet<string>): Set<unknown> =>
  new Set(
    [...doc.share].flatMap(([name, type]) => (isPart(parseRoot(name)) && !shown.has(name) ? [] : [type]))
  );

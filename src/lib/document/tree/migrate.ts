/**
 * Converts a document of the nested form into a new one in which each passage is one sequence. Every letter
 * keeps its author: the letters of one author are written under one new client id. It runs once for each
 * document, when a new generation begins: the same document and client ids give the same bytes.
 */
import * as Y from 'yjs';
import type { ContentMark, ContentNode } from '#base/content.ts';
import { answersRoot } from '../answer-cells.ts';
import { authorMark } from '../author-mark.ts';
import { newDoc } from '../new-doc.ts';
import { passageOfRoot } from '../narrative.ts';
import type { Anchor, AnchorQuery } from '../sequence/anchors.ts';
import type { FlatBlock } from '../sequence/flat.ts';
import { flatten } from '../sequence/flatten.ts';
import { openText, parseRoot } from '../sequence/roots.ts';
import { writeFlat } from '../sequence/write.ts';
import { migrateAnchors } from './migrate-anchors.ts';
import { authoredNodes } from './authors.ts';

export interface MigrateOptions {
  /** Returns the person behind a client of the old document; undefined for text that came with it. */
  readonly ownerOf: (client: number) => string | undefined;
  /** The first is for what nobody wrote. */
  readonly newClient: () => number;
  readonly anchors?: readonly AnchorQuery[];
}

export interface Migrated {
  readonly doc: Y.Doc;
  /** The person behind each new client id. */
  readonly owners: ReadonlyMap<number, string>;
  /** The given anchors, in their order; one whose text was deleted before is as it was. */
  readonly anchors: readonly Anchor[];
  /** The first block of each list and quote that had an id: what named the list is to name the block. */
  readonly firstBlocks: ReadonlyMap<string, string>;
}

export function migrate(tree: Y.Doc, { ownerOf, newClient, anchors = [] }: MigrateOptions): Migrated {
  const doc = newDoc();
  doc.clientID = newClient();
  const clients = new Map<string, number>();
  const clientOf = (client: number): number | undefined => {
    const owner = ownerOf(client);
    if (owner === undefined) return undefined;
    const own = clients.get(owner) ?? newClient();
    clients.set(owner, own);
    return own;
  };
  const markOf = (client: number): ContentMark | null => {
    const n = clientOf(client);
    return n === undefined ? null : { type: authorMark, attrs: { n } };
  };
  const texts = passagesOf(tree).map((root) => ({
    root,
    nodes: authoredNodes(tree.getXmlFragment(root), markOf)
  }));
  const newId = unusedIds(texts.flatMap(({ nodes }) => nodes));
  const firstBlocks = new Map<string, string>();
  const taken = new Set<string>();
  const flat = texts.map(({ root, nodes }) => ({
    root,
    blocks: flatten(nodes, {
      newId,
      taken,
      onContainer: (container, first) => firstBlocks.set(container, first)
    })
  }));
  for (const { root, blocks } of flat)
    writeFlat(doc, openText(doc, root), blocks.map(withCounterpart(firstBlocks)), {
      newId,
      clientOf: authorIn
    });
  copyAnswers(tree, doc, clientOf);
  return {
    doc,
    owners: new Map([...clients].map(([owner, client]) => [client, owner])),
    anchors: migrateAnchors(tree, doc, anchors),
    firstBlocks
  };
}

/** In a fixed order. Throws for a name that a document cannot have. */
function passagesOf(tree: Y.Doc): string[] {
  const roots = [...tree.share.keys()].filter((root) => passageOfRoot(root) !== null).sort();
  const wrong = roots.find((root) => parseRoot(root)?.kind !== 'passage');
  if (wrong !== undefined) throw new Error(`No passage can be called ${JSON.stringify(wrong)}`);
  return roots;
}

function authorIn(marks: readonly ContentMark[]): number | undefined {
  const n = marks.find(({ type }) => type === authorMark)?.attrs?.['n'];
  return typeof n === 'number' ? n : undefined;
}

/** Returns ids that no block of the document has, always the same ones. */
function unusedIds(nodes: readonly ContentNode[]): () => string {
  const used = new Set<unknown>();
  const note = (node: ContentNode): void => {
    used.add(node.attrs?.['id']);
    node.content?.forEach(note);
  };
  nodes.forEach(note);
  let count = 0;
  return () => {
    do count++;
    while (used.has(`m${count}`));
    return `m${count}`;
  };
}

/** A block whose counterpart was a list or quote has the first block of that as its counterpart. */
const withCounterpart =
  (firstBlocks: ReadonlyMap<string, string>) =>
  (block: FlatBlock): FlatBlock => {
    const { counterpart } = block.attributes;
    const first = counterpart === null ? undefined : firstBlocks.get(counterpart);
    return first === undefined
      ? block
      : ({ ...block, attributes: { ...block.attributes, counterpart: first } } as FlatBlock);
  };

/** Copies the cells of a response, each under the client of its author. */
function copyAnswers(tree: Y.Doc, doc: Y.Doc, clientOf: (client: number) => number | undefined): void {
  if (!tree.share.has(answersRoot)) return;
  const [from, to] = [tree.getMap(answersRoot), doc.getMap(answersRoot)];
  const nobody = doc.clientID;
  doc.transact(() => {
    for (const key of [...from.keys()].sort()) {
      const writer = from._map.get(key)?.id.client;
      doc.clientID = (writer === undefined ? undefined : clientOf(writer)) ?? nobody;
      to.set(key, from.get(key));
    }
    doc.clientID = nobody;
  });
}

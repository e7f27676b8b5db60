/** Defines the job that makes a sequence of each passage of a text that has the tree model. */
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import type { Anchor, AnchorQuery } from '#document/sequence/anchors.ts';
import { migrate } from '#document/tree/migrate.ts';

export interface SequenceInput {
  readonly anchors: readonly AnchorQuery[];
}

export interface MadeSequence {
  /** Holds the new text as one update (V1). */
  readonly bytes: Uint8Array;
  /** Holds the given anchors in their order, on the same words. */
  readonly anchors: readonly Anchor[];
  /** Maps what named a list or a quote to its first block, which has its name now. */
  readonly firstBlocks: ReadonlyMap<string, string>;
}

/** Client ids count from here, so that the same text gives the same bytes; no client of a browser has them. */
const firstClient = 1;

export function sequenceOf(parts: readonly Uint8Array[], { anchors: before }: SequenceInput): MadeSequence {
  let last = firstClient - 1;
  // An archive does not say who wrote under which client id.
  const ownerOf = () => undefined;
  const newClient = (): number => (last += 1);
  const tree = assemble(null, parts);
  const { doc, anchors, firstBlocks } = migrate(tree, { ownerOf, newClient, anchors: before });
  return { bytes: Y.encodeStateAsUpdate(doc), anchors, firstBlocks };
}

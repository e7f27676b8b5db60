/** Defines the job that makes a sequence of each passage of a text that has the tree model. */
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import type { Anchor, AnchorQuery } from '#document/sequence/anchors.ts';
import { migrate } from '#document/tree/migrate.ts';

export interface SequenceInput {
  /** Maps client ids of the text to the users who wrote under them. */
  readonly owners: ReadonlyMap<number, string>;
  readonly anchors: readonly AnchorQuery[];
}

export interface MadeSequence {
  /** Holds the new text as one update (V1). */
  readonly bytes: Uint8Array;
  /** Maps the new client ids to users. */
  readonly owners: ReadonlyMap<number, string>;
  /** Holds the given anchors in their order, on the same words. */
  readonly anchors: readonly Anchor[];
  /** Maps what named a list or a quote to its first block, which has its name now. */
  readonly firstBlocks: ReadonlyMap<string, string>;
}

/** Client ids count from here, so that the same text gives the same bytes; no client of a browser has them. */
const firstClient = 1;

export function sequenceOf(parts: readonly Uint8Array[], { owners, anchors }: SequenceInput): MadeSequence {
  let last = firstClient - 1;
  const newClient = (): number => {
    do last += 1;
    while (owners.has(last));
    return last;
  };
  const { doc, ...made } = migrate(assemble(null, parts), {
    ownerOf: (client) => owners.get(client),
    newClient,
    anchors
  });
  return { bytes: Y.encodeStateAsUpdate(doc), ...made };
}

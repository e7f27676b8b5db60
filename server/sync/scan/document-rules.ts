import type { Bounds } from './limits.ts';
import type { ContentRules } from './content-rules.ts';
import type { TextModel } from '#rules/documents/text-models.ts';
import { sequenceRules } from './sequence-rules.ts';
import { treeRules } from './tree-rules.ts';

/**
 * Describes what a room's document may hold. A narrative holds text under its own roots, and the cells of a
 * response; a room of the load-test study any shared type.
 */
export interface Rules {
  readonly allowsRoot: (name: string) => boolean;
  readonly narrative: boolean;
  /** Names the model of a narrative; a tree where it is left out. */
  readonly text?: TextModel | undefined;
  /** Limits what a text may hold whose passages are sequences, where that is not the usual. */
  readonly bounds?: Bounds | undefined;
  /**
   * Checks which cells there are under the root of answers, where a document has that; others are unknown
   * content.
   */
  readonly allowsCell?: ((key: string) => boolean) | undefined;
}

export const contentRules: Readonly<Record<TextModel, ContentRules>> = {
  tree: treeRules,
  sequence: sequenceRules
};

/**
 * Defines what the rules of a block are: of a node that stands on lines of its own. From them follow its shape in
 * ProseMirror, its kinds in Yjs, its elements in the editor, and how it is compared and translated.
 */
import type { Json } from '../canonical.ts';

/** Holds what ProseMirror is told of a block in the nested schema, besides its attributes. */
export interface BlockSchema {
  readonly content?: string;
  readonly group?: string;
  readonly defining?: true;
  readonly isolating?: true;
  readonly draggable?: true;
  readonly tableRole?: string;
}

interface Rules {
  readonly schema: BlockSchema;
  /** Holds its attributes with their defaults, besides those that every block has. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Says as what its words are translated, a paragraph as what is around it; null where it has no words of its own. */
  readonly unit: 'paragraph' | 'heading' | 'table' | 'figure' | null;
}

/** Describes a kind of a marker in Yjs. */
export interface TextKind {
  /** Holds the attributes of its node. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Names its element in the editor. */
  readonly tag: string;
}

/** Describes a block of words, which begins with a marker in Yjs; the marker says of which kind it is. */
export interface TextRules extends Rules {
  readonly is: 'text';
  readonly kinds: Readonly<Record<string, TextKind>>;
}

/**
 * Describes any other block: an `atom` is one embed in Yjs, lists and quotes `around` blocks follow from the attributes
 * of these, and rows and cells are `part` of a table.
 */
export interface OtherRules extends Rules {
  readonly is: 'atom' | 'around' | 'part';
}

export type BlockRules = TextRules | OtherRules;

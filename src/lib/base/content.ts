/** Describes the content of a text as it is stored and compared: blocks, and what is inside them, section by section. */
import type { Locale } from './locale.ts';
import { canonicalText, fingerprint, toCanonical, type Json } from './canonical.ts';
import { textOfChip } from './chips/chips.ts';
import { oncePerNode } from './once-per-node.ts';

/**
 * Describes a block, an inline node or a piece of text. Attributes with their default value are left out;
 * marks are in the order of their names.
 */
export type ContentNode = {
  readonly type: string;
  readonly text?: string;
  readonly marks?: readonly ContentMark[];
  readonly attrs?: { readonly [name: string]: Json };
  readonly content?: readonly ContentNode[];
};
export type ContentMark = { readonly type: string; readonly attrs?: { readonly [name: string]: Json } };

/** Holds one section in both languages, block by block. */
export type SectionContent = {
  readonly id: string;
  readonly en: readonly ContentNode[];
  readonly zh: readonly ContentNode[];
};

/**
 * Holds the released result of a cell at the time of the version: the id of the level, or `not-assessed`,
 * `not-applicable` or `split` where that was the panel's outcome; null where none was released. `city` is
 * present in a chapter only; in findings it is the city of the text.
 */
export type HeldLevel = {
  readonly characteristic: string;
  readonly level: string | null;
  readonly city?: string;
};

/**
 * Holds the value of a field that the text names, at the time of the version. `figure` is in canonical form:
 * numbers with fractions are text. `city` is present in a chapter only.
 */
export type HeldFact = {
  readonly fact: string;
  readonly city?: string;
  readonly label: { readonly en: string; readonly zh: string };
  readonly figure: { readonly [part: string]: Json };
  readonly caution?: { readonly en: string; readonly zh: string };
};

/**
 * Returns fingerprints of the outer blocks of a section in both languages, by block id. Ids and pairing are
 * not included: only what a reader sees.
 */
export function fingerprintsOf(section: SectionContent): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (['en', 'zh'] as const satisfies readonly Locale[]).flatMap((language) =>
      section[language].flatMap((node, index) => {
        const id = idOfNode(node, `${language}-${index}`);
        const print = printOfNode(node);
        return print === null ? [] : [[id, print] as const];
      })
    )
  );
}

/** Returns the fingerprint of an outer block; null for a blank one. */
const printOfNode = oncePerNode((node) =>
  isBlankNode(node) ? null : fingerprint(canonicalText(withoutIdentity(node)))
);

/**
 * Returns the outer blocks that have changed, come or gone since `confirmed`; all of them where nothing was
 * confirmed.
 */
export function staleBlocks(
  now: Readonly<Record<string, string>>,
  confirmed: Readonly<Record<string, string>> | null
): string[] {
  if (confirmed === null) return Object.keys(now);
  const ids = new Set([...Object.keys(now), ...Object.keys(confirmed)]);
  return [...ids].filter((id) => now[id] !== confirmed[id]);
}

/**
 * Returns the id of a block, or the given substitute where it has none. A list or a quote is known by the id of
 * the first block in it.
 */
export const idOfNode = (node: ContentNode, instead: string): string => firstIdIn(node) ?? instead;

function firstIdIn(node: ContentNode): string | undefined {
  const id = node.attrs?.['id'];
  if (typeof id === 'string') return id;
  for (const child of node.content ?? []) {
    const inner = firstIdIn(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/**
 * Returns the visible text of a node: a line break becomes one space, and a chip
 * what it names.
 */
export function textOfNode(node: ContentNode): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'hardBreak') return ' ';
  const chip = textOfChip(node.type, node.attrs);
  if (chip !== null) return chip;
  return (node.content ?? []).map(textOfNode).join('');
}

const isBlankNode = (node: ContentNode): boolean =>
  node.type === 'paragraph' && textOfNode(node).trim() === '';

function withoutIdentity(node: ContentNode): Json {
  const attrs = Object.fromEntries(
    Object.entries(node.attrs ?? {}).filter(([name]) => name !== 'id' && name !== 'counterpart')
  );
  return {
    type: node.type,
    ...(node.text === undefined ? {} : { text: node.text }),
    ...(node.marks === undefined ? {} : { marks: toCanonical(node.marks) }),
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...(node.content === undefined ? {} : { content: node.content.map(withoutIdentity) })
  };
}

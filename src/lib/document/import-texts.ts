/** Compares the texts of a file with the present ones, and reuses the present blocks of equal content. */
import { diffLists } from '#base/diff.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { canonicalText, toCanonical, type Json } from '#base/canonical.ts';

export const isBlank = ({ en, zh }: SectionContent): boolean =>
  [...en, ...zh].every(({ type, content }) => type === 'paragraph' && content === undefined);
const isBlankIn = (nodes: readonly ContentNode[]): boolean =>
  nodes.every(({ type, content }) => type === 'paragraph' && content === undefined);
export const isSameText = (one: SectionContent, other: SectionContent): boolean =>
  locales.every(
    (language) =>
      (isBlankIn(one[language]) && isBlankIn(other[language])) || areSameNodes(one[language], other[language])
  );

/** Compares nodes. A block of a file without an id is the same as the one that was given an id when it was written. */
const areSameNodes = (ones: readonly ContentNode[], others: readonly ContentNode[]): boolean =>
  ones.length === others.length &&
  ones.every((one, index) => {
    const other = others[index];
    return (
      other !== undefined &&
      outerText(one, other) === outerText(other, one) &&
      areSameNodes(one.content ?? [], other.content ?? [])
    );
  });

/** Returns a node without its content, with the id of the one that it is compared with where it has none. */
const outerText = ({ type, text, marks, attrs }: ContentNode, other: ContentNode): string =>
  canonicalText(
    toCanonical({ type, text, marks, attrs: { ...attrs, id: attrs?.['id'] ?? other.attrs?.['id'] ?? null } })
  );

/** Returns the file's texts; a language that the file does not mention keeps its present text. */
export const preservedTexts = (
  was: SectionContent,
  text: SectionContent
): Record<Locale, readonly ContentNode[]> => ({
  en: isBlankIn(text.en) ? was.en : knownBlocks(was.en, text.en),
  zh: isBlankIn(text.zh) ? was.zh : knownBlocks(was.zh, text.zh)
});

/**
 * Reuses the present blocks that have the same content, with the ids by which the other language and comments
 * refer to them. A text without any marks, such as plain text, says nothing about the present marks.
 */
function knownBlocks(known: readonly ContentNode[], given: readonly ContentNode[]): readonly ContentNode[] {
  const hasMarks = (node: ContentNode): boolean =>
    (node.marks ?? []).length > 0 || (node.content ?? []).some(hasMarks);
  const keepsMarks = given.some(hasMarks);
  const blocks = [...given];
  for (const { edit, from, to, length } of diffLists(
    known.map((node) => bareText(node, keepsMarks)),
    given.map((node) => bareText(node, keepsMarks))
  )) {
    if (edit !== 'kept') continue;
    for (const [index, block] of known.slice(from, from + length).entries()) blocks[to + index] = block;
  }
  return blocks;
}

function bareText(node: ContentNode, keepsMarks: boolean): string {
  const bare = ({ type, text, marks, attrs, content }: ContentNode): Json => {
    const rest = Object.fromEntries(
      Object.entries(attrs ?? {}).filter(([name]) => name !== 'id' && name !== 'counterpart')
    );
    const pieces = (content ?? []).map(bare);
    const inner =
      keepsMarks || !pieces.every((piece) => typeof piece === 'object' && piece !== null && 'text' in piece)
        ? pieces
        : pieces.map((piece) => (piece as { text: string }).text).join('');
    return {
      type,
      ...(text === undefined ? {} : { text }),
      ...(keepsMarks && marks ? { marks: toCanonical(marks) } : {}),
      attrs: toCanonical(rest),
      content: inner
    };
  };
  return canonicalText(bare(node));
}

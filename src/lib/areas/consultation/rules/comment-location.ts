/** Finds the location of a comment in a text, and sorts comments in the order of the text. */
import { locales, type Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { idOfNode, textOfNode, type SectionContent } from '#base/content.ts';
import { longest } from './consultation.ts';

/** Locates a paragraph, a section (without a block), or the whole text (without either). */
export interface CommentLocation {
  readonly section: string | null;
  readonly blockId: string | null;
  /** Holds the present text. */
  readonly quote: string;
}

export interface LocatedBlock {
  readonly section: string;
  readonly language: Locale;
  readonly id: string;
  readonly text: string;
}

export const blocksOf = (sections: readonly SectionContent[]): LocatedBlock[] =>
  sections.flatMap((section) =>
    locales.flatMap((language) =>
      section[language].flatMap((node): LocatedBlock[] => {
        const id = idOfNode(node, '');
        return id === '' ? [] : [{ section: section.id, language, id, text: textOfNode(node).trim() }];
      })
    )
  );

/**
 * Finds where the comment belongs in the text. `quote` is a marked passage, which must occur there; without
 * one, the text of the block is used, cut where it is long.
 */
export function validateLocation(
  sections: readonly SectionContent[],
  input: CommentLocation
): Result<CommentLocation> {
  const { section, blockId } = input;
  if (section === null)
    return blockId === null ? ok({ section, blockId, quote: '' }) : refuse('invalid', { field: 'blockId' });
  const found = sections.find(({ id }) => id === section);
  if (!found) return refuse('invalid', { field: 'section' });
  if (blockId === null) return ok({ section, blockId, quote: '' });
  const block = blocksOf([found]).find(({ id }) => id === blockId);
  if (!block) return refuse('invalid', { field: 'blockId' });
  const quote = input.quote.trim();
  if (quote !== '' && !block.text.includes(quote)) return refuse('invalid', { field: 'quote' });
  return ok({ section, blockId, quote: shortened(quote === '' ? block.text : quote) });
}

export const shortened = (text: string, maxLength: number = longest.quote): string =>
  text.length <= maxLength ? text : `${wholeCharacters(text, maxLength - 1)}…`;

/** Cuts a text at a length, but never within a surrogate pair. */
function wholeCharacters(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

interface Ordered extends Pick<CommentLocation, 'section' | 'blockId'> {
  readonly id: string;
  readonly at: string;
}

/**
 * Sorts comments in the order of the text: those on the whole text first, a section before its paragraphs;
 * comments on one location in the order of writing.
 */
export function inOrderOfText<T extends Ordered>(
  comments: readonly T[],
  sections: readonly SectionContent[]
): T[] {
  const sectionAt = new Map(sections.map(({ id }, index) => [id, index]));
  // Both languages are shown side by side, so the position of a block in its own language counts.
  const blockAt = new Map(
    sections.flatMap((section) =>
      locales.flatMap((language) =>
        section[language].map((node, index) => [idOfNode(node, ''), index] as const)
      )
    )
  );
  const key = ({ section, blockId, at, id }: T) =>
    [
      section === null ? -1 : (sectionAt.get(section) ?? sections.length),
      blockId === null ? -1 : (blockAt.get(blockId) ?? Number.MAX_SAFE_INTEGER),
      at,
      id
    ] as const;
  return comments.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    const differs = x.findIndex((part, n) => part !== y[n]);
    if (differs < 0) return 0;
    return (x[differs] ?? 0) < (y[differs] ?? 0) ? -1 : 1;
  });
}

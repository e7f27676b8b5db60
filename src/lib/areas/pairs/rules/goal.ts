/**
 * Defines how passages are tagged with goals of a framework. A text holds only the id of a goal; its label
 * comes from the framework in which the text is written, so that another framework brings its own goals
 * without a change of code.
 */
import { isChipType, isTag } from '#base/chips/chips.ts';
import { goalOf } from '#base/chips/goal.ts';
import { cellOf, type LevelChipCell } from '#base/chips/level-chip.ts';
import { locales, otherLocale, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { pairedRows } from './paired-blocks.ts';
import { linkedIds, type LinkingBlock } from './linked-blocks.ts';
import { textOfNode, type ContentNode, type SectionContent } from '#base/content.ts';

export interface Goal {
  readonly id: string;
  readonly text: Bilingual;
}

/** Describes a paragraph, or another block that holds text, that serves a goal. */
export interface TaggedPassage {
  readonly goal: string;
  readonly section: string;
  readonly taggedIn: readonly Locale[];
  /** The block and its counterpart in the other language; null where there is none. */
  readonly block: Readonly<Record<Locale, ContentNode | null>>;
}

const nameIn = (node: ContentNode, attribute: 'id' | 'counterpart'): string | undefined => {
  const value = node.attrs?.[attribute];
  return typeof value === 'string' ? value : undefined;
};

/** Of the block itself, each once. */
const goalsOf = ({ content = [] }: ContentNode): string[] => [
  ...new Set(content.flatMap(({ type, attrs }) => (type === 'goal' ? (goalOf(attrs) ?? []) : [])))
];

const isInline = ({ type, text }: ContentNode): boolean =>
  text !== undefined || type === 'hardBreak' || type === 'footnote' || isChipType(type);

/** Returns the innermost blocks, which hold the text. */
const textBlocks = (nodes: readonly ContentNode[]): ContentNode[] =>
  nodes.flatMap((node) =>
    (node.content ?? []).some((child) => !isInline(child))
      ? textBlocks(node.content ?? [])
      : isInline(node)
        ? []
        : [node]
  );

/** Returns the text of a node without its goal tags. */
export const spokenTextOf = (node: ContentNode): string =>
  isTag(node.type)
    ? ''
    : node.content === undefined
      ? textOfNode(node)
      : node.content.map(spokenTextOf).join('');

type Blocks = Readonly<Record<Locale, readonly ContentNode[]>>;

const linkOf = (node: ContentNode): LinkingBlock => ({
  id: nameIn(node, 'id') ?? '',
  counterpart: nameIn(node, 'counterpart') ?? null
});

/**
 * Returns the corresponding block of the other language within two blocks that translate each other: by its
 * id, or, in texts of one shape, by its position.
 */
function partnerOf(node: ContentNode, language: Locale, blocks: Blocks): ContentNode | null {
  const [own, others] = [blocks[language], blocks[otherLocale(language)]];
  const partner = linkedIds(blocks.en.map(linkOf), blocks.zh.map(linkOf))[language].get(linkOf(node).id);
  const named = partner === undefined ? undefined : others.find((other) => nameIn(other, 'id') === partner);
  return named ?? (own.length === others.length ? (others[own.indexOf(node)] ?? null) : null);
}

/**
 * In the order of the text; of counterparts the English one comes first, and a passage that is tagged in both
 * languages is listed once.
 */
export const taggedPassages = (sections: readonly SectionContent[]): TaggedPassage[] =>
  sections.flatMap((section) =>
    pairedRows(section).flatMap((row) => {
      const blocks = { en: row.en ? textBlocks([row.en]) : [], zh: row.zh ? textBlocks([row.zh]) : [] };
      return locales.flatMap((language) =>
        blocks[language].flatMap((node) =>
          taggedIn(node, language, blocks).map((one) => ({ ...one, section: section.id }))
        )
      );
    })
  );

function taggedIn(node: ContentNode, language: Locale, blocks: Blocks): Omit<TaggedPassage, 'section'>[] {
  const partner = partnerOf(node, language, blocks);
  const inPartner = partner ? goalsOf(partner) : [];
  const block = language === 'en' ? { en: node, zh: partner } : { en: partner, zh: node };
  return goalsOf(node).flatMap((goal): Omit<TaggedPassage, 'section'>[] => {
    if (!inPartner.includes(goal)) return [{ goal, taggedIn: [language], block }];
    return language === 'en' ? [{ goal, taggedIn: locales, block }] : [];
  });
}

/**
 * Replaces the goal ids in brackets, in a text that was extracted without its framework, with the texts of
 * the goals.
 */
export const withGoalTexts = (text: string, goals: readonly Goal[], language: Locale): string =>
  text.replace(/\[([A-Za-z0-9_-]{1,64})\]/g, (bracket, id: string) => {
    const goal = goals.find((one) => one.id === id);
    return goal ? `[${textFor(goal.text, language).text}]` : bracket;
  });

/** Without its goals and notes, and with each level chip replaced by the name of its cell. */
export function textOfPassage(block: ContentNode | null, nameOf: (cell: LevelChipCell) => string): string {
  const text = (block?.content ?? []).map((node) => {
    if (isTag(node.type) || node.type === 'footnote') return '';
    return node.type === 'grade' ? `[${nameOf(cellOf(node.attrs))}]` : textOfNode(node);
  });
  return text.join('').replace(/\s+/g, ' ').trim();
}

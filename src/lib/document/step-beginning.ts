/** Defines what the text of a step of the roadmap begins with: headings, and the rubric's words as its aim. */
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import type { Block } from './blocks.ts';

const headings: readonly Bilingual[] = [
  { en: 'Aim', zh: '目标' },
  { en: 'Actions', zh: '行动' },
  { en: 'Evidence of completion', zh: '完成佐证' }
];

/** Descriptors are the sentences of the level to which the step leads. */
export function stepBeginning(descriptors: readonly Bilingual[], language: Locale): Block[] {
  const aims = descriptors.map((descriptor) => descriptor[language]).filter((words) => words !== '');
  return headings.flatMap((heading, index): Block[] => [
    { kind: 'heading', level: 3, text: heading[language] },
    index === 0 && aims.length > 0 ? { kind: 'list', items: aims } : { kind: 'paragraph', text: '' }
  ]);
}

/** Returns the same as nodes of the editor, for a step whose text is empty. */
export const stepBeginningNodes = (
  descriptors: readonly Bilingual[]
): Readonly<Record<Locale, readonly ContentNode[]>> =>
  Object.fromEntries(
    locales.map((language) => [language, stepBeginning(descriptors, language).map(nodeOf)])
  ) as Record<Locale, ContentNode[]>;

function nodeOf(block: Block): ContentNode {
  if (block.kind === 'list')
    return {
      type: 'bulletList',
      content: block.items
        .filter((item) => typeof item === 'string')
        .map((item) => ({
          type: 'listItem',
          content: [{ type: 'paragraph', content: [{ type: 'text', text: item }] }]
        }))
    };
  if (block.kind === 'heading')
    return {
      type: 'heading',
      attrs: { level: block.level },
      content: [{ type: 'text', text: block.text ?? '' }]
    };
  return { type: 'paragraph' };
}

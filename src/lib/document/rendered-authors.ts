/** Renders a version with the authors of each block. */
import type { Locale } from '#base/locale.ts';
import { idOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import { answersInRows, withAnswers } from './answer-parts.ts';
import type { Cells } from './answers.ts';
import { authorMark } from './author-mark.ts';
import { renderBlocks, type RenderedBlocks } from './html.ts';
import { inPart, rowsOf, type Divisible, type InPart, type WantedPart } from './text-parts.ts';
import { lengthsOf, both } from './rendered-versions.ts';

export interface AuthoredBlock {
  readonly id: string;
  readonly html: string;
  /** Indexes in the list of authors, in the order of their first appearance. */
  readonly by: readonly number[];
}
export interface AuthoredSection {
  readonly id: string;
  readonly blocks: Readonly<Record<Locale, readonly AuthoredBlock[]>>;
}

/** Shows the authors of sections, in the parts of a version that has these answers as well. */
export function renderAuthors(
  sections: readonly SectionContent[],
  wanted: WantedPart,
  answers: Cells = {}
): InPart<AuthoredSection> {
  const divided = sections.map((section): [string, Divisible<AuthoredSection>] => {
    const rendered = both((language) =>
      renderBlocks(section[language], { prefix: `${section.id}-${language}` })
    );
    return [
      section.id,
      {
        rows: rowsOf(both((language) => lengthsOf(rendered[language]))),
        show: (from, to) => ({
          id: section.id,
          blocks: both((language) => authoredBlocks(section[language], rendered[language], from, to))
        })
      }
    ];
  });
  const { shown, part } = inPart(withAnswers(divided, answersInRows(answers)), wanted);
  return { sections: shown.filter((one): one is AuthoredSection => 'blocks' in one), part };
}

function authoredBlocks(
  nodes: readonly ContentNode[],
  { blocks, notesOf }: RenderedBlocks,
  from: number,
  to: number
): AuthoredBlock[] {
  const shown = nodes.slice(from, to).map((node, index): AuthoredBlock => ({
    id: idOfNode(node, String(from + index)),
    html: blocks[from + index] ?? '',
    by: [...authorsIn(node)]
  }));
  const notes = notesOf(from, to);
  return notes === '' ? shown : [...shown, { id: 'notes', html: notes, by: [] }];
}

function authorsIn(node: ContentNode, found = new Set<number>()): Set<number> {
  if (node.text !== undefined && node.text.trim() !== '') {
    const n = node.marks?.find(({ type }) => type === authorMark)?.attrs?.['n'];
    found.add(typeof n === 'number' ? n : 0);
  }
  for (const child of node.content ?? []) authorsIn(child, found);
  return found;
}

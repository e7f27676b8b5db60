/** A frozen section as rows of both languages, each block as HTML that is safe to show, with its words for labels. */
import { pairedRows } from '#domain/paired-blocks.ts';
import { shortened } from '#domain/consultation.ts';
import { wordsOfNode, type ContentNode, type SectionContent } from '#domain/version.ts';
import { drawBlocks } from '#document/node-html.ts';

export interface DrawnBlock {
  /** Null for a block that nothing can be said of by itself: an empty one. */
  readonly id: string | null;
  readonly html: string;
  readonly words: string;
}

export interface DrawnRow {
  readonly en: DrawnBlock | null;
  readonly zh: DrawnBlock | null;
}

export interface DrawnSection {
  readonly rows: readonly DrawnRow[];
  readonly notes: { readonly en: string; readonly zh: string };
}

export function drawnSection(section: SectionContent): DrawnSection {
  const rows = pairedRows(section);
  const drawn = {
    en: drawBlocks(section.en, { prefix: 'en' }),
    zh: drawBlocks(section.zh, { prefix: 'zh' })
  };
  const at = {
    en: new Map(section.en.map((node, n) => [node, n])),
    zh: new Map(section.zh.map((node, n) => [node, n]))
  };
  const block = (language: 'en' | 'zh', node: ContentNode | null): DrawnBlock | null => {
    if (!node) return null;
    const words = wordsOfNode(node).trim();
    const id = node.attrs?.['id'];
    const isEmpty = words === '' && node.type === 'paragraph';
    return {
      id: typeof id === 'string' && !isEmpty ? id : null,
      html: drawn[language].blocks[at[language].get(node) ?? -1] ?? '',
      words: shortened(words, 60)
    };
  };
  return {
    rows: rows.map((row) => ({ en: block('en', row.en), zh: block('zh', row.zh) })),
    notes: { en: drawn.en.notes, zh: drawn.zh.notes }
  };
}

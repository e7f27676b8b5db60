/**
 * Builds the rows of both languages of a frozen section, each block as HTML that is safe to show, with its
 * text for labels.
 */
import { pairedRows } from '#rules/pairs/paired-blocks.ts';
import { shortened } from '#rules/consultation/comment-location.ts';
import { idOfNode, textOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import { renderBlocks } from '#document/html.ts';

export interface RowBlock {
  /** Identifies the block; null for an empty block, which cannot be commented on by itself. */
  readonly id: string | null;
  readonly html: string;
  readonly text: string;
}

export interface SectionRow {
  readonly en: RowBlock | null;
  readonly zh: RowBlock | null;
}

export interface SectionRows {
  readonly rows: readonly SectionRow[];
  readonly notes: { readonly en: string; readonly zh: string };
}

export function sectionRowsOf(section: SectionContent): SectionRows {
  const rows = pairedRows(section);
  const rendered = {
    en: renderBlocks(section.en, { prefix: 'en' }),
    zh: renderBlocks(section.zh, { prefix: 'zh' })
  };
  const at = {
    en: new Map(section.en.map((node, n) => [node, n])),
    zh: new Map(section.zh.map((node, n) => [node, n]))
  };
  const block = (language: 'en' | 'zh', node: ContentNode | null): RowBlock | null => {
    if (!node) return null;
    const text = textOfNode(node).trim();
    const id = idOfNode(node, '');
    const isEmpty = text === '' && node.type === 'paragraph';
    return {
      id: id !== '' && !isEmpty ? id : null,
      html: rendered[language].blocks[at[language].get(node) ?? -1] ?? '',
      text: shortened(text, 60)
    };
  };
  return {
    rows: rows.map((row) => ({ en: block('en', row.en), zh: block('zh', row.zh) })),
    notes: { en: rendered.en.notesOf(), zh: rendered.zh.notesOf() }
  };
}

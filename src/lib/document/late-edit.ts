/**
 * Applies a late edit to the current text, as Yjs would have done had it arrived in time: what others wrote
 * since remains.
 */
import * as Y from 'yjs';
import { compareBlocks, isChange, type ComparedBlock } from '#rules/documents/text-diff.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { parseCell } from './answer-cells.ts';
import { cellsOf } from './answers.ts';
import { passageContent, sectionContent } from './content.ts';
import { passageOfRoot } from './narrative.ts';
import { newDoc } from './new-doc.ts';
import { isBlockType } from '#base/blocks/blocks.ts';
import type { Restoring } from './stored-answers.ts';

export interface LaidEdit {
  /** The changes that it would make, for each language. */
  readonly changes: Readonly<Record<Locale, readonly ComparedBlock[]>>;
  /** True if it would change other sections too. */
  readonly isMore: boolean;
}

/**
 * Applies `update`, one Yjs update (V1) on an earlier generation of the same document. Throws where it is
 * none.
 */
export function laidOn(text: Y.Doc, update: Uint8Array, section: string): LaidEdit {
  const laid = newDoc();
  Y.applyUpdate(laid, Y.encodeStateAsUpdate(text));
  Y.applyUpdate(laid, update);
  const between = (section: string, language: Locale): ComparedBlock[] =>
    compareBlocks(passageContent(text, section, language), passageContent(laid, section, language));
  const own = locales.map((language) => [language, between(section, language)] as const);
  const others = [...laid.share.keys()].flatMap((name) => {
    const passage = passageOfRoot(name);
    return passage && passage.section !== section ? [passage] : [];
  });
  return {
    changes: Object.fromEntries(own) as Record<Locale, ComparedBlock[]>,
    isMore:
      others.some((other) => between(other.section, other.language).some(isChange)) ||
      JSON.stringify(cellsOf(text)) !== JSON.stringify(cellsOf(laid))
  };
}

/**
 * Returns what `update`, one Yjs update (V1) on an earlier generation of a city's answers, would make of the current
 * ones: the sections and questions that it changes, as they would be. Throws where it is none.
 */
export function laidAnswers(text: Y.Doc, update: Uint8Array): Restoring {
  const laid = newDoc();
  Y.applyUpdate(laid, Y.encodeStateAsUpdate(text));
  Y.applyUpdate(laid, update);
  const sections = [...laid.share.keys()].flatMap((name) => passageOfRoot(name)?.section ?? []);
  const ids = [...new Set(sections)].sort();
  const laidIn = (id: string): SectionContent => {
    const { en, zh } = sectionContent(laid, id);
    return { id, en: withoutRepeats(en), zh: withoutRepeats(zh) };
  };
  const [before, after] = [cellsOf(text), cellsOf(laid)];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])
  );
  const questions = [...new Set(changed.flatMap((key) => parseCell(key)?.question ?? []))].sort();
  return {
    sections: ids
      .map(laidIn)
      .filter((section) => JSON.stringify(sectionContent(text, section.id)) !== JSON.stringify(section)),
    questions,
    cells: Object.fromEntries(
      Object.entries(after).filter(([key]) => questions.includes(parseCell(key)?.question ?? ''))
    )
  };
}

/**
 * Leaves out blocks that are there already, also within lists and quotes: an edit that was taken over before is laid
 * next to itself.
 */
const withoutRepeats = (nodes: readonly ContentNode[], seen = new Set<string>()): ContentNode[] =>
  nodes.flatMap((node): ContentNode[] => {
    const form = blockOf(node);
    if (form !== undefined) {
      const isRepeat = seen.has(form);
      seen.add(form);
      return isRepeat ? [] : [node];
    }
    if (!node.content?.some(({ type }) => isBlockType(type))) return [node];
    const content = withoutRepeats(node.content, seen);
    return content.length > 0 ? [{ ...node, content }] : [];
  });

/** Returns what makes a block the same as another; undefined for one without an id. */
const blockOf = (node: ContentNode): string | undefined =>
  typeof node.attrs?.['id'] === 'string' ? JSON.stringify(node) : undefined;

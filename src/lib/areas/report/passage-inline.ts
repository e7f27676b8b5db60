/** Writes the text of one block: its marks, links, chips and notes. */
import { allowedHref } from '#document/allowed.ts';
import { isChipType } from '#base/chips/chips.ts';
import { reportChips } from '#document/nodes/report.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import type { Locale } from '#base/locale.ts';
import type { ReportInline, ReportMark, ReportText } from '#rules/report/report-content.ts';
import { plainText } from '#rules/report/report-quotes.ts';
import { idOfNode, type ContentNode } from '#base/content.ts';
import { m } from '#lib/paraglide/messages.js';
import type { FigureFault, FigureTools } from '#document/nodes/block-report.ts';
import { words } from '#document/nodes/report-words.ts';

export type PassageFault = FigureFault | 'language-missing' | 'machine-text' | 'dead-citation';

/** Takes what a text names outside itself, while it is turned into blocks. */
export interface PassageTools extends FigureTools {
  /** It begins the ids of its blocks. */
  readonly part: string;
  readonly levelChips: LevelChips;
  /** Returns the number of the source for an answer of the text's city. */
  readonly cite: (question: string) => number | null;
  /**
   * Returns the number of the source that a link cites: null where the bibliography does not have it, undefined
   * for an address that is no source.
   */
  readonly citation: (href: string) => number | null | undefined;
  /** Returns the target of a link that leads to a place of the study; undefined for an address outside. */
  readonly targetOf: (href: string) => string | undefined;
  /** Checks whether a translation service wrote a block and nobody has accepted it. */
  readonly isMachine: (block: string) => boolean;
  readonly fault: (kind: PassageFault, about: string) => void;
}

export interface Writer extends PassageTools {
  readonly language: Locale;
  /** Returns an id for a block that has none. */
  readonly unnamed: () => string;
  readonly isInNote: boolean;
}

/**
 * Words that a translation service wrote and nobody has accepted begin with a mark, in every output; `outer`
 * names the node around it, which may be what was translated.
 */
export function markedOf(node: ContentNode, writer: Writer, outer = ''): ReportText {
  const text = inlineOf(node.content, writer);
  const isMachine = [idOfNode(node, ''), outer].some((id) => id !== '' && writer.isMachine(id));
  if (!isMachine || text.length === 0) return text;
  writer.fault('machine-text', plainText(text).slice(0, 60));
  return [...words(m.report_machine_mark({}, { locale: writer.language }), ['bold']), ...words(' '), ...text];
}

const markNames: Readonly<Record<string, ReportMark>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strike: 'strike',
  code: 'code',
  subscript: 'sub',
  superscript: 'super'
};

export function inlineOf(nodes: readonly ContentNode[] | undefined, writer: Writer): ReportText {
  return (nodes ?? []).flatMap((node): ReportInline[] => {
    if (node.text !== undefined) return textOf(node, node.text, writer);
    switch (node.type) {
      case 'hardBreak':
        return [{ kind: 'break' }];
      case 'footnote': {
        const text = inlineOf(node.content, { ...writer, isInNote: true });
        return text.length === 0 ? [] : [{ kind: 'note', text }];
      }
      default:
        return isChipType(node.type) ? reportChips[node.type](node.attrs ?? {}, writer) : [];
    }
  });
}

function textOf(node: ContentNode, text: string, writer: Writer): ReportInline[] {
  const marks = (node.marks ?? []).flatMap(({ type }) => markNames[type] ?? []);
  const link = node.marks?.find(({ type }) => type === 'link');
  const href = link ? allowedHref(link.attrs?.['href']) : null;
  const cited = href === null ? undefined : writer.citation(href);
  if (cited !== undefined) {
    if (cited !== null) return [...words(text, marks), { kind: 'cite', sources: [cited] }];
    writer.fault('dead-citation', text);
    return words(text, marks);
  }
  const target = href === null ? undefined : writer.targetOf(href);
  if (target === undefined) return words(text, marks, href);
  // The words of the link stay, and the number of the place follows them.
  return [...words(text, marks), ...words(' '), { kind: 'reference', target }];
}

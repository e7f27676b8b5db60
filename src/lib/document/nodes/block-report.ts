/** Defines how a block of a text becomes blocks of a report, which all its outputs are written from. No page in a browser loads it. */
import type { ContentNode } from '#base/content.ts';
import type { ReportBlock, ReportFigure, ReportText } from '#rules/report/report-content.ts';

export type PictureType = Extract<ReportFigure['drawing'], { kind: 'picture' }>['type'];

export type FigureFault = 'figure-caption' | 'figure-alternative' | 'picture-barred' | 'picture-unregistered';

/** Takes the pictures of a text, and what is wrong with them. */
export interface FigureTools {
  /** Null where it may not be printed. */
  readonly picture: (bytes: string, type: PictureType) => string | null;
  /** Checks whether somebody has recorded whose picture it is. */
  readonly isRegistered: (hash: string) => boolean;
  readonly fault: (kind: FigureFault, about: string) => void;
}

export interface BlockWriter extends FigureTools {
  /** Returns the id that a block has in the report; a new one where the text gives it none. */
  readonly id: (node: ContentNode) => string;
  /** Returns the text of a block, with a mark where a translation service wrote it; `outer` is the id of the block around it. */
  readonly text: (node: ContentNode, outer?: string) => ReportText;
  /** Returns the text of a block as it is written. */
  readonly unmarked: (node: ContentNode) => ReportText;
  /** Returns the blocks that a block within another becomes. */
  readonly blocks: (node: ContentNode, indent: number) => ReportBlock[];
}

export interface BlockPlace {
  readonly id: string;
  /** Counts the lists and quotes around the block. */
  readonly indent: number;
}

export type BlockReport = (node: ContentNode, writer: BlockWriter, place: BlockPlace) => ReportBlock[];

/** Defines what an import reads, and what its plan is made of. */
import type { Finding } from '#rules/exchange/exchange.ts';
import type { CityFramework } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { SectionContent } from '#base/content.ts';
import type { Cells } from './answers.ts';

export const plannedKinds = ['new', 'changed', 'removed'] as const;
export type PlannedKind = (typeof plannedKinds)[number];

export interface PlannedCell {
  readonly key: string;
  /** Null where there is none. */
  readonly before: FieldValue;
  readonly after: FieldValue;
}

export interface PlannedText {
  readonly before: SectionContent;
  readonly after: SectionContent;
}

/**
 * Describes everything of one question, of one of its records, or one text: imported together or not at all.
 */
export interface PlannedItem {
  readonly id: string;
  readonly kind: PlannedKind;
  /** Empty for a general account. */
  readonly question: string;
  readonly characteristic: string;
  readonly record: { readonly id: string; readonly name: Bilingual } | null;
  readonly cells: readonly PlannedCell[];
  readonly text: PlannedText | null;
  /** True if the requester may write there. */
  readonly isOwn: boolean;
}

export interface ImportPlan {
  readonly items: readonly PlannedItem[];
  /** The number of cells and texts that are already equal. */
  readonly same: number;
  readonly findings: readonly Finding[];
}

/** Describes the plan of the cells, or of the texts, of a file. */
export interface PlannedPart {
  readonly items: readonly PlannedItem[];
  /** Holds the ids of the items that the file mentions, changed or not. */
  readonly met: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

export interface FileContent {
  readonly cells: Readonly<Record<string, FieldValue>>;
  readonly texts: readonly SectionContent[];
  /** The questions that the file covers completely: what it omits of them is removed. */
  readonly whole?: readonly string[];
  readonly findings: readonly Finding[];
}

export interface Present {
  readonly cells: Cells;
  readonly texts: readonly SectionContent[];
}

export interface Planning {
  readonly framework: CityFramework;
  readonly mayWrite: (location: { readonly question: string; readonly characteristic: string }) => boolean;
  /** Set where the file was made from another city's response: its records become new ones. */
  readonly renewIds: (() => string) | null;
}

/**
 * Defines what a report consists of once it is composed: parts in order, passages in both languages that stand
 * level, tables, figures, notes and sources. It is what every output (PDF, DOCX, HTML, XLSX, JSON) is written
 * from, and holds nothing that its readers may not see. Two compositions of the same approved versions are equal.
 */
import type { DataValue } from '#rules/comparison/data-columns.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { officeFormats } from '#base/office-format.ts';

export const reportKinds = ['report', 'white-paper', 'handout'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Names the outputs in which a report is read: one language, or both on facing pages. */
export const reportEditions = ['en', 'zh', 'facing'] as const;
export type ReportEdition = (typeof reportEditions)[number];

/**
 * `archive` is a PDF/A-3a with files attached, `slides` a PDF with one message a page, `json` the content
 * itself, `csv` a ZIP file with one CSV file for each table, and `xlsx` a workbook with one sheet for each
 * table. The data are not written for each edition.
 */
export const reportFiles = {
  pdf: { ending: 'pdf', mediaType: 'application/pdf', isData: false },
  archive: { ending: 'archive.pdf', mediaType: 'application/pdf', isData: false },
  slides: { ending: 'slides.pdf', mediaType: 'application/pdf', isData: false },
  docx: { ending: 'docx', mediaType: officeFormats.docx, isData: false },
  html: { ending: 'html', mediaType: 'text/html; charset=utf-8', isData: false },
  json: { ending: 'json', mediaType: 'application/json; charset=utf-8', isData: true },
  csv: { ending: 'tables.zip', mediaType: 'application/zip', isData: true },
  xlsx: { ending: 'tables.xlsx', mediaType: officeFormats.xlsx, isData: true }
} as const;
export type ReportFormat = keyof typeof reportFiles;
export const reportFormats = Object.keys(reportFiles) as ReportFormat[];

export interface ReportContent {
  readonly format: 'meridian.report/1';
  readonly kind: ReportKind;
  readonly study: { readonly slug: string; readonly name: Bilingual };
  readonly title: Bilingual;
  readonly subtitle: Bilingual | null;
  /** A draft is marked as such on every page. */
  readonly status: 'draft' | 'published';
  /** Numbers the draft or the edition, as `0.3` or `1`. */
  readonly number: string;
  /** Holds the day of the draft or of the publication, `YYYY-MM-DD`. */
  readonly date: string;
  /** Holds the permanent address of the published report; null for a draft. */
  readonly address: string | null;
  readonly parts: readonly ReportPart[];
  /** Lists the sources in the order of their first citation; the first has the number 1. */
  readonly sources: readonly ReportSource[];
}

/** A chapter, a section below it, or an annex. */
export interface ReportPart {
  /** Identifies the part in cross-references and addresses: a slug that is unique in the report. */
  readonly id: string;
  readonly title: Bilingual;
  /** Says how the part is numbered: `3.2`, `Annex A`, or not at all. Parts below are numbered by their place. */
  readonly numbering: 'chapter' | 'annex' | 'none';
  /** Of the version that the part shows; null for what is not approved, which is a draft. */
  readonly approval: ReportApproval | null;
  /** Marks the part as draft wherever it is read. A part that is made by rule from approved data is none. */
  readonly isDraft: boolean;
  readonly pairs: readonly ReportPair[];
  readonly parts: readonly ReportPart[];
}

export interface ReportApproval {
  /** Holds the SHA-256 of the approved version, in hexadecimal. */
  readonly hash: string;
  readonly version: number;
  /** Holds the day of the second signature, `YYYY-MM-DD`. */
  readonly on: string;
  /** Names the chairs who signed, in the order of the sides. */
  readonly signers: readonly Bilingual[];
  /** Holds the address where the hash can be checked, which the QR code encodes; null where there is none. */
  readonly address: string | null;
}

/** Holds blocks that say the same in both languages; on facing pages their tops are level. */
export interface ReportPair {
  readonly en: readonly ReportBlock[];
  readonly zh: readonly ReportBlock[];
}

/**
 * An id is unique among the blocks of one language. Tables and figures of a pair are numbered together: the
 * first of the English blocks has the number of the first of the Chinese ones, and so on.
 */
export type ReportBlock =
  | {
      readonly kind: 'heading';
      readonly id: string;
      /** Counts below the title of the part. Outputs close gaps between levels. */
      readonly level: 1 | 2 | 3 | 4;
      readonly text: ReportText;
    }
  | { readonly kind: 'paragraph'; readonly id: string; readonly text: ReportText }
  | { readonly kind: 'quote'; readonly id: string; readonly text: ReportText }
  | ReportItem
  | ReportTable
  | ReportFigure
  | { readonly kind: 'rule' }
  | ReportGap;

/** The blocks of a list follow each other, `indent` counts from 0. */
export interface ReportItem {
  readonly kind: 'item';
  readonly id: string;
  readonly isOrdered: boolean;
  readonly indent: number;
  readonly text: ReportText;
}

export interface ReportTable {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: ReportText;
  /** Names where the figures come from; empty for a table of the text itself. */
  readonly sourceLine: ReportText;
  /** Says what the table shows, for a reader who does not see it. */
  readonly alt: string;
  readonly columns: readonly ReportColumn[];
  /** Counts the rows at the top that are heads and are repeated on every page. */
  readonly headRows: number;
  readonly rows: readonly (readonly ReportCell[])[];
}

export interface ReportColumn {
  readonly align: CellAlign;
  /** Holds the width that its author gave it, in pixels of the editor; columns share what there is in this proportion. */
  readonly width?: number;
}

export interface ReportCell {
  readonly text: ReportText;
  readonly isHead: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Says how its text is aligned where that is not as in its column. */
  readonly align?: CellAlign;
  /** Holds the number that the text writes, for files of data. */
  readonly value?: DataValue;
}

export type CellAlign = 'start' | 'center' | 'end';

export interface ReportFigure {
  readonly kind: 'figure';
  readonly id: string;
  readonly caption: ReportText;
  readonly sourceLine: ReportText;
  readonly alt: string;
  /** Holds a drawing as SVG text, or names a picture by the SHA-256 of its bytes. */
  readonly drawing:
    | { readonly kind: 'svg'; readonly svg: string }
    | {
        readonly kind: 'picture';
        readonly hash: string;
        readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
      };
}

/**
 * Describes a visible gap where something is left out; `withdrawn` for want of a consent or a permission, `not-written` where
 * a draft has no words yet.
 */
export interface ReportGap {
  readonly kind: 'gap';
  readonly why: 'confidential' | 'not-translated' | 'not-approved' | 'not-written' | 'withdrawn';
}

export type ReportText = readonly ReportInline[];

export const reportMarks = ['bold', 'italic', 'underline', 'strike', 'code', 'sub', 'super'] as const;
export type ReportMark = (typeof reportMarks)[number];

export type ReportInline =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly marks: readonly ReportMark[];
      /** Outside the report; null where the words are no link. */
      readonly href: string | null;
      /** Names the language of words that are not in the language of the passage. */
      readonly language: Locale | null;
    }
  | { readonly kind: 'break' }
  /** A footnote, printed at the foot of the page of its language. */
  | { readonly kind: 'note'; readonly text: ReportText }
  /** A citation of one or more of the report's sources, by their numbers. */
  | { readonly kind: 'cite'; readonly sources: readonly number[] }
  /**
   * A cross-reference to a part, table or figure by its id, in either language. It is printed as what it is and
   * its number: `section 3.2`, `Figure 12`; a part without a number by its title. `block` names the block of the part to
   * which it leads, in the language of the passage.
   */
  | { readonly kind: 'reference'; readonly target: string; readonly block?: string };

export interface ReportSource {
  readonly number: number;
  readonly title: Bilingual;
  /** Names who wrote or published it. */
  readonly author: string;
  /** Holds the date as exactly as it is known: `2013`, `2013-04` or `2013-04-23`; empty where it is not. */
  readonly date: string;
  readonly address: string;
}

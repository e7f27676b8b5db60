/** Defines the tables of the evidence for what a city states; the rules for all tables are in schema.ts. */
import type { EvidenceType } from '#domain/evidence-file.ts';
import type { EvidenceKind, OriginalLanguage } from '#domain/evidence.ts';
import type { PartialDate, Time, Truth } from './column-types.ts';

export interface EvidenceSchema {
  evidence: EvidenceTable;
  evidenceFile: EvidenceFileTable;
  evidenceUse: EvidenceUseTable;
  attestation: AttestationTable;
  evidenceChange: EvidenceChangeTable;
}

export interface EvidenceTable {
  id: string;
  studyId: string;
  cityId: string;
  kind: EvidenceKind;
  titleEn: string;
  titleZh: string;
  /** Names the language of the original. */
  language: OriginalLanguage | null;
  /** Holds the date of the document. */
  datedOn: PartialDate | null;
  /** Holds the address of a link. */
  url: string | null;
  accessedOn: PartialDate | null;
  /** Holds the text of a citation. */
  citation: string;
  isConfidential: Truth;
  noteEn: string;
  noteZh: string;
  userId: string;
  at: Time;
  /**
   * Holds the time of a withdrawal. Withdrawn pieces stay; a piece that no answer cites can be removed while
   * the city answers.
   */
  withdrawnAt: Time | null;
  withdrawnBy: string | null;
  withdrawnReasonEn: string;
  withdrawnReasonZh: string;
  version: number;
}

/** Stores a revision of a file, or of the stored copy of a link. */
export interface EvidenceFileTable {
  studyId: string;
  evidenceId: string;
  /** Numbers the revisions within the piece: 1, 2, 3 … */
  n: number;
  fileName: string;
  /** Says whether the file has another name than the one it was handed in with. */
  isRenamed: Truth;
  mediaType: EvidenceType;
  size: number;
  /** SHA-256 (hex) of `bytes`. */
  sha256: string;
  bytes: Uint8Array;
  userId: string;
  at: Time;
}

/** Stores that an answer cites a piece. */
export interface EvidenceUseTable {
  studyId: string;
  evidenceId: string;
  questionId: string;
  /** Names the record; empty for the question as a whole. */
  recordId: string;
  userId: string;
  at: Time;
}

/** Stores what a piece said of itself before a change. */
export interface EvidenceChangeTable {
  id: string;
  studyId: string;
  evidenceId: string;
  /** Is 1 where the piece was confidential: then only those who read confidential pieces read this row. */
  isConfidential: Truth;
  /** Holds the facts as JSON text. */
  facts: string;
  /** Names the person who changed them. */
  userId: string;
  at: Time;
}

export interface AttestationTable {
  id: string;
  studyId: string;
  evidenceId: string;
  /** Names the revision; null where it is about the address. */
  n: number | null;
  /** Holds the address that was opened; null where it is about a revision. */
  url: string | null;
  opens: Truth;
  onDay: PartialDate;
  note: string;
  /** Names the language of the note. */
  language: 'en' | 'zh';
  userId: string;
  sideId: string;
  at: Time;
}

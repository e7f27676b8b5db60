/** The tables of what a city shows for what it says; the rules for all tables are in schema.ts. */
import type { EvidenceType } from '#domain/evidence-file.ts';
import type { EvidenceKind, OriginalLanguage } from '#domain/evidence.ts';
import type { PartialDate, Time, Truth } from './column-types.ts';

export interface EvidenceSchema {
  evidence: EvidenceTable;
  evidenceFile: EvidenceFileTable;
  evidenceUse: EvidenceUseTable;
  attestation: AttestationTable;
}

export interface EvidenceTable {
  id: string;
  studyId: string;
  cityId: string;
  kind: EvidenceKind;
  titleEn: string;
  titleZh: string;
  /** Of the original. */
  language: OriginalLanguage | null;
  /** Of the document. */
  datedOn: PartialDate | null;
  /** Of a link. */
  url: string | null;
  accessedOn: PartialDate | null;
  /** Of a citation. */
  citation: string;
  isConfidential: Truth;
  noteEn: string;
  noteZh: string;
  userId: string;
  at: Time;
  /** Withdrawn pieces stay; what nobody cites can be removed while the city answers. */
  withdrawnAt: Time | null;
  withdrawnBy: string | null;
  withdrawnReasonEn: string;
  withdrawnReasonZh: string;
  version: number;
}

/** A revision of a file, or of the stored copy of a link. */
export interface EvidenceFileTable {
  studyId: string;
  evidenceId: string;
  /** 1, 2, 3 … within the piece. */
  n: number;
  fileName: string;
  /** Whether it bears another name than it was handed in with. */
  isRenamed: Truth;
  mediaType: EvidenceType;
  size: number;
  /** SHA-256 (hex) of `bytes`. */
  sha256: string;
  bytes: Uint8Array;
  userId: string;
  at: Time;
}

/** An answer that cites a piece. */
export interface EvidenceUseTable {
  studyId: string;
  evidenceId: string;
  questionId: string;
  /** Empty for the question as a whole. */
  recordId: string;
  userId: string;
  at: Time;
}

/** Somebody of the other side than the city's has tried to open a revision, or an address. */
export interface AttestationTable {
  id: string;
  studyId: string;
  evidenceId: string;
  /** Of the revision; null where it is about the address. */
  n: number | null;
  /** The address that was opened; null where it is about a revision. */
  url: string | null;
  opens: Truth;
  onDay: PartialDate;
  note: string;
  /** Of the note. */
  language: 'en' | 'zh';
  userId: string;
  sideId: string;
  at: Time;
}

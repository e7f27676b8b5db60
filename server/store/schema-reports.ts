/** Defines the tables of reports: composition, builds and publication; the rules for all tables are in schema.ts. */
import type { ErratumState } from '#domain/publication.ts';
import type { BuildFault, BuildPurpose, BuildState } from '#domain/report-build.ts';
import type { ReportEdition, ReportFormat, ReportKind } from '#domain/report-content.ts';
import type { PartNumbering } from '#domain/report.ts';
import type { Json, PartialDate, Time, Truth } from './column-types.ts';

export interface ReportSchema {
  report: ReportTable;
  reportPart: ReportPartTable;
  reportPassage: ReportPassageTable;
  reportBuild: ReportBuildTable;
  reportOutput: ReportOutputTable;
  reportFile: ReportFileTable;
  reportSignature: ReportSignatureTable;
  reportPublication: ReportPublicationTable;
  reportErratum: ReportErratumTable;
  erratumProposal: ErratumProposalTable;
  erratumConfirmation: ErratumConfirmationTable;
}

/** Stores that the tree of a report was begun, with its title. */
export interface ReportTable {
  studyId: string;
  kind: ReportKind;
  titleEn: string;
  titleZh: string;
  subtitleEn: string;
  subtitleZh: string;
  userId: string;
  at: Time;
  version: number;
}

export interface ReportPartTable {
  studyId: string;
  kind: ReportKind;
  id: string;
  parentId: string | null;
  position: number;
  /** Holds what the part shows. */
  source: Json;
  titleEn: string;
  titleZh: string;
  numbering: PartNumbering;
  showsGaps: Truth;
  version: number;
}

/** Stores a passage that is written in the report itself. */
export interface ReportPassageTable {
  id: string;
  studyId: string;
  kind: ReportKind;
  partId: string;
  position: number;
  textEn: string;
  textZh: string;
  /** Holds the place of the report on which it rests, with a fingerprint; null where it rests on none. */
  source: Json | null;
  userId: string;
  at: Time;
  version: number;
}

export interface ReportBuildTable {
  id: string;
  studyId: string;
  kind: ReportKind;
  purpose: BuildPurpose;
  number: string;
  onDay: PartialDate;
  /** Lists the outputs that are to be written. */
  wanted: Json;
  state: BuildState;
  /** Counts the outputs that are written. */
  done: number;
  /** Holds what the report is composed from, by hashes; null before the build has begun. */
  manifest: Json | null;
  manifestHash: string | null;
  /** SHA-256 (hex) of the composed content. */
  contentHash: string | null;
  /** SHA-256 (hex) over the manifest, the content and all outputs: what the chairs sign. */
  hash: string | null;
  /** Lists what is at fault in the report. */
  faults: Json;
  /** Lists the pictures of the texts by their hashes. */
  pictures: Json;
  /** Says why the build failed. */
  fault: BuildFault | null;
  userId: string;
  at: Time;
  startedAt: Time | null;
  finishedAt: Time | null;
  attempts: number;
  /** Names the node that runs it, until `leaseUntil` has passed. */
  node: string | null;
  leaseUntil: Time | null;
}

export interface ReportOutputTable {
  studyId: string;
  buildId: string;
  edition: ReportEdition;
  format: ReportFormat;
  sha256: string;
  size: number;
}

/** Stores a piece of a file; the file is known in its study by the SHA-256 (hex) of all its bytes. */
export interface ReportFileTable {
  id: string;
  studyId: string;
  sha256: string;
  /** Counts the pieces from 0. */
  n: number;
  bytes: Uint8Array;
}

/** Stores the signature of a chair on a build. */
export interface ReportSignatureTable {
  id: string;
  studyId: string;
  buildId: string;
  sideId: string;
  userId: string;
  hash: string;
  statement: Json;
  /** SHA-256 (hex) of the statement. */
  digest: string;
  at: Time;
}

export interface ReportPublicationTable {
  studyId: string;
  kind: ReportKind;
  number: number;
  buildId: string;
  at: Time;
}

export interface ReportErratumTable {
  studyId: string;
  kind: ReportKind;
  number: number;
  n: number;
  /** Names the part that is corrected; empty for the report as a whole. */
  partId: string;
  textEn: string;
  textZh: string;
  userId: string;
  at: Time;
}

/** Stores an erratum that waits for the chairs of both sides, and what came of it. */
export interface ErratumProposalTable {
  id: string;
  studyId: string;
  kind: ReportKind;
  /** Names the edition. */
  number: number;
  /** Names the part that is corrected; empty for the report as a whole. */
  partId: string;
  textEn: string;
  textZh: string;
  state: ErratumState;
  userId: string;
  at: Time;
}

export interface ErratumConfirmationTable {
  studyId: string;
  proposalId: string;
  sideId: string;
  userId: string;
  at: Time;
}

import { z } from 'zod';
import { erratumStates } from '#rules/report/publication.ts';
import { buildFaults, buildPurposes, buildStates } from '#rules/report/report-build.ts';
import { reportEditions, reportFormats, reportKinds } from '#rules/report/report-content.ts';
import { partNumberings } from '#rules/report/report.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

export const report = table(
  { key: ['studyId', 'kind'], copies: 'archive' },
  {
    studyId: column.text,
    kind: z.enum(reportKinds),
    titleEn: column.text,
    titleZh: column.text,
    subtitleEn: column.text,
    subtitleZh: column.text,
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

export const reportPart = table(
  { key: ['studyId', 'kind', 'id'], copies: 'archive' },
  {
    studyId: column.text,
    kind: z.enum(reportKinds),
    id: column.text,
    parentId: column.textOrNull,
    position: column.count,
    /** Holds what the part shows. */
    source: column.json,
    titleEn: column.text,
    titleZh: column.text,
    numbering: z.enum(partNumberings),
    showsGaps: column.truth,
    version: column.count
  }
);

/** Stores a passage that is written in the report itself. */
export const reportPassage = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    kind: z.enum(reportKinds),
    partId: column.text,
    position: column.count,
    textEn: column.text,
    textZh: column.text,
    /** Holds the place of the report on which it rests, with a fingerprint; null where it rests on none. */
    source: column.json.nullable(),
    userId: column.text,
    at: column.time,
    version: column.count
  }
);

export const reportBuild = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    kind: z.enum(reportKinds),
    purpose: z.enum(buildPurposes),
    number: column.text,
    onDay: column.partialDate,
    /** Lists the outputs that are to be written. */
    wanted: column.json,
    state: z.enum(buildStates),
    /** Counts the outputs that are written. */
    done: column.count,
    /** What the report is composed from, by hashes; null before the build has begun. */
    manifest: column.json.nullable(),
    manifestHash: column.textOrNull,
    /** SHA-256 (hex) of the composed content. */
    contentHash: column.textOrNull,
    /** SHA-256 (hex) over the manifest, the content and all outputs: what the chairs sign. */
    hash: column.textOrNull,
    faults: column.json,
    /** By their hashes. */
    pictures: column.json,
    fault: z.enum(buildFaults).nullable(),
    userId: column.text,
    at: column.time,
    startedAt: column.timeOrNull,
    finishedAt: column.timeOrNull,
    attempts: column.count,
    /** Names the node that runs it, until `leaseUntil` has passed. */
    node: column.textOrNull,
    leaseUntil: column.timeOrNull
  }
);

export const reportOutput = table(
  { key: ['buildId', 'edition', 'format'], copies: 'archive' },
  {
    studyId: column.text,
    buildId: column.text,
    edition: z.enum(reportEditions),
    format: z.enum(reportFormats),
    sha256: column.text,
    size: column.count
  }
);

/** Stores a piece of a file; the file is known in its study by the SHA-256 (hex) of all its bytes. */
export const reportFile = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    sha256: column.text,
    /** Counts the pieces from 0. */
    n: column.count,
    bytes: column.bytes
  }
);

export const reportSignature = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    buildId: column.text,
    sideId: column.text,
    userId: column.text,
    hash: column.text,
    statement: column.json,
    /** SHA-256 (hex) of the statement. */
    digest: column.text,
    at: column.time
  }
);

export const reportPublication = table(
  { key: ['studyId', 'kind', 'number'], copies: 'archive' },
  {
    studyId: column.text,
    kind: z.enum(reportKinds),
    number: column.count.positive(),
    buildId: column.text,
    at: column.time
  }
);

export const reportErratum = table(
  { key: ['studyId', 'kind', 'number', 'n'], copies: 'archive' },
  {
    studyId: column.text,
    kind: z.enum(reportKinds),
    number: column.count.positive(),
    n: column.count.positive(),
    /** Empty for the report as a whole. */
    partId: column.text,
    textEn: column.text,
    textZh: column.text,
    userId: column.text,
    at: column.time
  }
);

/** Stores an erratum that waits for the chairs of both sides, and what came of it. */
export const erratumProposal = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    kind: z.enum(reportKinds),
    /** Names the edition. */
    number: column.count.positive(),
    /** Empty for the report as a whole. */
    partId: column.text,
    textEn: column.text,
    textZh: column.text,
    state: z.enum(erratumStates),
    userId: column.text,
    at: column.time
  }
);

export const erratumConfirmation = table(
  { key: ['proposalId', 'sideId'], copies: 'archive' },
  {
    studyId: column.text,
    proposalId: column.text,
    sideId: column.text,
    userId: column.text,
    at: column.time
  }
);

export type ReportTable = ColumnsOf<typeof report>;
export type ReportPartTable = ColumnsOf<typeof reportPart>;
export type ReportPassageTable = ColumnsOf<typeof reportPassage>;
export type ReportBuildTable = ColumnsOf<typeof reportBuild>;
export type ReportOutputTable = ColumnsOf<typeof reportOutput>;
export type ReportFileTable = ColumnsOf<typeof reportFile>;
export type ReportSignatureTable = ColumnsOf<typeof reportSignature>;
export type ReportPublicationTable = ColumnsOf<typeof reportPublication>;
export type ReportErratumTable = ColumnsOf<typeof reportErratum>;
export type ErratumProposalTable = ColumnsOf<typeof erratumProposal>;
export type ErratumConfirmationTable = ColumnsOf<typeof erratumConfirmation>;

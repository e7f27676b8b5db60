/** Defines the tables of reports: composition, builds and publication. */
import { z } from 'zod';
import { erratumStates } from '#rules/report/publication.ts';
import { buildFaults, buildPurposes, buildStates } from '#rules/report/report-build.ts';
import { reportEditions, reportFormats, reportKinds } from '#rules/report/report-content.ts';
import { partNumberings } from '#rules/report/report.ts';
import {
  partialDate,
  bytes,
  count,
  json,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores that the tree of a report was begun, with its title. */
export const report = table(
  { key: ['studyId', 'kind'], copies: 'archive' },
  {
    studyId: text,
    kind: z.enum(reportKinds),
    titleEn: text,
    titleZh: text,
    subtitleEn: text,
    subtitleZh: text,
    userId: text,
    at: time,
    version: count
  }
);

export const reportPart = table(
  { key: ['studyId', 'kind', 'id'], copies: 'archive' },
  {
    studyId: text,
    kind: z.enum(reportKinds),
    id: text,
    parentId: textOrNull,
    position: count,
    /** Holds what the part shows. */
    source: json,
    titleEn: text,
    titleZh: text,
    numbering: z.enum(partNumberings),
    showsGaps: truth,
    version: count
  }
);

/** Stores a passage that is written in the report itself. */
export const reportPassage = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    kind: z.enum(reportKinds),
    partId: text,
    position: count,
    textEn: text,
    textZh: text,
    /** Holds the place of the report on which it rests, with a fingerprint; null where it rests on none. */
    source: json.nullable(),
    userId: text,
    at: time,
    version: count
  }
);

export const reportBuild = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    kind: z.enum(reportKinds),
    purpose: z.enum(buildPurposes),
    number: text,
    onDay: partialDate,
    /** Lists the outputs that are to be written. */
    wanted: json,
    state: z.enum(buildStates),
    /** Counts the outputs that are written. */
    done: count,
    /** Holds what the report is composed from, by hashes; null before the build has begun. */
    manifest: json.nullable(),
    manifestHash: textOrNull,
    /** SHA-256 (hex) of the composed content. */
    contentHash: textOrNull,
    /** SHA-256 (hex) over the manifest, the content and all outputs: what the chairs sign. */
    hash: textOrNull,
    /** Lists what is at fault in the report. */
    faults: json,
    /** Lists the pictures of the texts by their hashes. */
    pictures: json,
    /** Says why the build failed. */
    fault: z.enum(buildFaults).nullable(),
    userId: text,
    at: time,
    startedAt: timeOrNull,
    finishedAt: timeOrNull,
    attempts: count,
    /** Names the node that runs it, until `leaseUntil` has passed. */
    node: textOrNull,
    leaseUntil: timeOrNull
  }
);

export const reportOutput = table(
  { key: ['buildId', 'edition', 'format'], copies: 'archive' },
  {
    studyId: text,
    buildId: text,
    edition: z.enum(reportEditions),
    format: z.enum(reportFormats),
    sha256: text,
    size: count
  }
);

/** Stores a piece of a file; the file is known in its study by the SHA-256 (hex) of all its bytes. */
export const reportFile = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    sha256: text,
    /** Counts the pieces from 0. */
    n: count,
    bytes
  }
);

/** Stores the signature of a chair on a build. */
export const reportSignature = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    buildId: text,
    sideId: text,
    userId: text,
    hash: text,
    statement: json,
    /** SHA-256 (hex) of the statement. */
    digest: text,
    at: time
  }
);

export const reportPublication = table(
  { key: ['studyId', 'kind', 'number'], copies: 'archive' },
  {
    studyId: text,
    kind: z.enum(reportKinds),
    number: count.positive(),
    buildId: text,
    at: time
  }
);

export const reportErratum = table(
  { key: ['studyId', 'kind', 'number', 'n'], copies: 'archive' },
  {
    studyId: text,
    kind: z.enum(reportKinds),
    number: count.positive(),
    n: count.positive(),
    /** Names the part that is corrected; empty for the report as a whole. */
    partId: text,
    textEn: text,
    textZh: text,
    userId: text,
    at: time
  }
);

/** Stores an erratum that waits for the chairs of both sides, and what came of it. */
export const erratumProposal = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    kind: z.enum(reportKinds),
    /** Names the edition. */
    number: count.positive(),
    /** Names the part that is corrected; empty for the report as a whole. */
    partId: text,
    textEn: text,
    textZh: text,
    state: z.enum(erratumStates),
    userId: text,
    at: time
  }
);

export const erratumConfirmation = table(
  { key: ['proposalId', 'sideId'], copies: 'archive' },
  {
    studyId: text,
    proposalId: text,
    sideId: text,
    userId: text,
    at: time
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

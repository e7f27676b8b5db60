/** Defines the tables of what signs, seals and takes note of a version. */
import { z } from 'zod';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

/** It can be voided, and is never deleted. */
export const signature = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    versionId: column.text,
    subject: column.text,
    /** Of the version's bytes, as the chair saw it. */
    hash: column.text,
    userId: column.text,
    sideId: column.text,
    method: z.literal('password'),
    /**
     * Holds all that was signed, as canonical text (`approval/rules/approval`), including the signer's name at that
     * time.
     */
    statement: generated(column.text),
    /** SHA-256 (hex) of `statement`. */
    digest: column.text,
    at: column.time,
    voidedAt: column.timeOrNull,
    voidReasonEn: column.text,
    voidReasonZh: column.text
  }
);

/** Stores that a framework or list of pilots was put before the chairs, and sent back by one of them. */
export const sentBack = table(
  { key: ['versionId'], copies: 'archive' },
  {
    versionId: column.text,
    studyId: column.text,
    userId: column.text,
    reasonEn: column.text,
    reasonZh: column.text,
    at: column.time
  }
);

/** Stores the scan of the printed page with a side's seal. */
export const seal = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    versionId: column.text,
    sideId: column.text,
    fileName: column.text,
    mediaType: z.enum(['application/pdf', 'image/png', 'image/jpeg']),
    sha256: column.text,
    bytes: column.bytes,
    userId: column.text,
    at: column.time
  }
);

/** Stores that a member of the steering committee has taken note of an approved version. */
export const noting = table(
  { key: ['versionId', 'userId'], copies: 'archive' },
  {
    studyId: column.text,
    versionId: column.text,
    userId: column.text,
    remark: column.text,
    at: column.time
  }
);

export type SignatureTable = ColumnsOf<typeof signature>;
export type SentBackTable = ColumnsOf<typeof sentBack>;
export type SealTable = ColumnsOf<typeof seal>;
export type NotingTable = ColumnsOf<typeof noting>;

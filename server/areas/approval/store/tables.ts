/** Defines the tables of what signs, seals and takes note of a version. */
import { z } from 'zod';
import {
  bytes,
  text,
  time,
  timeOrNull,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

/** Stores one chair's signature on one version. It can be voided, and is never deleted. */
export const signature = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    versionId: text,
    subject: text,
    /** Holds the hash of the version's bytes, as the chair saw it. */
    hash: text,
    userId: text,
    sideId: text,
    method: z.literal('password'),
    /**
     * Holds all that was signed, as canonical text (`approval/rules/approval`), including the signer's name at that
     * time.
     */
    statement: generated(text),
    /** SHA-256 (hex) of `statement`. */
    digest: text,
    at: time,
    voidedAt: timeOrNull,
    voidReasonEn: text,
    voidReasonZh: text
  }
);

/** Stores that a framework or list of pilots was put before the chairs, and sent back by one of them. */
export const sentBack = table(
  { key: ['versionId'], copies: 'archive' },
  {
    versionId: text,
    studyId: text,
    userId: text,
    reasonEn: text,
    reasonZh: text,
    at: time
  }
);

/** Stores the scan of the printed page with a side's seal. */
export const seal = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    versionId: text,
    sideId: text,
    fileName: text,
    mediaType: z.enum(['application/pdf', 'image/png', 'image/jpeg']),
    sha256: text,
    bytes,
    userId: text,
    at: time
  }
);

/** Stores that a member of the steering committee has taken note of an approved version. */
export const noting = table(
  { key: ['versionId', 'userId'], copies: 'archive' },
  {
    studyId: text,
    versionId: text,
    userId: text,
    remark: text,
    at: time
  }
);

export type SignatureTable = ColumnsOf<typeof signature>;
export type SentBackTable = ColumnsOf<typeof sentBack>;
export type SealTable = ColumnsOf<typeof seal>;
export type NotingTable = ColumnsOf<typeof noting>;

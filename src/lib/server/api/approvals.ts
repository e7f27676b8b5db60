/** Tells of what was put before the chairs, as far as the caller may know of it. */
import { z } from 'zod';

import type { ApprovalRegister } from '#areas/approval';
import { bilingual, shapes, time } from './shapes.ts';

const signature = z
  .strictObject({
    side: z.string(),
    name: bilingual.describe('As it was signed'),
    at: time,
    digest: z.string().describe('SHA-256 of the statement that was signed'),
    void: z.strictObject({ at: time, reason: bilingual }).nullable()
  })
  .register(shapes, { id: 'Signature' });

const approvalVersion = z
  .strictObject({
    id: z.string(),
    number: z.int().min(1),
    sha256: z.string().describe('SHA-256 of the version’s canonical bytes'),
    at: time,
    state: z.enum(['waiting', 'approved', 'sent-back', 'overtaken']),
    signatures: z.array(signature),
    seals: z.array(z.strictObject({ side: z.string(), fileName: z.string(), sha256: z.string(), at: time })),
    notings: z
      .array(z.strictObject({ name: bilingual.nullable(), remark: z.string(), at: time }))
      .describe('The members of the steering committee who took note')
  })
  .register(shapes, { id: 'ApprovalVersion' });

export const approvalList = z
  .strictObject({
    approvals: z.array(
      z.strictObject({
        subject: z.string().describe('`findings:{city}`, `chapter:{slug}`, `framework` or `pilots`'),
        title: bilingual.nullable(),
        state: z.string(),
        waitsFor: z
          .array(z.strictObject({ side: z.string(), chairs: z.array(bilingual) }))
          .describe('Sides that have not signed the version that is submitted to the chairs'),
        changed: z.boolean().describe('The current text differs from the approved one'),
        versions: z.array(approvalVersion).describe('Newest first')
      })
    )
  })
  .register(shapes, {
    id: 'ApprovalList',
    description: 'What was put before the chairs, as far as the caller may know of it.'
  });

export const approvalsJson = ({ subjects }: ApprovalRegister) => ({
  approvals: subjects.map(({ subject, title, state, isRequested, sides, isChanged, versions }) => ({
    subject,
    title,
    state,
    waitsFor: isRequested
      ? (sides ?? [])
          .filter(({ signature }) => signature === null)
          .map(({ side, chairs }) => ({ side: side.id, chairs }))
      : [],
    changed: isChanged,
    versions: versions.map(({ id, number, hash, at, status, signatures, seals, notings }) => ({
      id,
      number,
      sha256: hash,
      at,
      state: status,
      signatures: signatures.map(({ sideId, name, at: signedAt, digest, voided }) => ({
        side: sideId,
        name,
        at: signedAt,
        digest,
        void: voided
      })),
      seals: seals.map(({ sideId, fileName, sha256, at: storedAt }) => ({
        side: sideId,
        fileName,
        sha256,
        at: storedAt
      })),
      notings: notings.map(({ name, remark, at: notedAt }) => ({ name, remark, at: notedAt }))
    }))
  }))
});

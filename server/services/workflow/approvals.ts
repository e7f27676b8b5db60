/**
 * Serves the approval by two chairs, for pages and the API. Each part is in a file of its own next to this
 * one.
 */
import type { RecordKind } from '#domain/approval.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import type { VersionSummary } from '../../store/versions.ts';
import { saveSeal, loadSeal, markSeen, takeNote, type StoredScan, type Scan } from './approval-additions.ts';
import { loadApproval, loadBytes, type ApprovalView, type PageTools } from './approval-page.ts';
import { listAwaited, listRegister, type ApprovalRegister, type AwaitedItem } from './approval-register.ts';
import { propose, sendBack } from './approval-records.ts';
import {
  sign,
  signAll,
  type ApprovalTools as SigningTools,
  type SignedItem,
  type SignedOutcome,
  type SigningInput
} from './approval-signing.ts';

export type ApprovalTools = SigningTools & PageTools;

export interface Approvals {
  /** Loads the signing page of a subject such as `findings:haidian`; `versionId` selects an older version. */
  load(actor: Actor, studySlug: string, subject: string, versionId?: string): Promise<Result<ApprovalView>>;
  /** Returns the canonical bytes of a version that the person reads on the signing page. */
  bytes(
    actor: Actor,
    studySlug: string,
    subject: string,
    versionId: string
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly fileName: string }>>;
  /** Lists all subjects that the person may know of. */
  register(actor: Actor, studySlug: string): Promise<Result<ApprovalRegister>>;
  /** Lists what waits for this chair. */
  awaited(actor: Actor, studySlug: string): Promise<Result<AwaitedItem[]>>;
  sign(
    actor: Actor,
    studySlug: string,
    input: SigningInput,
    password: string
  ): Promise<Result<SignedOutcome>>;
  signAll(
    actor: Actor,
    studySlug: string,
    inputs: readonly SigningInput[],
    password: string
  ): Promise<Result<readonly SignedItem[]>>;
  see(actor: Actor, studySlug: string, subject: string, versionId: string): Promise<Result<null>>;
  propose(actor: Actor, studySlug: string, register: RecordKind): Promise<Result<VersionSummary>>;
  sendBack(
    actor: Actor,
    studySlug: string,
    register: RecordKind,
    versionId: string,
    reason: Bilingual
  ): Promise<Result<null>>;
  note(
    actor: Actor,
    studySlug: string,
    subject: string,
    versionId: string,
    remark: string
  ): Promise<Result<null>>;
  saveSeal(
    actor: Actor,
    studySlug: string,
    subject: string,
    versionId: string,
    scan: Scan
  ): Promise<Result<{ readonly id: string }>>;
  loadSeal(actor: Actor, studySlug: string, sealId: string): Promise<Result<StoredScan>>;
}

export const openApprovals = (tools: ApprovalTools): Approvals => ({
  load: (actor, studySlug, subject, versionId) => loadApproval(tools, actor, studySlug, subject, versionId),
  bytes: (actor, studySlug, subject, versionId) => loadBytes(tools, actor, studySlug, subject, versionId),
  register: (actor, studySlug) => listRegister(tools, actor, studySlug),
  awaited: (actor, studySlug) => listAwaited(tools, actor, studySlug),
  sign: (actor, studySlug, input, password) => sign(tools, actor, studySlug, input, password),
  signAll: (actor, studySlug, inputs, password) => signAll(tools, actor, studySlug, inputs, password),
  see: (actor, studySlug, subject, versionId) => markSeen(tools, actor, studySlug, subject, versionId),
  propose: (actor, studySlug, register) => propose(tools, actor, studySlug, register),
  sendBack: (actor, studySlug, register, versionId, reason) =>
    sendBack(tools, actor, studySlug, register, versionId, reason),
  note: (actor, studySlug, subject, versionId, remark) =>
    takeNote(tools, actor, studySlug, subject, versionId, remark),
  saveSeal: (actor, studySlug, subject, versionId, scan) =>
    saveSeal(tools, actor, studySlug, subject, versionId, scan),
  loadSeal: (actor, studySlug, sealId) => loadSeal(tools, actor, studySlug, sealId)
});

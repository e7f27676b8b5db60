/** Approval by two chairs, as pages and the API ask for it. Each part stands in a file of its own beside this one. */
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import type { VersionLine } from '../../store/versions.ts';
import { keepSeal, loadSeal, markSeen, takeNote, type KeptScan, type Scan } from './approval-additions.ts';
import { loadApproval, loadBytes, type ApprovalView, type PageTools } from './approval-page.ts';
import { listAwaited, listRecord, type ApprovalRecord, type AwaitedItem } from './approval-reading.ts';
import { propose, sendBack } from './approval-records.ts';
import {
  sign,
  signAll,
  type ApprovalTools as SigningTools,
  type SignedItem,
  type SignedOutcome,
  type SigningWish
} from './approval-signing.ts';

export type ApprovalTools = SigningTools & PageTools;

export interface Approvals {
  /** The signing page of a subject such as `findings:haidian`; `versionId` asks for an older version. */
  load(actor: Actor, studySlug: string, subject: string, versionId?: string): Promise<Result<ApprovalView>>;
  /** The canonical bytes of a version that the person reads on the signing page. */
  bytes(
    actor: Actor,
    studySlug: string,
    subject: string,
    versionId: string
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly fileName: string }>>;
  /** Of all subjects that the person may know of. */
  record(actor: Actor, studySlug: string): Promise<Result<ApprovalRecord>>;
  /** What waits for this chair. */
  awaited(actor: Actor, studySlug: string): Promise<Result<AwaitedItem[]>>;
  sign(actor: Actor, studySlug: string, wish: SigningWish, password: string): Promise<Result<SignedOutcome>>;
  signAll(
    actor: Actor,
    studySlug: string,
    wishes: readonly SigningWish[],
    password: string
  ): Promise<Result<readonly SignedItem[]>>;
  see(actor: Actor, studySlug: string, subject: string, versionId: string): Promise<Result<null>>;
  propose(actor: Actor, studySlug: string, record: 'framework' | 'pilots'): Promise<Result<VersionLine>>;
  sendBack(
    actor: Actor,
    studySlug: string,
    record: 'framework' | 'pilots',
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
  keepSeal(
    actor: Actor,
    studySlug: string,
    subject: string,
    versionId: string,
    scan: Scan
  ): Promise<Result<{ readonly id: string }>>;
  loadSeal(actor: Actor, studySlug: string, sealId: string): Promise<Result<KeptScan>>;
}

export const openApprovals = (tools: ApprovalTools): Approvals => ({
  load: (actor, slug, subject, versionId) => loadApproval(tools, actor, slug, subject, versionId),
  bytes: (actor, slug, subject, versionId) => loadBytes(tools, actor, slug, subject, versionId),
  record: (actor, slug) => listRecord(tools, actor, slug),
  awaited: (actor, slug) => listAwaited(tools, actor, slug),
  sign: (actor, slug, wish, password) => sign(tools, actor, slug, wish, password),
  signAll: (actor, slug, wishes, password) => signAll(tools, actor, slug, wishes, password),
  see: (actor, slug, subject, versionId) => markSeen(tools, actor, slug, subject, versionId),
  propose: (actor, slug, record) => propose(tools, actor, slug, record),
  sendBack: (actor, slug, record, versionId, reason) =>
    sendBack(tools, actor, slug, record, versionId, reason),
  note: (actor, slug, subject, versionId, remark) => takeNote(tools, actor, slug, subject, versionId, remark),
  keepSeal: (actor, slug, subject, versionId, scan) => keepSeal(tools, actor, slug, subject, versionId, scan),
  loadSeal: (actor, slug, sealId) => loadSeal(tools, actor, slug, sealId)
});

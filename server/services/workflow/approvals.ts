/**
 * Creates the service of the approval by two chairs, for pages and the API. Each part is in a file of its own next to
 * this one.
 */
import type { Actor } from '#domain/permissions.ts';
import { bind } from '../../commands/bind.ts';
import { saveSeal, loadSeal, markSeen, takeNote } from './approval-additions.ts';
import { loadApproval, loadBytes, type PageTools } from './approval-page.ts';
import { listAwaited, listRegister } from './approval-register.ts';
import { propose, sendBack } from './approval-records.ts';
import { createSigning, type ApprovalTools as SigningTools } from './approval-signing.ts';

export type ApprovalTools = SigningTools & PageTools;

export type Approvals = ReturnType<typeof createApprovals>;

export const createApprovals = (tools: ApprovalTools) => ({
  /** Loads the signing page of a subject such as `findings:haidian`; `versionId` selects an older version. */
  load: (actor: Actor, studySlug: string, subject: string, versionId?: string) =>
    loadApproval(tools, actor, studySlug, subject, versionId),
  /** Returns the canonical bytes of a version that the person reads on the signing page. */
  bytes: (actor: Actor, studySlug: string, subject: string, versionId: string) =>
    loadBytes(tools, actor, studySlug, subject, versionId),
  /** Lists all subjects that the person may know of. */
  register: (actor: Actor, studySlug: string) => listRegister(tools, actor, studySlug),
  /** Lists what waits for this chair. */
  awaited: (actor: Actor, studySlug: string) => listAwaited(tools, actor, studySlug),
  loadSeal: (actor: Actor, studySlug: string, sealId: string) => loadSeal(tools, actor, studySlug, sealId),
  ...createSigning(tools),
  ...bind(tools, { see: markSeen, propose, sendBack, note: takeNote, saveSeal })
});

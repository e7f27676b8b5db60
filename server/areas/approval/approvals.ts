/**
 * Creates the service of the approval by two chairs, for pages and the API. Each part is in a file of its own next to
 * this one.
 */
import { bind } from '#server/commands/bind.ts';
import { saveSeal, loadSeal, markSeen, takeNote } from './approval-additions.ts';
import { loadApproval, loadBytes } from './approval-page.ts';
import type { PageTools } from './approval-view.ts';
import { listAwaited, listRegister } from './approval-register.ts';
import { propose, sendBack } from './approval-records.ts';
import { createSigning, type ApprovalTools as SigningTools } from './approval-signing.ts';

export type ApprovalTools = SigningTools & PageTools;

export type Approvals = ReturnType<typeof createApprovals>;

export const createApprovals = (tools: ApprovalTools) => ({
  ...bind(tools, {
    load: loadApproval,
    bytes: loadBytes,
    register: listRegister,
    awaited: listAwaited,
    loadSeal,
    see: markSeen,
    propose,
    sendBack,
    note: takeNote,
    saveSeal
  }),
  ...createSigning(tools)
});

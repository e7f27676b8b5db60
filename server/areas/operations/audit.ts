/**
 * Checks whether the log of a study is complete and its approvals are what was signed, for those who answer
 * for it: chairs and the secretariat.
 */
import type { FindingKind } from '#rules/approval/approval-audit.ts';
import { verifyLog, type VerifiedLog } from './verify-study.ts';
import type { Study } from '#rules/study/study.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { Db, Store } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import { checkApprovals } from '#areas/approval';

export interface AuditView extends VerifiedLog {
  readonly approvals: {
    readonly versions: number;
    readonly signatures: number;
    /** `version` names the version, where it still exists. */
    readonly findings: readonly {
      readonly kind: FindingKind;
      readonly version: { readonly subject: string; readonly number: number } | null;
    }[];
  };
  readonly checkedAt: string;
}

interface AuditTools {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
}

interface BoundTools extends AuditTools {
  /** A request that comes while a log is being read gets the result of that reading. */
  readonly running: Map<string, Promise<AuditView | undefined>>;
}

const verify = readsOf<BoundTools>()(
  { name: 'audit.verify', subject: studySubject, needs: 'study.audit' },
  async ({ deps, subject: { study } }) => {
    const view = await verifyOnce(deps, study);
    if (!view) throw refused('not-found');
    return view;
  }
);

export type Audit = ReturnType<typeof createAudit>;

export const createAudit = (tools: AuditTools) =>
  bind({ ...tools, running: new Map<string, Promise<AuditView | undefined>>() }, { verify });

function verifyOnce(tools: BoundTools, study: Study): Promise<AuditView | undefined> {
  const { running } = tools;
  const known = running.get(study.id);
  if (known) return known;
  const started = verifyNow(tools, study).finally(() => running.delete(study.id));
  running.set(study.id, started);
  return started;
}

async function verifyNow(
  { store: { db }, now }: AuditTools,
  { id, slug }: Study
): Promise<AuditView | undefined> {
  const log = await verifyLog(db, id);
  return log && { ...log, approvals: await approvalsOf(db, { id, slug }), checkedAt: now().toISOString() };
}

async function approvalsOf(db: Db, study: Pick<Study, 'id' | 'slug'>): Promise<AuditView['approvals']> {
  const { findings, versions, signatures, facts } = await checkApprovals(db, study);
  const named = new Map(facts.versions.map(({ id, subject, number }) => [id, { subject, number }]));
  return {
    versions,
    signatures,
    findings: findings.map(({ kind, versionId }) => ({ kind, version: named.get(versionId ?? '') ?? null }))
  };
}

/**
 * Checks whether the log of a study is complete and its approvals are what was signed, for those who answer
 * for it: chairs and the secretariat.
 */
import type { FindingKind } from '#domain/approval-audit.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { verifyLog, type VerifiedLog } from '../events/verify-study.ts';
import type { Study } from '#domain/study.ts';
import type { Store } from '../store/open.ts';
import { authorizeStudy } from './study-access.ts';
import { checkApprovals } from './workflow/approval-check.ts';

export interface AuditView extends VerifiedLog {
  readonly approvals: {
    readonly versions: number;
    readonly signatures: number;
    /** Lists the findings; `version` names the version, where it still exists. */
    readonly findings: readonly {
      readonly kind: FindingKind;
      readonly version: { readonly subject: string; readonly number: number } | null;
    }[];
  };
  readonly checkedAt: string;
}

export interface Audit {
  verify(actor: Actor, studySlug: string): Promise<Result<AuditView>>;
}

export function openAudit({
  store: { db },
  now
}: {
  readonly store: Pick<Store, 'db'>;
  readonly now: () => Date;
}): Audit {
  /**
   * Holds the running checks: a request that comes while a log is being read gets the result of that reading.
   */
  const running = new Map<string, Promise<AuditView | undefined>>();
  const verifyOnce = ({ id: studyId, slug }: Study): Promise<AuditView | undefined> => {
    const known = running.get(studyId);
    if (known) return known;
    const started = verifyLog(db, studyId)
      .then(
        async (log) =>
          log && {
            ...log,
            approvals: await approvalsOf({ id: studyId, slug }),
            checkedAt: now().toISOString()
          }
      )
      .finally(() => running.delete(studyId));
    running.set(studyId, started);
    return started;
  };
  const approvalsOf = async (study: Pick<Study, 'id' | 'slug'>): Promise<AuditView['approvals']> => {
    const { findings, versions, signatures, facts } = await checkApprovals(db, study);
    const named = new Map(facts.versions.map(({ id, subject, number }) => [id, { subject, number }]));
    return {
      versions,
      signatures,
      findings: findings.map(({ kind, versionId }) => ({ kind, version: named.get(versionId ?? '') ?? null }))
    };
  };
  return {
    verify: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.audit');
      if (!authorized.ok) return authorized;
      const view = await verifyOnce(authorized.value.study);
      return view ? ok(view) : refuse('not-found');
    }
  };
}

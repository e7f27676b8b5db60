/** Whether the log of a study is whole, for those who answer for it: chairs and the secretariat. */
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { verifyLog, type VerifiedLog } from '../events/verify-study.ts';
import type { Store } from '../store/open.ts';
import { enterStudy } from './study-door.ts';

export interface AuditView extends VerifiedLog {
  readonly checkedAt: string;
}

export interface Audit {
  verify(actor: Actor, studySlug: string): Promise<Result<AuditView>>;
}

export function openAudit({ store: { db }, now }: { readonly store: Pick<Store, 'db'>; readonly now: () => Date }): Audit {
  /** Who asks while a log is being read gets what that reading finds. */
  const running = new Map<string, Promise<AuditView | undefined>>();
  const verifyOnce = (studyId: string): Promise<AuditView | undefined> => {
    const known = running.get(studyId);
    if (known) return known;
    const started = verifyLog(db, studyId)
      .then((log) => log && { ...log, checkedAt: now().toISOString() })
      .finally(() => running.delete(studyId));
    running.set(studyId, started);
    return started;
  };
  return {
    verify: async (actor, slug) => {
      const entered = await enterStudy(db, actor, slug, 'study.audit');
      if (!entered.ok) return entered;
      const view = await verifyOnce(entered.value.study.id);
      return view ? ok(view) : refuse('not-found');
    }
  };
}

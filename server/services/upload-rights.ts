/**
 * Tells whether a person may send a large file to a place at all, before any of it is read. A person who may
 * at another time passes: the command itself then says that the state is wrong.
 */
import { assessmentAbilitiesOf, type Actor, type AssessmentAbility } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { assessmentStates } from '#domain/workflow.ts';
import { findAssessment } from '../store/assessments.ts';
import type { Store } from '../store/open.ts';
import { authorizeStudy } from './study-access.ts';

/** Names the place to which a large file is sent. */
export type UploadTarget =
  | { readonly kind: 'evidence' | 'answers'; readonly studySlug: string; readonly city: string }
  | { readonly kind: 'seal'; readonly studySlug: string }
  | { readonly kind: 'coding'; readonly studySlug: string };

export interface UploadRights {
  check(actor: Pick<Actor, 'grants'>, target: UploadTarget): Promise<Result<null>>;
}

const needed = {
  evidence: { read: 'evidence.read', write: ['evidence.write', 'evidence.supplement'] },
  answers: { read: 'response.read', write: ['response.write', 'clarification.write'] }
} as const satisfies Record<string, { read: AssessmentAbility; write: readonly AssessmentAbility[] }>;

export const openUploadRights = ({ store: { db } }: { readonly store: Store }): UploadRights => ({
  check: async (actor, target) => {
    const authorized = await authorizeStudy(db, actor, target.studySlug);
    if (!authorized.ok) return authorized;
    const { study, grants, abilities } = authorized.value;
    if (target.kind === 'coding') return abilities.has('study.coding-edit') ? ok(null) : refuse('forbidden');
    if (target.kind === 'seal') {
      const allows = abilities.has('study.propose') || abilities.has('study.chair');
      return allows ? ok(null) : refuse('not-found');
    }
    const assessment = await findAssessment(db, study.id, target.city);
    const { read, write } = needed[target.kind];
    if (!assessment || !assessmentAbilitiesOf(grants, assessment).has(read)) return refuse('not-found');
    const mayOnce = assessmentStates.some((state) => {
      const then = assessmentAbilitiesOf(grants, { cityId: assessment.cityId, state });
      return write.some((ability) => then.has(ability));
    });
    return mayOnce ? ok(null) : refuse('forbidden');
  }
});

/**
 * Tells whether a person may send a large file to a place at all, before any of it is read. A person who may
 * at another time passes: the command itself then says that the state is wrong.
 */
import { assessmentAbilitiesOf, grantsIn, studyAbilitiesOf, type Actor } from '#base/permissions.ts';
import type { AssessmentAbility } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import { assessmentStates } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findAssessment, type Assessment } from '#areas/assessments';
import type { UploadTarget } from '#server/http/body.ts';
import type { Store } from '#server/store/open.ts';
import { findStudy } from '#areas/study';

const needed = {
  evidence: { read: 'evidence.read', write: ['evidence.write', 'evidence.supplement'] },
  answers: { read: 'response.read', write: ['response.write', 'clarification.write'] }
} as const satisfies Record<string, { read: AssessmentAbility; write: readonly AssessmentAbility[] }>;

interface LoadedPlace {
  readonly study: Study;
  readonly kind: UploadTarget['kind'];
  readonly assessment: Assessment | undefined;
}

const uploadPlace: Subject<Actor, [target: UploadTarget], LoadedPlace, 'see' | 'send'> = {
  name: 'place of an upload',
  keyParts: 1,
  find: async (db, target) => {
    const study = await findStudy(db, target.studySlug);
    const assessment =
      study && 'city' in target ? await findAssessment(db, study.id, target.city) : undefined;
    return study && { study, kind: target.kind, assessment };
  },
  abilities: (actor, place) =>
    new Set([
      ...(seesPlace(actor, place) ? (['see'] as const) : []),
      ...(maySend(actor, place) ? (['send'] as const) : [])
    ]),
  sees: 'see',
  studyOf: ({ study }) => study.id,
  locks: {}
};

function seesPlace(actor: Actor, place: LoadedPlace): boolean {
  const { study, kind, assessment } = place;
  const grants = grantsIn(actor, study.id);
  if (!studyAbilitiesOf(grants).has('study.see')) return false;
  if (kind === 'coding') return true;
  if (kind === 'seal') return maySend(actor, place);
  return assessment !== undefined && assessmentAbilitiesOf(grants, assessment).has(needed[kind].read);
}

function maySend(actor: Actor, { study, kind, assessment }: LoadedPlace): boolean {
  const grants = grantsIn(actor, study.id);
  const abilities = studyAbilitiesOf(grants);
  if (kind === 'coding') return abilities.has('study.coding-edit');
  if (kind === 'seal') return abilities.has('study.propose') || abilities.has('study.chair');
  return (
    assessment !== undefined &&
    assessmentStates.some((state) => {
      const then = assessmentAbilitiesOf(grants, { cityId: assessment.cityId, state });
      return needed[kind].write.some((ability) => then.has(ability));
    })
  );
}

interface UploadTools {
  readonly store: Store;
}

const check = readsOf<UploadTools>()({ name: 'upload.check', subject: uploadPlace, needs: 'send' }, () =>
  Promise.resolve(null)
);

export type UploadRights = ReturnType<typeof createUploadRights>;

export const createUploadRights = (tools: UploadTools) => bind(tools, { check });

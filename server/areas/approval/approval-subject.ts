/**
 * States what can be approved, and a version of it that was put before the chairs, as subjects of commands. A person
 * who may not read an approval is told that it does not exist.
 */
import { isComplete } from '#rules/approval/approval.ts';
import { grantsIn, studyAbilitiesOf, type Actor, type Grant } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility, ChapterAbility, StudyAbility } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import type { Lock } from '#server/commands/locks.ts';
import type { Subject } from '#server/commands/subject.ts';
import { listSignatures } from './store/signatures.ts';
import { findStudy } from '#areas/study';
import { findVersionSummary, type VersionSummary } from '#areas/versions';
import { approvalRights, findSubject, type FoundSubject } from './subject-access.ts';

export interface LoadedApproval {
  readonly study: Study;
  readonly found: FoundSubject;
}

export type OfApproval = StudyAbility | AssessmentAbility | ChapterAbility;

/** Names the ability with which a chair signs each kind of subject. */
const toSign = { findings: 'approval.sign', chapter: 'chapter.sign', record: 'study.sign' } as const;

export const signingAbilities = Object.values(toSign);

/** Those to sign only while a signature is requested. */
function abilitiesOver(grants: readonly Grant[], found: FoundSubject): Abilities<OfApproval> {
  const { readAccess, signing } = approvalRights(grants, found);
  if (readAccess === 'none') return new Set();
  const abilities = new Set<OfApproval>(studyAbilitiesOf(grants));
  abilities.delete('study.sign');
  if (signing.length > 0) abilities.add(toSign[found.target.kind]);
  return abilities;
}

export const approvalSubject: Subject<
  Actor,
  [studySlug: string, subject: string],
  LoadedApproval,
  OfApproval
> = {
  name: 'approval',
  keyParts: 2,
  find: async (db, studySlug, text) => {
    const study = await findStudy(db, studySlug);
    const found = study && (await findSubject(db, study, text));
    return found && { study, found };
  },
  abilities: (actor, { study, found }) => abilitiesOver(grantsIn(actor, study.id), found),
  sees: 'study.see',
  // A chair learns that no signature is requested; others have nothing to sign in either case.
  whyNot: (actor, { study }) =>
    studyAbilitiesOf(grantsIn(actor, study.id)).has('study.chair') ? 'wrong-state' : 'forbidden',
  studyOf: ({ study }) => study.id,
  locks: {}
};

/** Names the rows of what is approved, and the study's, in which no role changes meanwhile. */
export const locksOfApproval = ({ study, found: { target } }: LoadedApproval): Lock[] => [
  ...(target.kind === 'findings'
    ? [{ kind: 'assessment', studyId: study.id, cityId: target.assessment.cityId } as const]
    : target.kind === 'chapter'
      ? [{ kind: 'document', id: target.chapter.id } as const]
      : []),
  { kind: 'study', slug: study.slug }
];

export interface LoadedApprovalVersion extends LoadedApproval {
  readonly version: VersionSummary;
  readonly isApproved: boolean;
}

/** Is seen by those who read all of the approval, and once it is complete by those who read what was approved. */
export const approvalVersionSubject: Subject<
  Actor,
  [studySlug: string, subject: string, versionId: string],
  LoadedApprovalVersion,
  OfApproval
> = {
  name: 'approved version',
  keyParts: 3,
  find: async (db, studySlug, text, versionId) => {
    const loaded = await approvalSubject.find(db, studySlug, text);
    const version = loaded && (await findVersionSummary(db, loaded.study.id, versionId));
    if (version?.subject !== loaded?.found.key || version?.kind !== 'approval' || !loaded) return undefined;
    const isApproved = isComplete(
      await listSignatures(db, version.id),
      loaded.study.sides.map(({ id }) => id)
    );
    return { ...loaded, version, isApproved };
  },
  abilities: (actor, { study, found, isApproved }) => {
    const grants = grantsIn(actor, study.id);
    return isApproved || approvalRights(grants, found).readAccess === 'all'
      ? abilitiesOver(grants, found)
      : new Set();
  },
  sees: 'study.see',
  studyOf: ({ study }) => study.id,
  locks: {}
};

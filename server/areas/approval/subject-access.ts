/**
 * Finds what can be approved: the findings of a city, a chapter, the framework or the list of pilots; and judges what a
 * person may do with its approval.
 */
import { isComplete, parseSubject, subjectText, type Subject } from '#rules/approval/approval.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  studyAbilitiesOf,
  type Actor,
  type Grant
} from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import {
  findAssessment,
  type Assessment,
  type Chapter,
  type DocumentRow,
  findChapter,
  loadDocument,
  loadTexts
} from '#areas/assessments';
import { findCity } from '#areas/cities';
import { findSentBack } from './store/approvals.ts';
import type { Db } from '#server/store/open.ts';
import { listSignatures } from './store/signatures.ts';
import { findNewestVersion, type VersionSummary } from '#areas/versions';

/**
 * Says how much of an approval a person reads: all that happened to it, what was approved in the end, or
 * nothing.
 */
export type ApprovalReadAccess = 'all' | 'approved' | 'none';

export interface FoundSubject {
  readonly subject: Subject;
  readonly key: string;
  /** Null for the framework and the list of pilots. */
  readonly title: Bilingual | null;
  readonly target:
    | { readonly kind: 'findings'; readonly assessment: Assessment; readonly document: DocumentRow }
    | { readonly kind: 'chapter'; readonly chapter: Chapter; readonly document: DocumentRow }
    | { readonly kind: 'record' };
  /**
   * Holds the state of its assessment or chapter; a record has approval requested, is approved or neither.
   */
  readonly state: string;
  /** Says that it was put before the chairs, and neither signed by both nor sent back. */
  readonly isRequested: boolean;
  /** Holds the version that was put before the chairs last. */
  readonly newest: VersionSummary | null;
}

export interface ApprovalRights {
  readonly readAccess: ApprovalReadAccess;
  /** Lists the grants that let the person sign now; a chair's grant lets them send back as well. */
  readonly signing: readonly Grant[];
  readonly mayPropose: boolean;
}

export type AuthorizedSubject = FoundSubject & ApprovalRights;

/** Names the ability for events about a complete approval, and for those about single signatures. */
export const audienceOf: Readonly<
  Record<AuthorizedSubject['target']['kind'], { readonly inside: Ability; readonly outcome: Ability }>
> = {
  findings: { inside: 'versions.read', outcome: 'assessment.see' },
  chapter: { inside: 'chapter.versions', outcome: 'chapter.read' },
  record: { inside: 'study.approvals', outcome: 'study.approvals' }
};

/** Undefined where these roles may not read its approvals. */
export function readableSubject(
  grants: readonly Grant[],
  found: FoundSubject | undefined
): AuthorizedSubject | undefined {
  const rights = found && approvalRights(grants, found);
  return rights && rights.readAccess !== 'none' ? { ...found, ...rights } : undefined;
}

export type KeyedSubject = Pick<FoundSubject, 'subject' | 'key' | 'newest'>;

export async function findSubject(db: Db, study: Study, text: string): Promise<FoundSubject | undefined> {
  const subject = parseSubject(text);
  if (!subject) return undefined;
  const key = subjectText(subject);
  const newest = (await findNewestVersion(db, study.id, key, 'approval')) ?? null;
  const keyed = { subject, key, newest };
  if (subject.kind === 'findings') {
    const assessment = await findAssessment(db, study.id, subject.cityId);
    const city = assessment && (await findCity(db, study.id, subject.cityId));
    if (!assessment || !city) return undefined;
    const { findings } = await loadTexts(db, study, assessment.cityId);
    return findingsFrom({ ...keyed, title: city.shortName }, assessment, findings);
  }
  if (subject.kind === 'chapter') {
    const chapter = await findChapter(db, study, subject.slug);
    return chapter && chapterFrom(keyed, chapter, await loadDocument(db, chapter.id));
  }
  const signatures = newest ? await listSignatures(db, newest.id) : [];
  return recordFrom(keyed, {
    isApproved:
      newest !== null &&
      isComplete(
        signatures,
        study.sides.map(({ id }) => id)
      ),
    isSentBack: newest !== null && (await findSentBack(db, newest.id)) !== undefined
  });
}

export const findingsFrom = (
  keyed: KeyedSubject & { readonly title: Bilingual },
  assessment: Assessment,
  document: DocumentRow
): FoundSubject => ({
  ...keyed,
  target: { kind: 'findings', assessment, document },
  state: assessment.state,
  isRequested: assessment.state === 'approval'
});

export const chapterFrom = (keyed: KeyedSubject, chapter: Chapter, document: DocumentRow): FoundSubject => ({
  ...keyed,
  title: chapter.title,
  target: { kind: 'chapter', chapter, document },
  state: chapter.state,
  isRequested: chapter.state === 'approval'
});

/** Returns a record, which has no workflow: its newest version says how far its approval is. */
export function recordFrom(
  keyed: KeyedSubject,
  { isApproved, isSentBack }: { readonly isApproved: boolean; readonly isSentBack: boolean }
): FoundSubject {
  const isRequested = keyed.newest !== null && !isApproved && !isSentBack;
  return {
    ...keyed,
    title: null,
    target: { kind: 'record' },
    state: isApproved ? 'approved' : isRequested ? 'approval' : 'drafting',
    isRequested
  };
}

export function approvalRights(
  grants: readonly Grant[],
  { target, isRequested }: Pick<FoundSubject, 'target' | 'isRequested'>
): ApprovalRights {
  const ofStudy = studyAbilitiesOf(grants);
  if (target.kind === 'findings') {
    const { assessment } = target;
    const abilities = assessmentAbilitiesOf(grants, assessment);
    return {
      readAccess: abilities.has('versions.read')
        ? 'all'
        : abilities.has('assessment.see') || ofStudy.has('study.approvals')
          ? 'approved'
          : 'none',
      signing: grants.filter((grant) => assessmentAbilitiesOf([grant], assessment).has('approval.sign')),
      mayPropose: false
    };
  }
  if (target.kind === 'chapter') {
    const { chapter } = target;
    const abilities = chapterAbilitiesOf(grants, chapter);
    return {
      readAccess: abilities.has('chapter.versions')
        ? 'all'
        : abilities.has('chapter.read') || ofStudy.has('study.approvals')
          ? 'approved'
          : 'none',
      signing: grants.filter((grant) => chapterAbilitiesOf([grant], chapter).has('chapter.sign')),
      mayPropose: false
    };
  }
  return {
    readAccess: ofStudy.has('study.approvals') ? 'all' : 'none',
    signing: isRequested ? grants.filter((grant) => studyAbilitiesOf([grant]).has('study.sign')) : [],
    mayPropose: ofStudy.has('study.propose')
  };
}

/** The log then records in which role it was done. */
export const actingWith = (actor: Actor, grants: readonly Grant[]): Actor => ({ ...actor, grants });

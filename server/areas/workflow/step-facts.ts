/**
 * Gathers the facts that the next step of an assessment or a chapter depends on. It decides nothing;
 * `workflow/rules/workflow` does.
 */
import type { CityId, StudyId } from '#base/ids.ts';
import { grantsIn, studyAbilitiesOf, type Actor } from '#base/permissions.ts';
import type { StepFacts } from '#rules/workflow/step-conditions.ts';
import { isDocumentVersion, parseVersion } from '#rules/versions/version.ts';
import { fingerprintsOf, type SectionContent } from '#base/content.ts';
import { canonicalText } from '#base/canonical.ts';
import { findLatestConsultation, listUndecided } from '#areas/consultation';
import { listOpenClarifications } from '#areas/clarifications';
import type { Db } from '#server/store/open.ts';
import { listPanels } from '#areas/panels';
import { listSignatures } from '#areas/approval';
import { listOpenThreads } from '#areas/threads';
import { findReopening, findReview } from '#areas/assessments';
import { findNewestVersion, findVersion } from '#areas/versions';
import { nothingAnswered } from '#areas/answers';
import { sectionFacts } from '#areas/pairs';

interface StepSubject {
  readonly studyId: StudyId;
  readonly documentId: string;
  readonly subject: string;
  readonly cityId: CityId | null;
  readonly sides: readonly { readonly id: string }[];
}

/**
 * `sections` is the text that the step is about; null where the step requires nothing of a text. `acting` is
 * the person who takes the step.
 */
export async function gatherFacts(
  db: Db,
  stepSubject: StepSubject,
  sections: readonly SectionContent[] | null,
  acting: Pick<Actor, 'grants'> | null = null
): Promise<StepFacts> {
  const { studyId, documentId, subject, cityId } = stepSubject;
  const consultation = cityId === null ? undefined : await findLatestConsultation(db, studyId, cityId);
  const panels = cityId === null ? [] : await listPanels(db, studyId, cityId);
  const isRunning = consultation?.closedAt === null;
  return {
    sections: sections ? await sectionFacts(db, documentId, sections) : [],
    answers: nothingAnswered,
    openThreads: await listOpenThreads(db, documentId),
    undecided: cityId === null ? [] : await listUndecided(db, studyId, cityId),
    openClarifications: cityId === null ? [] : await listOpenClarifications(db, studyId, cityId),
    openPanels: panels.filter(({ state }) => state !== 'closed').map(({ characteristic }) => characteristic),
    unreleased: panels
      .filter(({ state, resultId, releasedId }) => state === 'closed' && resultId !== releasedId)
      .map(({ characteristic }) => characteristic),
    consultation: isRunning
      ? { deadline: consultation.deadline, isDone: consultation.submittedAt !== null }
      : null,
    changedSinceReview: cityId === null ? null : await changedSinceReview(db, documentId, sections),
    reopening: await reopeningFor(db, { studyId, documentId }, acting),
    unsigned: await unsignedSides(db, studyId, subject, stepSubject.sides)
  };
}

/** Says whose request to reopen is open, seen by a person. */
export async function reopeningFor(
  db: Db,
  of: { readonly studyId: StudyId; readonly documentId: string },
  acting: Pick<Actor, 'grants'> | null
): Promise<StepFacts['reopening']> {
  const open = await findReopening(db, of);
  if (!open) return 'none';
  const isOwn = grantsIn(acting, of.studyId).some(
    (grant) => grant.sideId === open.sideId && studyAbilitiesOf([grant]).has('study.chair')
  );
  return isOwn ? 'own' : 'other';
}

/**
 * Lists the sections that differ from what the other side reviewed; none where the text is not read, and null
 * where nothing was reviewed.
 */
async function changedSinceReview(
  db: Db,
  documentId: string,
  sections: readonly SectionContent[] | null
): Promise<string[] | null> {
  const review = await findReview(db, documentId);
  if (!review) return null;
  const version =
    review.versionId === null ? undefined : await findVersion(db, review.studyId, review.versionId);
  const content = version && parseVersion(version.bytes);
  const reviewed = content && isDocumentVersion(content) ? content.sections : [];
  const textOf = (section: SectionContent | undefined): string =>
    section ? canonicalText(fingerprintsOf(section)) : '{}';
  return (sections ?? [])
    .filter((section) => textOf(section) !== textOf(reviewed.find(({ id }) => id === section.id)))
    .map(({ id }) => id);
}

/** Lists the sides whose chair has not signed the newest version that was put before them. */
export async function unsignedSides(
  db: Db,
  studyId: StudyId,
  subject: string,
  sides: readonly { readonly id: string }[]
): Promise<string[]> {
  const version = await findNewestVersion(db, studyId, subject, 'approval');
  const signed = version ? (await listSignatures(db, version.id)).map((signature) => signature.sideId) : [];
  return sides.map(({ id }) => id).filter((id) => !signed.includes(id));
}

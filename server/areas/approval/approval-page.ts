/**
 * Builds the signing page of one subject: exactly what is signed, what is new in it for this chair, and what
 * the reader may do.
 */
import { chapterSection } from '#document/narrative.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import { studyAbilitiesOf, type Actor, type Grant } from '#base/permissions.ts';
import { signsForSide } from '#base/grant-duties.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import type { HeadingPart } from '#rules/framework/synopsis-headings.ts';
import { isDocumentVersion, parseVersion } from '#rules/versions/version.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { findVersionSeen } from './store/approvals.ts';
import { findCity } from '#areas/cities';
import { findFramework, findFrameworkVersion } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listStepSections, namesWithSources } from '#areas/documents';
import { listOpenThreads } from '#areas/threads';
import {
  findVersion,
  type ReadableVersion,
  type VersionRow,
  withoutConfidentialFacts
} from '#areas/versions';
import { openBooks, ownPart } from './approval-books.ts';
import { subjectSummaryOf, type ApprovalVersion } from './subject-summaries.ts';
import { synopsisParts } from '#areas/consultation';
import { approvalSubject } from './approval-subject.ts';
import { approvalRights, type AuthorizedSubject } from './subject-access.ts';
import { sha256 } from '#server/files/sha256.ts';
import {
  type ApprovalView,
  shownVersion,
  type PageTools,
  changesSince,
  noChanges,
  returningFrom
} from './approval-view.ts';

const read = readsOf<PageTools>();

/**
 * `versionId` is the version to show; without one the newest that the person may read. `page` is the part of
 * its text; null for a page without it.
 */
export const loadApproval = read(
  { name: 'approval.load', subject: approvalSubject },
  async (
    { db, deps, actor, grants, subject: { study, found } },
    versionId?: string,
    page: number | null = 1
  ): Promise<ApprovalView> => {
    const subject: AuthorizedSubject = { ...found, ...approvalRights(grants, found) };
    const abilities = studyAbilitiesOf(grants);
    const books = await openBooks(db, study);
    const summary = await subjectSummaryOf(db, books, subject);
    const listed =
      versionId === undefined ? summary.versions[0] : summary.versions.find(({ id }) => id === versionId);
    if (versionId !== undefined && !listed) throw refused('not-found');
    const { stored, row, seen, since } = await versionsFor(db, { study, subject, listed }, actor, grants);
    const chairOf = grants.filter(signsForSide).flatMap(({ sideId }) => sideId ?? []);
    const [shown, sectionNames, headings, levelChipNames, changes, own, openThreads] = await Promise.all([
      row && stored && listed
        ? shownVersion(deps, row, { isWhole: sha256(stored.bytes) === listed.hash, page }, listed, actor)
        : null,
      sectionNamesOf(db, study, subject),
      headingsOf(db, study, subject),
      frameworkOf(db, study.id, row?.bytes).then((written) => namesWithSources(db, study, written)),
      page === null ? noChanges : changesSince(deps, since?.bytes, row?.bytes, actor),
      subject.signing.length > 0 ? ownPart(db, books, subject, actor) : null,
      subject.readAccess === 'all' && subject.target.kind !== 'record'
        ? listOpenThreads(db, subject.target.document.id)
        : []
    ]);
    return {
      ...summary,
      // The committee's remarks are for the group; the city reads the approval without them.
      versions: abilities.has('study.approvals')
        ? summary.versions
        : summary.versions.map((one) => ({ ...one, notings: [] })),
      seesNotings: abilities.has('study.approvals'),
      study: { slug: study.slug, title: study.title, sides: study.sides },
      readAccess: subject.readAccess === 'all' ? 'all' : 'approved',
      shown,
      sectionNames,
      headings,
      levelChipNames,
      ...changes,
      own,
      seen: seen
        ? {
            versionId: seen.versionId,
            number: books.versions.find(({ id }) => id === seen.versionId)?.number ?? null,
            at: seen.at
          }
        : null,
      openThreads: openThreads.length,
      mayPropose: subject.mayPropose,
      maySendBack: subject.target.kind === 'record' && subject.isRequested && abilities.has('study.sign'),
      returning: returningFrom(subject, grants),
      mayNote:
        abilities.has('study.note') &&
        listed?.status === 'approved' &&
        !books.notings.some((one) => one.userId === actor.userId && one.versionId === listed.id),
      maySeal: listed?.status !== 'approved' ? [] : abilities.has('study.propose') ? sideIds(study) : chairOf
    };
  }
);

/** Finds the version that is shown, and the one that this chair has seen last. */
async function versionsFor(
  db: Db,
  {
    study,
    subject,
    listed
  }: {
    readonly study: Study;
    readonly subject: AuthorizedSubject;
    readonly listed: ApprovalVersion | undefined;
  },
  { userId }: Actor,
  grants: readonly Grant[]
) {
  const [seen, stored] = await Promise.all([
    grants.some(signsForSide) ? findVersionSeen(db, study.id, subject.key, userId) : undefined,
    listed && findVersion(db, study.id, listed.id)
  ]);
  const row = stored && (await readableOf(db, study, subject, stored));
  const before =
    row && seen && seen.versionId !== row.id ? await findVersion(db, study.id, seen.versionId) : undefined;
  return { seen, stored, row, since: before && (await readableOf(db, study, subject, before)) };
}

/** Returns the version of the framework in which a version of a text was written. */
async function frameworkOf(
  db: Db,
  studyId: StudyId,
  bytes: Uint8Array | undefined
): Promise<Framework | undefined> {
  const content = bytes && parseVersion(bytes);
  return content && isDocumentVersion(content) && content.framework
    ? findFrameworkVersion(db, studyId, content.framework.version)
    : undefined;
}

/** Returns the version without the facts that a city holds back by now. */
const readableOf = (
  db: Db,
  study: Pick<Study, 'id'>,
  { target }: AuthorizedSubject,
  version: VersionRow
): Promise<ReadableVersion> =>
  target.kind === 'record'
    ? Promise.resolve({ ...version, isWithout: false })
    : withoutConfidentialFacts(db, { studyId: study.id, cityId: target.document.cityId }, version);

/** As they were hashed and signed, for those who may read that version here. */
export const loadBytes = read(
  { name: 'approval.bytes', subject: approvalSubject },
  async ({ db, grants, subject: { study, found } }, versionId: string) => {
    const subject: AuthorizedSubject = { ...found, ...approvalRights(grants, found) };
    const { versions } = await subjectSummaryOf(db, await openBooks(db, study), subject);
    const listed = versions.find(({ id }) => id === versionId);
    const stored = listed && (await findVersion(db, study.id, listed.id));
    if (!stored) throw refused('not-found');
    const row = await readableOf(db, study, subject, stored);
    const without = row.isWithout ? '-without-confidential' : '';
    return {
      bytes: row.bytes,
      fileName: `${study.slug}.${row.subject.replace(':', '.')}.v${row.number}${without}.json`
    };
  }
);

async function headingsOf(
  db: Db,
  study: Pick<Study, 'id'>,
  { target }: Pick<AuthorizedSubject, 'target'>
): Promise<readonly HeadingPart[]> {
  const city =
    target.kind === 'findings' ? await findCity(db, study.id, target.assessment.cityId) : undefined;
  return city ? synopsisParts(db, study, city) : [];
}

/** Characteristics, or of a chapter its own text and the steps of the roadmap in it. */
async function sectionNamesOf(
  db: Db,
  study: Pick<Study, 'id'>,
  { target }: Pick<AuthorizedSubject, 'target'>
): Promise<ApprovalView['sectionNames']> {
  if (target.kind === 'chapter')
    return [
      { id: chapterSection, name: target.chapter.title },
      ...(await listStepSections(db, target.document)).map(({ section, step }) => ({
        id: section,
        name: step.title
      }))
    ];
  return ((await findFramework(db, study.id))?.characteristics ?? []).map(({ id, name }) => ({ id, name }));
}

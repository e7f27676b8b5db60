/**
 * Builds the signing page of one subject: exactly what is signed, what is new in it for this chair, and what
 * the reader may do.
 */
import { chapterSection } from '#document/narrative.ts';
import type { RenderedTextDiff, RenderedSection } from '#document/rendered-versions.ts';
import type { InPart } from '#document/text-parts.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  studyAbilitiesOf,
  type Actor,
  type Grant
} from '#base/permissions.ts';
import { signsForSide } from '#base/grant-duties.ts';
import { recordChanges, type RecordChange } from '#rules/versions/record-changes.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import type { HeadingPart } from '#rules/framework/synopsis-headings.ts';
import {
  type DocumentVersion,
  type VersionContent,
  isDocumentVersion,
  parseVersion
} from '#rules/versions/version.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { findVersionSeen } from './store/approvals.ts';
import { findCity } from '#areas/cities';
import { findFramework, findFrameworkVersion } from '#areas/framework';
import type { Db, Store } from '#server/store/open.ts';
import { listStepSections, namesWithSources } from '#areas/documents';
import { listOpenThreads } from '#areas/threads';
import { findVersion, type VersionRow } from '#areas/versions';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import {
  subjectSummaryOf,
  openBooks,
  ownPart,
  type ApprovalVersion,
  type OwnPart,
  type SubjectSummary
} from './approval-books.ts';
import { withoutConfidentialFacts, type ReadableVersion } from '#areas/answers';
import { synopsisParts } from '#areas/consultation';
import { approvalSubject } from './approval-subject.ts';
import { approvalRights, type AuthorizedSubject } from './subject-access.ts';
import { sha256 } from '#server/files/sha256.ts';

export interface ShownVersion extends Pick<ApprovalVersion, 'id' | 'number' | 'hash' | 'at' | 'status'> {
  /** Holds the facts without the text, or the whole record; null where the bytes cannot be read. */
  readonly content:
    Exclude<VersionContent, { readonly sections: unknown }> | Omit<DocumentVersion, 'sections'> | null;
  /** Holds a part of the text; null where no text is shown. */
  readonly text: InPart<RenderedSection> | null;
  /** Holds the size in bytes. */
  readonly size: number;
  /** Says whether the bytes have the hash of the row. */
  readonly isWhole: boolean;
}

export interface ApprovalView extends SubjectSummary {
  readonly study: Pick<Study, 'slug' | 'title' | 'sides'>;
  readonly readAccess: 'all' | 'approved';
  /** Holds the version that the page shows, a long text in parts. */
  readonly shown: ShownVersion | null;
  /** Names the sections, in the framework's order. */
  readonly sectionNames: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Holds the parts of the short profile that stand above the sections; none above anything but findings. */
  readonly headings: readonly HeadingPart[];
  /** Names cells, levels and goals. */
  readonly levelChipNames: LevelChipNames;
  /**
   * Holds what is new since the version that this chair has seen last; null where that is this one, or none.
   */
  readonly changes: RenderedTextDiff | null;
  /** Holds the same for framework and pilots, which have no text. */
  readonly recordChanges: readonly RecordChange[] | null;
  /**
   * Holds the version of the assessment or chapter, for the step back; null where this person may not send it
   * back by a step.
   */
  readonly returning: { readonly version: number } | null;
  /** Holds the chair's own part; null for everyone else. */
  readonly own: OwnPart | null;
  readonly seen: { readonly versionId: string; readonly number: number | null; readonly at: string } | null;
  readonly openThreads: number;
  readonly mayPropose: boolean;
  readonly maySendBack: boolean;
  readonly seesNotings: boolean;
  readonly mayNote: boolean;
  /** Lists the sides whose sealed page this person may store. */
  readonly maySeal: readonly string[];
}

export interface PageTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'renderVersion' | 'compareVersions'>;
}

const read = readsOf<PageTools>();

/**
 * Loads the page. `versionId` is the version to show; without one the newest that the person may read. `page` is the part of its
 * text; null for a page without it.
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

/** Loads the bytes as they were hashed and signed, for those who may read that version here. */
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

/** Builds the shown version. Bytes that are no valid version are shown as unreadable. */
async function shownVersion(
  { workers }: PageTools,
  { bytes }: ReadableVersion,
  { isWhole, page }: Pick<ShownVersion, 'isWhole'> & { readonly page: number | null },
  { id, number, hash, at, status }: ApprovalVersion,
  actor: Actor
): Promise<ShownVersion> {
  const content = parseVersion(bytes);
  const common = { id, number, hash, at, status, size: bytes.byteLength, isWhole };
  if (!content) return { ...common, content: null, text: null };
  if (!isDocumentVersion(content)) return { ...common, content, text: null };
  const {
    format,
    study,
    subject,
    framework,
    levels,
    facts = [],
    evidence,
    notes = [],
    drafted = 0
  } = content;
  return {
    ...common,
    content: { format, study, subject, framework, levels, facts, evidence, notes, drafted },
    text: page === null ? null : await workers.renderVersion(bytes, { page }, actor.userId)
  };
}

type ChangesSince = Pick<ApprovalView, 'changes' | 'recordChanges'>;

const noChanges: ChangesSince = { changes: null, recordChanges: null };

/** Compares two versions, as far as the page shows it; returns no changes where either cannot be read. */
async function changesSince(
  { workers }: PageTools,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  actor: Actor
): Promise<ChangesSince> {
  const [was, is] = [before && parseVersion(before), after && parseVersion(after)];
  if (!before || !after || !was || !is) return noChanges;
  if (isDocumentVersion(was) && isDocumentVersion(is)) {
    const wanted = { part: { page: 1 }, isChangesOnly: true } as const;
    return { ...noChanges, changes: await workers.compareVersions(before, after, wanted, actor.userId) };
  }
  return isDocumentVersion(was) || isDocumentVersion(is)
    ? noChanges
    : { ...noChanges, recordChanges: recordChanges(was.record, is.record) };
}

function returningFrom(
  { target, isRequested }: AuthorizedSubject,
  grants: readonly Grant[]
): ApprovalView['returning'] {
  if (!isRequested || target.kind === 'record') return null;
  const { version } = target.kind === 'findings' ? target.assessment : target.chapter;
  const may =
    target.kind === 'findings'
      ? assessmentAbilitiesOf(grants, target.assessment).has('assessment.return')
      : chapterAbilitiesOf(grants, target.chapter).has('chapter.return');
  return may ? { version } : null;
}

async function headingsOf(
  db: Db,
  study: Pick<Study, 'id'>,
  { target }: Pick<AuthorizedSubject, 'target'>
): Promise<readonly HeadingPart[]> {
  const city =
    target.kind === 'findings' ? await findCity(db, study.id, target.assessment.cityId) : undefined;
  return city ? synopsisParts(db, study, city) : [];
}

/** Names the sections: characteristics, or of a chapter its own text and the steps of the roadmap in it. */
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

/**
 * Reads the versions that were put before the chairs, with their signatures, scans and notes, as far as a
 * reader may know of them.
 */
import {
  isComplete,
  authorizeSignature,
  readStatement,
  subjectText,
  type RecordKind,
  type Subject
} from '#rules/approval/approval.ts';
import { sideIds, type Study, type Side } from '#rules/study/study.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import { signsForSide } from '#base/grant-duties.ts';
import type { RefusalCode } from '#base/refusal.ts';
import {
  listApprovalVersions,
  listNotings,
  listSeals,
  listSentBack,
  type NotingRow,
  type SealSummary,
  type SentBackRow
} from './store/approvals.ts';
import { listAssessmentDocuments, listAssessments, listChapters, listDocuments } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { listGrantsInStudy, type GrantRow } from '#server/auth/grants.ts';
import { listNextSteps } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { listSignaturesOf, type SignatureRow } from './store/signatures.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { type VersionSummary, contentNow } from '#areas/versions';
import {
  chapterFrom,
  findingsFrom,
  readableSubject,
  recordFrom,
  type AuthorizedSubject,
  type FoundSubject,
  type KeyedSubject
} from './subject-access.ts';

/** Describes a chair's own part in an approval. */
export interface OwnPart {
  readonly sideId: string | null;
  /** Says why the chair cannot sign now; null where they can. */
  readonly refusal: RefusalCode | null;
}

export interface SignatureView {
  readonly sideId: string;
  /** Holds the name as it was signed. */
  readonly name: Bilingual;
  readonly at: string;
  readonly digest: string;
  /** Says when and why it became void; null while it is valid. */
  readonly voided: { readonly at: string; readonly reason: Bilingual } | null;
}

export interface SealView extends Pick<
  SealSummary,
  'id' | 'sideId' | 'fileName' | 'mediaType' | 'sha256' | 'at'
> {
  readonly name: Bilingual | null;
}

export interface NotingView {
  readonly name: Bilingual | null;
  readonly userId: string;
  readonly remark: string;
  readonly at: string;
}

export type VersionStatus = 'waiting' | 'approved' | 'sent-back' | 'overtaken';

/** Describes one version as it was put before the chairs. */
export interface ApprovalVersion {
  readonly id: string;
  readonly number: number;
  readonly hash: string;
  readonly at: string;
  readonly status: VersionStatus;
  readonly signatures: readonly SignatureView[];
  /** Says who sent a record back, and why; for a text the steps of the workflow say it. */
  readonly sentBack: {
    readonly name: Bilingual | null;
    readonly reason: Bilingual;
    readonly at: string;
  } | null;
  readonly seals: readonly SealView[];
  readonly notings: readonly NotingView[];
}

export interface SideStatus {
  readonly side: Side;
  /** Names the side's present chairs, for whom an approval waits. */
  readonly chairs: readonly Bilingual[];
  readonly signature: SignatureView | null;
}

export interface SubjectSummary {
  readonly subject: string;
  readonly kind: Subject['kind'];
  /** Holds the title of the city or chapter; null for the framework and the list of pilots. */
  readonly title: Bilingual | null;
  /** Holds the name of the city or chapter in addresses. */
  readonly slug: string | null;
  readonly state: string;
  readonly isRequested: boolean;
  /**
   * Holds, by side, the status of the newest version for which approval was requested; null before there is
   * one, and for a person who reads only what is approved.
   */
  readonly sides: readonly SideStatus[] | null;
  /** Lists the versions, newest first. */
  readonly versions: readonly ApprovalVersion[];
  /** Says that what would be approved today differs from the newest approved version. */
  readonly isChanged: boolean;
}

/** Holds everything of a study's approvals, read at once. */
export interface Books {
  readonly study: Study;
  readonly versions: readonly VersionSummary[];
  readonly signatures: readonly SignatureRow[];
  readonly seals: readonly SealSummary[];
  readonly notings: readonly NotingRow[];
  readonly sentBack: readonly SentBackRow[];
  readonly grants: readonly GrantRow[];
  readonly names: ReadonlyMap<string, Bilingual>;
}

export async function openBooks(db: Db, study: Study): Promise<Books> {
  const [versions, signatures, seals, notings, sentBack, given] = await Promise.all([
    listApprovalVersions(db, study.id),
    listSignaturesOf(db, study.id),
    listSeals(db, study.id),
    listNotings(db, study.id),
    listSentBack(db, study.id),
    listGrantsInStudy(db, study.id)
  ]);
  const grants = given.filter(signsForSide);
  const people = [...signatures, ...seals, ...notings, ...sentBack, ...grants].map(({ userId }) => userId);
  return {
    study,
    versions,
    signatures,
    seals,
    notings,
    sentBack,
    grants,
    names: await namesOfUsers(db, people)
  };
}

export const validSignaturesOn = (books: Books, versionId: string): SignatureRow[] =>
  books.signatures.filter((one) => one.versionId === versionId && one.voidedAt === null);

const isApproved = (books: Books, versionId: string): boolean =>
  isComplete(validSignaturesOn(books, versionId), sideIds(books.study));

/**
 * Returns the signature with the name as it was signed; where that text is gone, with the name of the
 * account.
 */
export const signatureView = ({ names }: Books, row: SignatureRow): SignatureView => ({
  sideId: row.sideId,
  name: readStatement(row.statement)?.name ?? names.get(row.userId) ?? { en: '', zh: '' },
  at: row.at,
  digest: row.digest,
  voided:
    row.voidedAt === null
      ? null
      : { at: row.voidedAt, reason: { en: row.voidReasonEn, zh: row.voidReasonZh } }
});

function versionView(
  books: Books,
  summary: VersionSummary,
  newest: string | undefined,
  isRequested: boolean
): ApprovalVersion {
  const { names } = books;
  const back = books.sentBack.find(({ versionId }) => versionId === summary.id);
  const status: VersionStatus = isApproved(books, summary.id)
    ? 'approved'
    : summary.id === newest && isRequested
      ? 'waiting'
      : summary.documentId !== null || back
        ? 'sent-back'
        : 'overtaken';
  return {
    id: summary.id,
    number: summary.number,
    hash: summary.hash,
    at: summary.at,
    status,
    signatures: books.signatures
      .filter(({ versionId }) => versionId === summary.id)
      .map((row) => signatureView(books, row)),
    sentBack: back
      ? {
          name: names.get(back.userId) ?? null,
          reason: { en: back.reasonEn, zh: back.reasonZh },
          at: back.at
        }
      : null,
    seals: books.seals
      .filter(({ versionId }) => versionId === summary.id)
      .map(({ id, sideId, fileName, mediaType, sha256: hash, at, userId }) => ({
        id,
        sideId,
        fileName,
        mediaType,
        sha256: hash,
        at,
        name: names.get(userId) ?? null
      })),
    notings: books.notings
      .filter(({ versionId }) => versionId === summary.id)
      .map(({ userId, remark, at }) => ({ userId, remark, at, name: names.get(userId) ?? null }))
  };
}

export async function subjectSummaryOf(
  db: Db,
  books: Books,
  authorized: AuthorizedSubject
): Promise<SubjectSummary> {
  const { subject, key, newest, isRequested, readAccess } = authorized;
  const summaries = books.versions.filter((version) => version.subject === key);
  const all = summaries.map((summary) => versionView(books, summary, newest?.id, isRequested));
  const isOpen = readAccess === 'all';
  const approved = all.find(({ status }) => status === 'approved');
  return {
    subject: key,
    kind: subject.kind,
    title: authorized.title,
    slug: subject.kind === 'findings' ? subject.cityId : subject.kind === 'chapter' ? subject.slug : null,
    state: authorized.state,
    isRequested: isOpen && isRequested,
    sides: isOpen && newest ? sidesOf(books, newest.id) : null,
    // A person who reads what was approved reads the signatures that approved it, and no earlier ones.
    versions: isOpen
      ? all
      : all
          .filter(({ status }) => status === 'approved')
          .map((one) => ({ ...one, signatures: one.signatures.filter(({ voided }) => voided === null) })),
    isChanged:
      approved !== undefined &&
      approved.id === newest?.id &&
      authorized.state === 'approved' &&
      (await hasChanged(db, books.study, authorized))
  };
}

const hasChanged = async (db: Db, study: Study, authorized: AuthorizedSubject): Promise<boolean> =>
  (await contentNow(db, study, authorized))?.hash !== authorized.newest?.hash;

const sidesOf = (books: Books, versionId: string): SideStatus[] =>
  books.study.sides.map((side) => {
    const row = validSignaturesOn(books, versionId).find(({ sideId }) => sideId === side.id);
    const chairs = books.grants
      .filter(({ sideId }) => sideId === side.id)
      .map(({ userId }) => books.names.get(userId) ?? { en: '', zh: '' });
    return { side, chairs, signature: row ? signatureView(books, row) : null };
  });

/**
 * Lists every subject of the study whose approvals these roles may read, in the order of its pages: framework, pilots,
 * recommendations where there are any, cities, chapters.
 */
export async function listReadableSubjects(
  db: Db,
  books: Books,
  grants: readonly Grant[]
): Promise<AuthorizedSubject[]> {
  const { study } = books;
  const [assessments, chapters, cities, texts, nextSteps] = await Promise.all([
    listAssessments(db, study.id),
    listChapters(db, study.id),
    listCities(db, study.id),
    listAssessmentDocuments(db, study.id),
    listNextSteps(db, study.id)
  ]);
  const findings = new Map(
    texts.filter(({ kind }) => kind === 'findings').map(({ cityId, id }) => [cityId as string, id])
  );
  const documents = await listDocuments(db, [...findings.values(), ...chapters.map(({ id }) => id)]);
  const names = new Map(cities.map(({ id, shortName }) => [id as string, shortName]));
  const hasRecommendations = nextSteps.some(({ kind }) => kind === 'recommendation');
  const found = [
    recordAmong(books, 'framework'),
    recordAmong(books, 'pilots'),
    ...(hasRecommendations ? [recordAmong(books, 'recommendations')] : []),
    ...assessments.flatMap((assessment): FoundSubject[] => {
      const { cityId } = assessment;
      const title = names.get(cityId);
      const document = documents.get(findings.get(cityId) ?? '');
      return title && document
        ? [findingsFrom({ ...keyed(books, { kind: 'findings', cityId }), title }, assessment, document)]
        : [];
    }),
    ...chapters.flatMap((chapter): FoundSubject[] => {
      const document = documents.get(chapter.id);
      return document
        ? [chapterFrom(keyed(books, { kind: 'chapter', slug: chapter.slug }), chapter, document)]
        : [];
    })
  ];
  return found.flatMap((one) => readableSubject(grants, one) ?? []);
}

const keyed = ({ versions }: Books, subject: Subject): KeyedSubject => {
  const key = subjectText(subject);
  return { subject, key, newest: versions.find((version) => version.subject === key) ?? null };
};

function recordAmong(books: Books, kind: RecordKind): FoundSubject {
  const record = keyed(books, { kind });
  return recordFrom(record, {
    isApproved: record.newest !== null && isApproved(books, record.newest.id),
    isSentBack: books.sentBack.some(({ versionId }) => versionId === record.newest?.id)
  });
}

/** Returns whether this chair can sign now, and for which side. */
export async function ownPart(
  db: Db,
  books: Books,
  authorized: AuthorizedSubject,
  { userId }: Actor
): Promise<OwnPart> {
  const { newest } = authorized;
  const now = await contentNow(db, books.study, authorized);
  const chairOf = authorized.signing.flatMap(({ sideId }) => sideId ?? []);
  const checked = authorizeSignature(
    {
      isRequested: authorized.isRequested,
      sides: sideIds(books.study),
      userId,
      chairOf,
      newest,
      hashNow: now?.hash ?? '',
      signatures: newest ? validSignaturesOn(books, newest.id) : [],
      untranslated: now?.untranslated ?? 0
    },
    { versionId: newest?.id ?? '', hash: newest?.hash ?? '' }
  );
  return { sideId: chairOf[0] ?? null, refusal: checked.ok ? null : checked.refusal.code };
}

/**
 * Reads the versions that were put before the chairs, with their signatures, scans and notes, as far as a
 * reader may know of them.
 */
import {
  isComplete,
  authorizeSignature,
  subjectText,
  type RecordKind,
  type Subject
} from '#rules/approval/approval.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
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
import type { VersionSummary } from '#areas/versions';
import { contentNow } from './approved-content.ts';
import {
  chapterFrom,
  findingsFrom,
  readableSubject,
  recordFrom,
  type AuthorizedSubject,
  type FoundSubject,
  type KeyedSubject
} from './subject-access.ts';

export interface OwnPart {
  readonly sideId: string | null;
  /** Null where the chair can sign now. */
  readonly refusal: RefusalCode | null;
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

export const isApproved = (books: Books, versionId: string): boolean =>
  isComplete(validSignaturesOn(books, versionId), sideIds(books.study));

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

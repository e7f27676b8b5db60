/** Shows each subject of an approval with its versions, and what each side has signed. */
import { readStatement, type Subject } from '#rules/approval/approval.ts';
import type { Study, Side } from '#rules/study/study.ts';
import type { Bilingual } from '#base/locale.ts';
import type { SealSummary } from './store/approvals.ts';
import type { Db } from '#server/store/open.ts';
import type { SignatureRow } from './store/signatures.ts';
import type { VersionSummary } from '#areas/versions';
import { contentNow } from './approved-content.ts';
import type { AuthorizedSubject } from './subject-access.ts';
import { type Books, validSignaturesOn, isApproved } from './approval-books.ts';

export interface SignatureView {
  readonly sideId: string;
  /** As it was signed. */
  readonly name: Bilingual;
  readonly at: string;
  readonly digest: string;
  /** Null while the signature is valid. */
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
  /** The side's present ones, for whom an approval waits. */
  readonly chairs: readonly Bilingual[];
  readonly signature: SignatureView | null;
}

export interface SubjectSummary {
  readonly subject: string;
  readonly kind: Subject['kind'];
  /** Null for the framework and the list of pilots. */
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
  /** Newest first. */
  readonly versions: readonly ApprovalVersion[];
  /** Says that what would be approved today differs from the newest approved version. */
  readonly isChanged: boolean;
}

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

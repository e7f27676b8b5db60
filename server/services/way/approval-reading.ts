/** What people read of approvals: one subject's signing page, the record of all of them, and what waits for a chair's signature. */
import { awaitedSides, isComplete, judgeSignature, readStatement, subjectText, type Subject } from '#domain/approval.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type RefusalCode, type Result } from '#domain/refusal.ts';
import type { Side } from '#domain/city.ts';
import type { Study } from '#domain/study.ts';
import type { VersionContent } from '#domain/version.ts';
import {
  findVersionSeen, listApprovalVersions, listNotings, listSeals, listSentBack, type NotingRow, type SealLine, type SentBackRow
} from '../../store/approvals.ts';
import { listAssessments, listChapters } from '../../store/assessments.ts';
import { listGrantsInStudy, type GrantRow } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { listOpenThreads } from '../../store/open-threads.ts';
import { listSignaturesOf, type SignatureRow } from '../../store/signatures.ts';
import { namesOfUsers } from '../../store/users.ts';
import { findVersion, type VersionLine } from '../../store/versions.ts';
import { enterStudy, type EnteredStudy } from '../study-door.ts';
import { contentNow, parseVersion } from './approved-content.ts';
import type { ApprovalTools } from './approval-signing.ts';
import { enterSubject, type EnteredSubject } from './subject-door.ts';
import { sha256 } from './version-facts.ts';

export interface SignatureView {
  readonly sideId: string;
  /** As it was signed. */
  readonly name: Bilingual;
  readonly at: string;
  readonly digest: string;
  /** When and why it became void; null while it stands. */
  readonly voided: { readonly at: string; readonly reason: Bilingual } | null;
}

export interface SealView extends Pick<SealLine, 'id' | 'sideId' | 'fileName' | 'mediaType' | 'sha256' | 'at'> {
  readonly name: Bilingual | null;
}

export interface NotingView {
  readonly name: Bilingual | null;
  readonly userId: string;
  readonly remark: string;
  readonly at: string;
}

export type VersionFate = 'waiting' | 'approved' | 'sent-back' | 'overtaken';

/** One version as it was put before the chairs. */
export interface ApprovalVersion {
  readonly id: string;
  readonly number: number;
  readonly hash: string;
  readonly at: string;
  readonly fate: VersionFate;
  readonly signatures: readonly SignatureView[];
  /** Of a record that a chair has sent back; of a text the way tells it. */
  readonly sentBack: { readonly name: Bilingual | null; readonly reason: Bilingual; readonly at: string } | null;
  readonly seals: readonly SealView[];
  readonly notings: readonly NotingView[];
}

export interface SideStanding {
  readonly side: Side;
  /** Who is the side's chair now; it is they whom an approval waits for. */
  readonly chairs: readonly Bilingual[];
  readonly signature: SignatureView | null;
}

export interface SubjectLine {
  readonly subject: string;
  readonly kind: Subject['kind'];
  /** Of the city or chapter; null for the framework and the list of pilots. */
  readonly title: Bilingual | null;
  /** The name of the city or chapter in addresses. */
  readonly slug: string | null;
  readonly state: string;
  readonly isAsked: boolean;
  /** The newest version that was asked for, by side; null before there is one, and for whoever reads what is approved only. */
  readonly sides: readonly SideStanding[] | null;
  /** Newest first. */
  readonly versions: readonly ApprovalVersion[];
  /** What would be approved today is not what the newest approved version says. */
  readonly isChanged: boolean;
}

export interface ApprovalView extends SubjectLine {
  readonly study: Pick<Study, 'slug' | 'title' | 'sides'>;
  readonly reading: 'all' | 'approved';
  /** The version that the page shows, whole. */
  readonly shown: { readonly id: string; readonly number: number; readonly hash: string; readonly at: string; readonly content: VersionContent | null; readonly size: number; readonly isWhole: boolean } | null;
  /** The chair's own part; null for everybody else. */
  readonly own: { readonly sideId: string | null; readonly refusal: RefusalCode | null } | null;
  readonly seen: { readonly versionId: string; readonly number: number | null; readonly at: string } | null;
  readonly openThreads: number;
  readonly mayPropose: boolean;
  readonly maySendBack: boolean;
  readonly mayNote: boolean;
  /** The sides whose sealed page this person may keep. */
  readonly maySeal: readonly string[];
}

export interface AwaitedItem {
  readonly subject: string;
  readonly kind: Subject['kind'];
  readonly title: Bilingual | null;
  readonly slug: string | null;
  readonly version: Pick<VersionLine, 'id' | 'number' | 'hash' | 'at'>;
  readonly includes: { readonly sections: number; readonly levels: number; readonly evidence: number; readonly framework: string | null };
  readonly signedBy: readonly SignatureView[];
  /** Why it is left out when several are signed at once; none where it can be signed. */
  readonly problems: readonly ({ readonly kind: 'open-threads' | 'untranslated'; readonly count: number } | { readonly kind: 'changed' | 'refused' })[];
}

/** Everything of a study's approvals, read at once. */
interface Books {
  readonly study: Study;
  readonly versions: readonly VersionLine[];
  readonly signatures: readonly SignatureRow[];
  readonly seals: readonly SealLine[];
  readonly notings: readonly NotingRow[];
  readonly sentBack: readonly SentBackRow[];
  readonly grants: readonly GrantRow[];
  readonly names: ReadonlyMap<string, Bilingual>;
}

async function openBooks(db: Db, study: Study): Promise<Books> {
  const versions = await listApprovalVersions(db, study.id);
  const signatures = await listSignaturesOf(db, study.id);
  const seals = await listSeals(db, study.id);
  const notings = await listNotings(db, study.id);
  const sentBack = await listSentBack(db, study.id);
  const grants = (await listGrantsInStudy(db, study.id)).filter(({ role }) => role === 'chair');
  const people = [...signatures, ...seals, ...notings, ...sentBack, ...grants].map(({ userId }) => userId);
  return { study, versions, signatures, seals, notings, sentBack, grants, names: await namesOfUsers(db, people) };
}

const sideIds = (study: Study): string[] => study.sides.map(({ id }) => id);

const standingOn = (books: Books, versionId: string): SignatureRow[] =>
  books.signatures.filter((one) => one.versionId === versionId && one.voidedAt === null);

const isApproved = (books: Books, versionId: string): boolean => isComplete(standingOn(books, versionId), sideIds(books.study));

/** The name as it was signed; where the words are gone, as the account has it. */
const signatureView = ({ names }: Books, row: SignatureRow): SignatureView => ({
  sideId: row.sideId,
  name: readStatement(row.statement)?.name ?? names.get(row.userId) ?? { en: '', zh: '' },
  at: row.at,
  digest: row.digest,
  voided: row.voidedAt === null ? null : { at: row.voidedAt, reason: { en: row.voidReasonEn, zh: row.voidReasonZh } }
});

function versionView(books: Books, line: VersionLine, newest: string | undefined, isAsked: boolean): ApprovalVersion {
  const { names } = books;
  const back = books.sentBack.find(({ versionId }) => versionId === line.id);
  const fate: VersionFate = isApproved(books, line.id) ? 'approved' : line.id === newest && isAsked ? 'waiting' : line.documentId !== null || back ? 'sent-back' : 'overtaken';
  return {
    id: line.id, number: line.number, hash: line.hash, at: line.at, fate,
    signatures: books.signatures.filter(({ versionId }) => versionId === line.id).map((row) => signatureView(books, row)),
    sentBack: back ? { name: names.get(back.userId) ?? null, reason: { en: back.reasonEn, zh: back.reasonZh }, at: back.at } : null,
    seals: books.seals
      .filter(({ versionId }) => versionId === line.id)
      .map(({ id, sideId, fileName, mediaType, sha256: hash, at, userId }) => ({ id, sideId, fileName, mediaType, sha256: hash, at, name: names.get(userId) ?? null })),
    notings: books.notings
      .filter(({ versionId }) => versionId === line.id)
      .map(({ userId, remark, at }) => ({ userId, remark, at, name: names.get(userId) ?? null }))
  };
}

async function lineOf(db: Db, books: Books, entered: EnteredSubject): Promise<SubjectLine> {
  const { subject, key, newest, isAsked, reading } = entered;
  const lines = books.versions.filter((version) => version.subject === key);
  const all = lines.map((line) => versionView(books, line, newest?.id, isAsked));
  const isOpen = reading === 'all';
  const approved = all.find(({ fate }) => fate === 'approved');
  return {
    subject: key,
    kind: subject.kind,
    title: entered.title,
    slug: subject.kind === 'findings' ? subject.cityId : subject.kind === 'chapter' ? subject.slug : null,
    state: entered.state,
    isAsked: isOpen && isAsked,
    sides: isOpen && newest ? sidesOf(books, newest.id) : null,
    // Who reads what was approved reads the signatures that made it so, and nothing of the way there.
    versions: isOpen
      ? all
      : all.filter(({ fate }) => fate === 'approved').map((one) => ({ ...one, signatures: one.signatures.filter(({ voided }) => voided === null) })),
    isChanged: approved !== undefined && approved.id === newest?.id && entered.state === 'approved' && (await hasChanged(db, books.study, entered))
  };
}

const hasChanged = async (db: Db, study: Study, entered: EnteredSubject): Promise<boolean> =>
  (await contentNow(db, study, entered))?.hash !== entered.newest?.hash;

const sidesOf = (books: Books, versionId: string): SideStanding[] =>
  books.study.sides.map((side) => {
    const row = standingOn(books, versionId).find(({ sideId }) => sideId === side.id);
    const chairs = books.grants.filter(({ sideId }) => sideId === side.id).map(({ userId }) => books.names.get(userId) ?? { en: '', zh: '' });
    return { side, chairs, signature: row ? signatureView(books, row) : null };
  });

/** Every subject of the study, in the order of its pages: framework, pilots, cities, chapters. */
async function listSubjects(db: Db, study: Study): Promise<Subject[]> {
  const cities = await listAssessments(db, study.id);
  const chapters = await listChapters(db, study.id);
  return [
    { kind: 'framework' },
    { kind: 'pilots' },
    ...cities.map(({ cityId }): Subject => ({ kind: 'findings', cityId })),
    ...chapters.map(({ slug }): Subject => ({ kind: 'chapter', slug }))
  ];
}

async function enterAll(db: Db, { study, grants }: Pick<EnteredStudy, 'study' | 'grants'>): Promise<EnteredSubject[]> {
  const entered: EnteredSubject[] = [];
  for (const subject of await listSubjects(db, study)) {
    const one = await enterSubject(db, study, grants, subjectText(subject));
    if (one.ok) entered.push(one.value);
  }
  return entered;
}

export interface ApprovalRecord {
  readonly sides: Study['sides'];
  readonly subjects: readonly SubjectLine[];
  readonly maySign: boolean;
  readonly mayPropose: boolean;
  readonly mayNote: boolean;
}

export async function listRecord(tools: Pick<ApprovalTools, 'store'>, actor: Actor, studySlug: string): Promise<Result<ApprovalRecord>> {
  const { db } = tools.store;
  const entered = await enterStudy(db, actor, studySlug, 'study.approvals');
  if (!entered.ok) return entered;
  const { study, abilities } = entered.value;
  const books = await openBooks(db, study);
  const subjects: SubjectLine[] = [];
  for (const one of await enterAll(db, entered.value)) subjects.push(await lineOf(db, books, one));
  return ok({ sides: study.sides, subjects, maySign: abilities.has('study.sign'), mayPropose: abilities.has('study.propose'), mayNote: abilities.has('study.note') });
}

/** `versionId` is the version to show; without one the newest that the person may read. */
export async function loadApproval(tools: Pick<ApprovalTools, 'store'>, actor: Actor, studySlug: string, text: string, versionId?: string): Promise<Result<ApprovalView>> {
  const { db } = tools.store;
  const entered = await enterStudy(db, actor, studySlug);
  if (!entered.ok) return entered;
  const { study, grants, abilities } = entered.value;
  const found = await enterSubject(db, study, grants, text);
  if (!found.ok) return found;
  const subject = found.value;
  const books = await openBooks(db, study);
  const line = await lineOf(db, books, subject);
  const listed = versionId === undefined ? line.versions[0] : line.versions.find(({ id }) => id === versionId);
  if (versionId !== undefined && !listed) return refuse('not-found');
  const row = listed && (await findVersion(db, study.id, listed.id));
  const seen = subject.signing.length > 0 ? await findVersionSeen(db, study.id, subject.key, actor.userId) : undefined;
  const chairOf = grants.filter(({ role }) => role === 'chair').flatMap(({ sideId }) => sideId ?? []);
  return ok({
    ...line,
    study: { slug: study.slug, title: study.title, sides: study.sides },
    reading: subject.reading === 'all' ? 'all' : 'approved',
    shown: row
      ? { id: row.id, number: row.number, hash: row.hash, at: row.at, content: parseVersion(row.bytes) ?? null, size: row.bytes.byteLength, isWhole: sha256(row.bytes) === row.hash }
      : null,
    own: subject.signing.length > 0 ? await ownPart(db, books, subject, actor) : null,
    seen: seen ? { versionId: seen.versionId, number: books.versions.find(({ id }) => id === seen.versionId)?.number ?? null, at: seen.at } : null,
    openThreads: subject.reading === 'all' && subject.place.kind !== 'record' ? (await listOpenThreads(db, subject.place.document.id)).length : 0,
    mayPropose: subject.mayPropose,
    maySendBack: subject.place.kind === 'record' && subject.isAsked && abilities.has('study.sign'),
    mayNote: abilities.has('study.note') && !books.notings.some((one) => one.userId === actor.userId && one.versionId === listed?.id),
    maySeal: abilities.has('study.propose') ? sideIds(study) : chairOf
  });
}

async function ownPart(db: Db, books: Books, entered: EnteredSubject, { userId }: Actor): Promise<NonNullable<ApprovalView['own']>> {
  const { newest } = entered;
  const now = await contentNow(db, books.study, entered);
  const chairOf = entered.signing.flatMap(({ sideId }) => sideId ?? []);
  const judged = judgeSignature(
    {
      isAsked: entered.isAsked, sides: sideIds(books.study), userId, chairOf, newest, hashNow: now?.hash ?? '',
      signatures: newest ? standingOn(books, newest.id) : [], untranslated: now?.untranslated ?? 0
    },
    { versionId: newest?.id ?? '', hash: newest?.hash ?? '' }
  );
  return { sideId: chairOf[0] ?? null, refusal: judged.ok ? null : judged.refusal.code };
}

/** What waits for this chair's signature; `forbidden` for everybody else. */
export async function listAwaited(tools: Pick<ApprovalTools, 'store'>, actor: Actor, studySlug: string): Promise<Result<AwaitedItem[]>> {
  const { db } = tools.store;
  const entered = await enterStudy(db, actor, studySlug, 'study.sign');
  if (!entered.ok) return entered;
  const books = await openBooks(db, entered.value.study);
  const items: AwaitedItem[] = [];
  for (const one of await enterAll(db, entered.value)) {
    const item = one.isAsked && one.signing.length > 0 ? await awaitedItem(db, books, one, actor) : undefined;
    if (item) items.push(item);
  }
  return ok(items);
}

async function awaitedItem(db: Db, books: Books, entered: EnteredSubject, actor: Actor): Promise<AwaitedItem | undefined> {
  const { newest, subject, place, key } = entered;
  if (!newest) return undefined;
  const signatures = standingOn(books, newest.id);
  const own: readonly string[] = entered.signing.flatMap(({ sideId }) => sideId ?? []);
  if (!awaitedSides(signatures, sideIds(books.study)).some((side) => own.includes(side))) return undefined;
  const now = await contentNow(db, books.study, entered);
  const threads = place.kind === 'record' ? 0 : (await listOpenThreads(db, place.document.id)).length;
  const refusal = (await ownPart(db, books, entered, actor)).refusal;
  const problems: AwaitedItem['problems'][number][] = [
    ...(threads > 0 ? [{ kind: 'open-threads' as const, count: threads }] : []),
    ...(now && now.untranslated > 0 ? [{ kind: 'untranslated' as const, count: now.untranslated }] : []),
    ...(now?.hash !== newest.hash ? [{ kind: 'changed' as const }] : [])
  ];
  return {
    subject: key,
    kind: subject.kind,
    title: entered.title,
    slug: subject.kind === 'findings' ? subject.cityId : subject.kind === 'chapter' ? subject.slug : null,
    version: { id: newest.id, number: newest.number, hash: newest.hash, at: newest.at },
    includes: includedIn(now?.content),
    signedBy: signatures.map((row) => signatureView(books, row)),
    problems: problems.length === 0 && refusal !== null ? [{ kind: 'refused' }] : problems
  };
}

function includedIn(content: VersionContent | undefined): AwaitedItem['includes'] {
  if (!content || !('sections' in content)) return { sections: 0, levels: 0, evidence: 0, framework: null };
  const { sections, levels, evidence, framework } = content;
  return { sections: sections.length, levels: levels.filter(({ level }) => level !== null).length, evidence: evidence.length, framework: framework?.version ?? null };
}

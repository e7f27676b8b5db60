/** The record of a study's approvals, and what waits for a chair's signature. */
import { awaitedSides, type Subject } from '#domain/approval.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { VersionContent } from '#domain/version.ts';
import type { Db, Store } from '../../store/open.ts';
import { listOpenThreads } from '../../store/open-threads.ts';
import type { VersionLine } from '../../store/versions.ts';
import { enterStudy } from '../study-door.ts';
import {
  enterAll,
  lineOf,
  openBooks,
  ownPart,
  sideIds,
  signatureView,
  standingOn,
  type Books,
  type SignatureView,
  type SubjectLine
} from './approval-books.ts';
import { contentNow } from './approved-content.ts';
import type { EnteredSubject } from './subject-door.ts';

interface ReadingTools {
  readonly store: Store;
}

export interface AwaitedItem {
  readonly subject: string;
  readonly kind: Subject['kind'];
  readonly title: Bilingual | null;
  readonly slug: string | null;
  readonly version: Pick<VersionLine, 'id' | 'number' | 'hash' | 'at'>;
  readonly includes: {
    readonly sections: number;
    readonly levels: number;
    readonly evidence: number;
    readonly framework: string | null;
  };
  readonly signedBy: readonly SignatureView[];
  /** Why it is left out when several are signed at once; none where it can be signed. */
  readonly problems: readonly (
    | { readonly kind: 'open-threads' | 'untranslated'; readonly count: number }
    | { readonly kind: 'changed' | 'refused' }
  )[];
}

export interface ApprovalRecord {
  readonly sides: Study['sides'];
  readonly subjects: readonly SubjectLine[];
  readonly maySign: boolean;
  readonly mayPropose: boolean;
  readonly mayNote: boolean;
}

export async function listRecord(
  tools: ReadingTools,
  actor: Actor,
  studySlug: string
): Promise<Result<ApprovalRecord>> {
  const { db } = tools.store;
  const entered = await enterStudy(db, actor, studySlug, 'study.approvals');
  if (!entered.ok) return entered;
  const { study, abilities } = entered.value;
  const books = await openBooks(db, study);
  const subjects: SubjectLine[] = [];
  for (const one of await enterAll(db, entered.value)) subjects.push(await lineOf(db, books, one));
  return ok({
    sides: study.sides,
    subjects,
    maySign: abilities.has('study.sign'),
    mayPropose: abilities.has('study.propose'),
    mayNote: abilities.has('study.note')
  });
}

/** What waits for this chair's signature; `forbidden` for everybody else. */
export async function listAwaited(
  tools: ReadingTools,
  actor: Actor,
  studySlug: string
): Promise<Result<AwaitedItem[]>> {
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

async function awaitedItem(
  db: Db,
  books: Books,
  entered: EnteredSubject,
  actor: Actor
): Promise<AwaitedItem | undefined> {
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
  return {
    sections: sections.length,
    levels: levels.filter(({ level }) => level !== null).length,
    evidence: evidence.length,
    framework: framework?.version ?? null
  };
}

/** Lists a study's approvals, and what waits for a chair's signature. */
import { awaitedSides, type Subject } from '#rules/approval/approval.ts';
import type { Bilingual } from '#base/locale.ts';
import { pageOfCount, type ListPage, type PageRequest } from '#base/list-pages.ts';
import type { Actor } from '#base/permissions.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import type { VersionContent } from '#rules/versions/version.ts';
import { readsOf } from '#server/commands/read.ts';
import type { Db, Store } from '#server/store/open.ts';
import { listOpenThreads } from '#areas/threads';
import type { VersionSummary } from '#areas/versions';
import { contentNow } from './approved-content.ts';
import { studySubject } from '#areas/study';
import { listReadableSubjects, openBooks, ownPart, validSignaturesOn, type Books } from './approval-books.ts';
import {
  subjectSummaryOf,
  signatureView,
  type SignatureView,
  type SubjectSummary
} from './subject-summaries.ts';
import type { AuthorizedSubject } from './subject-access.ts';

interface RegisterTools {
  readonly store: Store;
}

export interface AwaitedItem {
  readonly subject: string;
  readonly kind: Subject['kind'];
  readonly title: Bilingual | null;
  readonly slug: string | null;
  readonly version: Pick<VersionSummary, 'id' | 'number' | 'hash' | 'at'>;
  readonly includes: {
    readonly sections: number;
    readonly levels: number;
    readonly evidence: number;
    readonly framework: string | null;
  };
  readonly signedBy: readonly SignatureView[];
  /** Lists why it is left out when several are signed at once; empty where it can be signed. */
  readonly problems: readonly (
    | { readonly kind: 'open-threads' | 'untranslated'; readonly count: number }
    | { readonly kind: 'changed' | 'refused' }
  )[];
}

export interface ApprovalRegister {
  readonly sides: Study['sides'];
  readonly subjects: readonly SubjectSummary[];
  readonly page: ListPage;
  readonly subjectCount: number;
  readonly maySign: boolean;
  readonly mayPropose: boolean;
  readonly mayNote: boolean;
}

const read = readsOf<RegisterTools>();

/** Lists the subjects that the person may know of: a page of them, or all. */
export const listRegister = read(
  { name: 'approval.register', subject: studySubject, needs: 'study.approvals' },
  async (
    { db, grants, abilities, subject: { study } },
    shown: PageRequest | null = null
  ): Promise<ApprovalRegister> => {
    const books = await openBooks(db, study);
    const readable = await listReadableSubjects(db, books, grants);
    const page = pageOfCount(readable.length, shown);
    return {
      sides: study.sides,
      subjects: await Promise.all(
        readable.slice(page.from, page.to).map((one) => subjectSummaryOf(db, books, one))
      ),
      page,
      subjectCount: readable.length,
      maySign: abilities.has('study.sign'),
      mayPropose: abilities.has('study.propose'),
      mayNote: abilities.has('study.note')
    };
  }
);

/** Lists what waits for this chair's signature; `forbidden` for everyone else. */
export const listAwaited = read(
  { name: 'approval.awaited', subject: studySubject, needs: 'study.sign' },
  async ({ db, actor, grants, subject: { study } }): Promise<AwaitedItem[]> => {
    const books = await openBooks(db, study);
    const waiting = (await listReadableSubjects(db, books, grants)).filter(
      ({ isRequested, signing }) => isRequested && signing.length > 0
    );
    const items = await Promise.all(waiting.map((one) => awaitedItem(db, books, one, actor)));
    return items.filter((item) => item !== undefined);
  }
);

async function awaitedItem(
  db: Db,
  books: Books,
  authorized: AuthorizedSubject,
  actor: Actor
): Promise<AwaitedItem | undefined> {
  const { newest, subject, target, key } = authorized;
  if (!newest) return undefined;
  const signatures = validSignaturesOn(books, newest.id);
  const own: readonly string[] = authorized.signing.flatMap(({ sideId }) => sideId ?? []);
  if (!awaitedSides(signatures, sideIds(books.study)).some((side) => own.includes(side))) return undefined;
  const now = await contentNow(db, books.study, authorized);
  const threads = target.kind === 'record' ? 0 : (await listOpenThreads(db, target.document.id)).length;
  const refusal = (await ownPart(db, books, authorized, actor)).refusal;
  const problems: AwaitedItem['problems'][number][] = [
    ...(threads > 0 ? [{ kind: 'open-threads' as const, count: threads }] : []),
    ...(now && now.untranslated > 0 ? [{ kind: 'untranslated' as const, count: now.untranslated }] : []),
    ...(now?.hash !== newest.hash ? [{ kind: 'changed' as const }] : [])
  ];
  return {
    subject: key,
    kind: subject.kind,
    title: authorized.title,
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

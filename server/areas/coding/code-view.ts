/** Shows one code: its place in the book, its codings, and what was written about it. */
import { codesAbove, inBookOrder, type Code } from '#rules/coding/code-book.ts';
import type { CodedKind, Coding } from '#rules/coding/coding.ts';
import { countCodings, type CodeCount } from '#rules/coding/coding-counts.ts';
import type { StudyId } from '#base/ids.ts';
import { pageOfCount, type ListPage } from '#base/list-pages.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { stateOfSupport, type SupportState } from '#rules/bibliography/support.ts';
import { refused } from '#server/commands/refused.ts';
import { listCodes, listTasks } from './store/coding.ts';
import type { Db } from '#server/store/open.ts';
import { listSupports, listThemes } from '#areas/practices';
import { namesOfUsers } from '#server/auth/users.ts';
import { studySubject } from '#areas/study';
import type { CodedReader, PresentCoded } from './coded-things.ts';
import { viewMemos, type MemoView } from './memo-views.ts';
import { codedReaderOf, codeFrom, hidesSome, readCodings } from './reading.ts';
import { visibleCodings } from './visible-codings.ts';

export interface CodingView {
  readonly id: string;
  readonly codeId: string;
  readonly kind: CodedKind;
  readonly coder: Bilingual | null;
  readonly isOwn: boolean;
  readonly at: string;
  readonly state: SupportState;
  readonly unit: string;
  readonly title: Bilingual | null;
  readonly city: Bilingual | null;
  readonly href: string | null;
  /** Holds the words as they were tagged, or those of a comment or note; null for an answer. */
  readonly quote: { readonly language: Locale; readonly text: string } | null;
  readonly memos: readonly MemoView[];
  /** Lists the trends and challenges that rest on the same passage or answer. */
  readonly themes: readonly { readonly id: string; readonly statement: Bilingual }[];
  readonly isCitable: boolean;
  readonly version: number;
}

export interface CodeView {
  readonly mayWrite: boolean;
  readonly code: Code;
  readonly above: readonly Code[];
  readonly below: readonly Code[];
  /** All of the book in order, for choosing another. */
  readonly codes: readonly (Pick<Code, 'id' | 'label' | 'parentId'> & { readonly depth: number })[];
  readonly codings: readonly CodingView[];
  readonly page: ListPage;
  readonly codingCount: number;
  readonly memos: readonly MemoView[];
  readonly counts: CodeCount;
  readonly hidesSome: boolean;
}

export interface ShownCodings {
  readonly page: number;
  /** Names a memo about one of them, whose page is shown instead; null for none. */
  readonly memo: string | null;
}

/** With a page of its codings, or with all of them. */
export const loadCode = readCodings(
  { name: 'coding.code', subject: studySubject, needs: 'study.coding' },
  async (reading, id: string, shown: ShownCodings | null = null): Promise<CodeView> => {
    const { db, actor, abilities } = reading;
    const { study } = reading.subject;
    const codes = (await listCodes(db, study.id)).map(codeFrom);
    const code = codes.find((one) => one.id === id);
    if (!code) throw refused('not-found');
    const reader = await codedReaderOf(reading);
    const [codings, memos, themes, tasks] = await Promise.all([
      visibleCodings(db, study, actor.userId, reader, { codeId: id }),
      viewMemos(db, study, actor),
      themesByKey(db, study.id),
      listTasks(db, study.id)
    ]);
    const [present, names] = await Promise.all([
      reader.read(codings.map(({ thing }) => thing)),
      namesOfUsers(
        db,
        codings.map(({ coderId }) => coderId)
      )
    ]);
    const counts = countCodings(
      codings.flatMap(({ codeId, key, cityId }) => {
        const now = present.get(key);
        return now ? [{ codeId, unit: now.unit, cityId, group: null }] : [];
      })
    );
    const hasMemo = (codingId: string): boolean =>
      shown !== null && (memos.get(codingId) ?? []).some((memo) => memo.id === shown.memo);
    const page = pageOfCount(
      codings.length,
      shown && { page: shown.page, at: codings.findIndex((coding) => hasMemo(coding.id)) }
    );
    const views: CodingView[] = [];
    for (const coding of codings.slice(page.from, page.to))
      views.push({
        ...(await viewCoding(coding, present, reader)),
        coder: names.get(coding.coderId) ?? null,
        isOwn: coding.coderId === actor.userId,
        memos: memos.get(coding.id) ?? [],
        themes: themes.get(coding.key) ?? []
      });
    return {
      mayWrite: abilities.has('study.coding-edit'),
      code,
      above: codesAbove(codes, id),
      below: inBookOrder(codes).filter(({ parentId }) => parentId === id),
      codes: inBookOrder(codes).map(({ id: other, label, parentId, depth }) => ({
        id: other,
        label,
        parentId,
        depth
      })),
      codings: views,
      page,
      codingCount: codings.length,
      memos: memos.get(id) ?? [],
      counts: counts.get(id)?.get(null) ?? { passages: 0, cities: 0 },
      hidesSome: hidesSome(tasks)
    };
  }
);

async function viewCoding(
  { id, codeId, thing, key, at, version }: Coding,
  present: ReadonlyMap<string, PresentCoded>,
  reader: CodedReader
): Promise<Omit<CodingView, 'coder' | 'isOwn' | 'memos' | 'themes'>> {
  const now = present.get(key);
  const [language, text] = (Object.entries(now?.words ?? {})[0] ?? ['en', '']) as [Locale, string];
  return {
    id,
    codeId,
    kind: thing.kind,
    at,
    version,
    state: stateOfSupport(thing, now),
    unit: now?.unit ?? key,
    ...(await reader.placeOf(thing)),
    quote:
      thing.kind === 'passage'
        ? { language: thing.language, text: thing.quote }
        : text === ''
          ? null
          : { language, text },
    isCitable: (thing.kind === 'passage' || thing.kind === 'answer') && now !== undefined
  };
}

/** Returns the trends and challenges that rest on each thing, by what is cited. */
async function themesByKey(
  db: Db,
  studyId: StudyId
): Promise<Map<string, { readonly id: string; readonly statement: Bilingual }[]>> {
  const themes = new Map((await listThemes(db, studyId)).map((theme) => [theme.id, theme]));
  const byKey = new Map<string, { readonly id: string; readonly statement: Bilingual }[]>();
  for (const { key, ownerKind, ownerId } of await listSupports(db, studyId)) {
    const theme = ownerKind === 'theme' ? themes.get(ownerId) : undefined;
    if (theme) byKey.set(key, [...(byKey.get(key) ?? []), { id: theme.id, statement: theme.statement }]);
  }
  return byKey;
}

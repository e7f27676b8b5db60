/** Shows the code book, the codings of a code and of a text, counts, and second passes, to those who may read them. */
import { inBookOrder, pathsIn, type FoundCode } from '#domain/code-book.ts';
import type { CountGroup } from '#domain/coding.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { spellingsOf } from '#lib/search/names.ts';
import { listCodes } from '../../store/coding.ts';
import { authorizeStudy } from '../study-access.ts';
import { loadBook, type BookView } from './book-view.ts';
import { loadCode, type CodeView } from './code-view.ts';
import { loadTask, type ComparedPasses } from './pass-views.ts';
import { codeFrom, type ReadingTools } from './reading.ts';
import { loadCodingsOnText, type CodedText, type CodingsOnText } from './text-codings.ts';

export interface CodingViews {
  /** Lists the codes with the spellings by which they are found. */
  palette(actor: Actor, studySlug: string): Promise<Result<readonly FoundCode[]>>;
  /** Shows the code book; with `isWithBelow`, the counts of a code include those of the codes below it. */
  load(actor: Actor, studySlug: string, group: CountGroup, isWithBelow?: boolean): Promise<Result<BookView>>;
  loadCode(actor: Actor, studySlug: string, id: string): Promise<Result<CodeView>>;
  /** Lists the codings of a text; null for a reader who reads none. */
  onText(actor: Actor, studySlug: string, text: CodedText): Promise<Result<CodingsOnText | null>>;
  loadTask(actor: Actor, studySlug: string, taskId: string): Promise<Result<ComparedPasses>>;
}

export function openCodingViews(tools: ReadingTools): CodingViews {
  const { db } = tools;
  return {
    palette: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding');
      if (!authorized.ok) return authorized;
      const codes = (await listCodes(db, authorized.value.study.id)).map(codeFrom);
      const above = pathsIn(codes);
      return ok(
        inBookOrder(codes).map((code) => ({
          id: code.id,
          label: code.label,
          definition: code.definition,
          colour: code.colour,
          above: above(code.id).map(({ label }) => label),
          spellings: spellingsOf(code.label)
        }))
      );
    },
    load: (actor, studySlug, group, isWithBelow = false) =>
      loadBook(tools, actor, studySlug, group, isWithBelow),
    loadCode: (actor, studySlug, id) => loadCode(tools, actor, studySlug, id),
    onText: (actor, studySlug, text) => loadCodingsOnText(tools, actor, studySlug, text),
    loadTask: (actor, studySlug, taskId) => loadTask(tools, actor, studySlug, taskId)
  };
}

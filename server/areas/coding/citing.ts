/** Rests trends, challenges and good practices on coded passages and answers. */
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { Store } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import type { Owner, CitedContent, Supports } from '#areas/practices';
import { codedReaderOf } from './reading.ts';
import { visibleCodings } from './visible-codings.ts';

export interface CitingTools {
  readonly store: Store;
  readonly citedContent: CitedContent;
  readonly supports: Pick<Supports, 'cite'>;
}

const chosenThings = readsOf<CitingTools>()(
  { name: 'coding.chosen', subject: studySubject, needs: 'study.coding' },
  async (reading, codeId: string, codingIds: readonly string[]) => {
    const { db, actor, subject } = reading;
    const chosen = await visibleCodings(
      db,
      subject.study,
      actor.userId,
      await codedReaderOf(reading),
      { ids: codingIds },
      (row) => row.codeId === codeId
    );
    if (chosen.length === 0) throw refused('not-found');
    return chosen.map(({ thing }) => {
      // Comments and notes are internal: no statement of the study rests on them.
      if (thing.kind !== 'passage' && thing.kind !== 'answer') throw refused('invalid', { field: 'codings' });
      return thing;
    });
  }
);

export function createCitingOfCodings(tools: CitingTools) {
  const { chosen } = bind(tools, { chosen: chosenThings });
  return {
    /** What the statement rests on already stays as it is. */
    citeCodings: async (
      actor: Actor,
      studySlug: string,
      codeId: string,
      codingIds: readonly string[],
      owner: Owner
    ): Promise<Result<null>> => {
      const things = await chosen(actor, studySlug, codeId, codingIds);
      if (!things.ok) return things;
      for (const target of things.value) {
        const cited = await tools.supports.cite(actor, studySlug, { owner, role: 'supports', target });
        if (!cited.ok && cited.refusal.code !== 'conflict') return cited;
      }
      return ok(null);
    }
  };
}

/** Rests trends, challenges and good practices on coded passages and answers. */
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Store } from '../../store/open.ts';
import { authorizeStudy } from '../study-access.ts';
import type { Owner } from '../supports/owners.ts';
import type { PresentThings } from '../supports/present-things.ts';
import type { Supports } from '../supports/supports.ts';
import { openCodedReader } from './coded-things.ts';
import { visibleCodings } from './visible-codings.ts';

export interface CitingOfCodings {
  /** Cites what the chosen codings of a code tag. What the statement rests on already stays as it is. */
  citeCodings(
    actor: Actor,
    studySlug: string,
    codeId: string,
    codingIds: readonly string[],
    owner: Owner
  ): Promise<Result<null>>;
}

export interface CitingTools {
  readonly store: Store;
  readonly presentThings: PresentThings;
  readonly supports: Pick<Supports, 'cite'>;
}

export function openCitingOfCodings({ store, presentThings, supports }: CitingTools): CitingOfCodings {
  const { db } = store;
  return {
    citeCodings: async (actor, studySlug, codeId, codingIds, owner) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding');
      if (!authorized.ok) return authorized;
      const reader = await openCodedReader(db, presentThings, { actor, ...authorized.value });
      const chosen = await visibleCodings(
        db,
        authorized.value.study,
        actor.userId,
        reader,
        { ids: codingIds },
        (row) => row.codeId === codeId
      );
      if (chosen.length === 0) return refuse('not-found');
      for (const { thing } of chosen) {
        // Comments and notes are internal: no statement of the study rests on them.
        if (thing.kind !== 'passage' && thing.kind !== 'answer')
          return refuse('invalid', { field: 'codings' });
        const cited = await supports.cite(actor, studySlug, { owner, role: 'supports', target: thing });
        if (!cited.ok && cited.refusal.code !== 'conflict') return cited;
      }
      return ok(null);
    }
  };
}

/** Manages the bibliography of a study: sources, and what cites each. */
import { mostSources, validateSource, type Source, type SourceInput } from '#domain/bibliography.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { listSources, sources } from '../../store/bibliography.ts';
import { countSourceUses, listSourceUses, type SourceUse } from '../../store/citations.ts';
import { authorizeStudy } from '../study-access.ts';
import { editsOf, type Edits } from './edits.ts';

export interface SourceSummary extends Source {
  /** Counts the citations of the source. */
  readonly uses: number;
}

export interface SourceList {
  readonly mayWrite: boolean;
  readonly sources: readonly SourceSummary[];
}

export interface SourcePage {
  readonly mayWrite: boolean;
  readonly source: Source;
  /** Lists what cites the source, which cannot be removed while anything does. */
  readonly uses: readonly SourceUse[];
}

export interface Sources extends Edits<SourceInput> {
  list(actor: Actor, studySlug: string): Promise<Result<SourceList>>;
  load(actor: Actor, studySlug: string, id: string): Promise<Result<SourcePage>>;
}

export function openSources(tools: CommandDeps): Sources {
  const { db } = tools.store;
  return {
    ...editsOf<SourceInput>(tools, {
      event: 'source.changed',
      most: mostSources,
      nameOf: ({ title }) => title,
      validate: (_, __, input) => validateSource(input),
      store: sources,
      isUsed: async (trx, { studyId }, id) => (await countSourceUses(trx, studyId)).has(id)
    }),

    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const uses = await countSourceUses(db, study.id);
      return ok({
        mayWrite: abilities.has('study.research-edit'),
        sources: (await listSources(db, study.id)).map((source) => ({
          ...source,
          uses: uses.get(source.id) ?? 0
        }))
      });
    },

    load: async (actor, studySlug, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const source = await sources.find(db, study.id, id);
      if (!source) return refuse('not-found');
      return ok({
        mayWrite: abilities.has('study.research-edit'),
        source,
        uses: await listSourceUses(db, study.id, id)
      });
    }
  };
}

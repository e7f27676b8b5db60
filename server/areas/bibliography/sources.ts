import {
  mostSources,
  validateSource,
  type Source,
  type SourceInput
} from '#rules/bibliography/bibliography.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listSources, sources } from './store/bibliography.ts';
import { countSourceUses, listSourceUses, type SourceUse } from './store/citations.ts';
import { studySubject } from '#areas/study';
import { bindEdits, editsOf } from './edits.ts';

export interface SourceSummary extends Source {
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

const edits = editsOf<SourceInput>({
  name: 'source',
  event: 'source.changed',
  most: mostSources,
  nameOf: ({ title }) => title,
  validate: (_, __, input) => validateSource(input),
  store: sources,
  isUsed: async (trx, { studyId }, id) => (await countSourceUses(trx, studyId)).has(id)
});

const read = readsOf<CommandDeps>();

const list = read(
  { name: 'context.sources', subject: studySubject },
  async ({ db, abilities, subject: { study } }): Promise<SourceList> => {
    const uses = await countSourceUses(db, study.id);
    return {
      mayWrite: abilities.has('study.research-edit'),
      sources: (await listSources(db, study.id)).map((source) => ({
        ...source,
        uses: uses.get(source.id) ?? 0
      }))
    };
  }
);

const load = read(
  { name: 'context.source', subject: studySubject },
  async ({ db, abilities, subject: { study } }, id: string): Promise<SourcePage> => {
    const source = await sources.find(db, study.id, id);
    if (!source) throw refused('not-found');
    return {
      mayWrite: abilities.has('study.research-edit'),
      source,
      uses: await listSourceUses(db, study.id, id)
    };
  }
);

export const createSources = (tools: CommandDeps) => ({
  ...bindEdits(tools, edits),
  ...bind(tools, { list, load })
});

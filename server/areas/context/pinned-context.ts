/**
 * Loads the context facts that are shown next to a city's answers: public entries and figures alone, never talks
 * with solution providers.
 */
import type { Source } from '#rules/bibliography/bibliography.ts';
import type { ContextFigure } from '#rules/context/context-figure.ts';
import type { Entry } from '#rules/context/context.ts';
import { assessmentAbilitiesOf } from '#base/permissions.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { findAssessment } from '#areas/assessments';
import { listSources, listPinnedFacts, type PinnedFact } from '#areas/bibliography';
import { listEntries } from './store/context-entries.ts';
import { listContextFigures } from './store/context-figures.ts';
import { studySubject } from '#areas/study';

export interface PinnedContext {
  readonly facts: readonly PinnedFact[];
  readonly entries: readonly Entry[];
  readonly figures: readonly ContextFigure[];
  /** Holds the sources that these facts cite. */
  readonly sources: readonly Source[];
}

const nothing: PinnedContext = { facts: [], entries: [], figures: [], sources: [] };

const read = readsOf<Pick<CommandDeps, 'store'>>();

const list = read(
  { name: 'context.pinned', subject: studySubject },
  async (
    { db, grants, subject: { study } },
    place: { readonly city: string; readonly characteristic: string }
  ): Promise<PinnedContext> => {
    const assessment = await findAssessment(db, study.id, place.city);
    if (!assessment || !assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
      throw refused('not-found');
    const facts = await listPinnedFacts(db, study.id, place);
    if (facts.length === 0) return nothing;
    const ids = (kind: PinnedFact['kind']): string[] =>
      facts.filter((fact) => fact.kind === kind).map(({ id }) => id);
    const entries = await listEntries(db, study.id, ids('entry'));
    const figures = await listContextFigures(db, study.id, ids('figure'));
    const cited = new Set(
      [...entries, ...figures].flatMap(({ citations }) => citations.map(({ sourceId }) => sourceId))
    );
    const sources = (await listSources(db, study.id)).filter(({ id }) => cited.has(id));
    return { facts, entries, figures, sources };
  }
);

export const createPinnedContext = (tools: Pick<CommandDeps, 'store'>) => bind(tools, { list });

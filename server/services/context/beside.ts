/**
 * Loads the context facts that are shown next to a city's answers: public entries and figures alone, never talks
 * with solution providers.
 */
import type { Source } from '#domain/bibliography.ts';
import type { ContextFigure } from '#domain/context-figure.ts';
import type { Entry } from '#domain/context.ts';
import { assessmentAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findAssessment } from '../../store/assessments.ts';
import { listSources } from '../../store/bibliography.ts';
import { listPinnedFacts, type PinnedFact } from '../../store/citations.ts';
import { listEntries } from '../../store/context-entries.ts';
import { listContextFigures } from '../../store/context-figures.ts';
import type { Store } from '../../store/open.ts';
import { authorizeStudy } from '../study-access.ts';

export interface FactsBeside {
  readonly facts: readonly PinnedFact[];
  readonly entries: readonly Entry[];
  readonly figures: readonly ContextFigure[];
  /** Holds the sources that these facts cite. */
  readonly sources: readonly Source[];
}

export interface ContextBeside {
  list(
    actor: Actor,
    studySlug: string,
    place: { readonly city: string; readonly characteristic: string }
  ): Promise<Result<FactsBeside>>;
}

const nothing: FactsBeside = { facts: [], entries: [], figures: [], sources: [] };

export function openContextBeside({ store: { db } }: { readonly store: Store }): ContextBeside {
  return {
    list: async (actor, studySlug, place) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const assessment = await findAssessment(db, study.id, place.city);
      if (!assessment || !assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
        return refuse('not-found');
      const facts = await listPinnedFacts(db, study.id, place);
      if (facts.length === 0) return ok(nothing);
      const ids = (kind: PinnedFact['kind']): ReadonlySet<string> =>
        new Set(facts.filter((fact) => fact.kind === kind).map(({ id }) => id));
      const wanted = { entry: ids('entry'), figure: ids('figure') };
      const entries = (await listEntries(db, study.id)).filter(({ id }) => wanted.entry.has(id));
      const figures = (await listContextFigures(db, study.id)).filter(({ id }) => wanted.figure.has(id));
      const cited = new Set(
        [...entries, ...figures].flatMap(({ citations }) => citations.map(({ sourceId }) => sourceId))
      );
      const sources = (await listSources(db, study.id)).filter(({ id }) => cited.has(id));
      return ok({ facts, entries, figures, sources });
    }
  };
}

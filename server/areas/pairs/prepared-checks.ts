/** Prepares the checks of two languages for the texts of a study: its terms and the names of its cities. */
import type { GlossaryTerm } from '#rules/pairs/glossary.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { markOf } from '#base/canonical.ts';
import { prepareChecks, type PreparedChecks } from '#rules/pairs/parity/text-findings.ts';
import { listCities } from '#areas/cities';
import { listTerms } from './store/glossary.ts';
import type { Db } from '#server/store/open.ts';

export interface StudyCheckBasis {
  readonly terms: readonly GlossaryTerm[];
  readonly cities: readonly Bilingual[];
}

export async function loadCheckBasis(db: Db, studyId: StudyId): Promise<StudyCheckBasis> {
  const [terms, cities] = [await listTerms(db, studyId), await listCities(db, studyId)];
  return { terms, cities: cities.map(({ name }) => name) };
}

export interface MarkedChecks {
  readonly mark: string;
  readonly checks: PreparedChecks;
}

/** Returns what prepares the checks of a study; those of the last one are kept until its terms or cities change. */
export function openPreparedChecks(): (db: Db, studyId: StudyId) => Promise<MarkedChecks> {
  let prepared: MarkedChecks | null = null;
  return async (db, studyId) => {
    const basis = await loadCheckBasis(db, studyId);
    const mark = markOf([studyId, basis]);
    if (prepared?.mark === mark) return prepared;
    return (prepared = { mark, checks: prepareChecks(basis) });
  };
}

/** Finds one passage of a text as it is now, with the pair that it belongs to. */
import type { Locale } from '#base/locale.ts';
import { isUnitId, type Unit } from '#rules/pairs/units.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import { refuse, ok, type Result } from '#base/refusal.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { readContent } from '#areas/documents';
import { loadPairFacts, statesIn } from './pair-facts.ts';

export interface PassageName {
  readonly section: string;
  readonly language: Locale;
  readonly block: string;
}

export interface FoundPassage {
  readonly unit: Unit;
  readonly pair: PairStatus;
}

/** `not-found` where the text has none of this name, or none with words. */
export async function findPassage(
  db: Db,
  workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>,
  document: DocumentRow,
  { section, language, block }: PassageName,
  requester: string
): Promise<Result<FoundPassage>> {
  if (!isUnitId(block)) return refuse('invalid', { field: 'block' });
  const { sections } = await readContent(db, workers, document, requester);
  const found = sections.find(({ id }) => id === section);
  if (!found) return refuse('not-found');
  const pair = statesIn(found, await loadPairFacts(db, document.id)).find(
    (one) => one[language]?.id === block
  );
  const unit = pair?.[language];
  return pair && unit ? ok({ unit, pair }) : refuse('not-found');
}

/** Reads the things besides texts and answers that supports name, each with its fingerprint. */
import type { Bilingual } from '#base/locale.ts';
import { stageOf } from '#rules/practices/practice.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import { supportKey, type Present, type SupportTarget, type ThingKind } from '#rules/bibliography/support.ts';
import { listSources } from '#areas/bibliography';
import { contentPrint, listSteps } from '#areas/documents';
import { listEntries, listContextFigures, listTalks } from '#areas/context';
import { listEvidenceByIds, listFiles } from '#areas/evidence';
import { listNextSteps } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { listPractices } from '../store/practices.ts';
import { listThemes } from '../store/themes.ts';

export interface CitedItem extends Present {
  /** Null for a passage or an answer, which its place names. */
  readonly title: Bilingual | null;
  /** Names the city to which a piece of evidence or a practice belongs. */
  readonly cityId: string | null;
  /** True for evidence that the city holds back. */
  readonly isConfidential: boolean;
}

export const anything = { title: null, cityId: null, isConfidential: false };

type Lookup = (db: Db, study: Study, ids: readonly string[]) => Promise<Map<string, CitedItem>>;

const lookups: Readonly<Record<ThingKind, Lookup>> = {
  evidence: async (db, study, ids) => {
    const pieces = (await listEvidenceByIds(db, study.id, ids)).filter(
      ({ withdrawnAt }) => withdrawnAt === null
    );
    const files = await listFiles(
      db,
      pieces.map(({ id }) => id)
    );
    return new Map(
      pieces.map((piece) => [
        piece.id,
        {
          title: { en: piece.titleEn, zh: piece.titleZh },
          cityId: piece.cityId,
          isConfidential: piece.isConfidential === 1,
          print: contentPrint([
            piece.url ?? '',
            piece.citation,
            files.filter(({ evidenceId }) => evidenceId === piece.id).map(({ sha256 }) => sha256)
          ])
        }
      ])
    );
  },
  practice: async (db, study, ids) => {
    const sides = sideIds(study);
    return new Map(
      (await listPractices(db, study.id))
        .filter((card) => ids.includes(card.id) && stageOf(card, sides) !== 'closed')
        .map((card) => [card.id, { ...anything, title: card.title, cityId: card.cityId, print: null }])
    );
  },
  finding: async (db, study, ids) =>
    new Map(
      (await listThemes(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, statement }) => [id, { ...anything, title: statement, print: null }])
    ),
  entry: async (db, study, ids) =>
    new Map(
      (await listEntries(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...entry }) => [
          id,
          { ...anything, title: entry.title, print: contentPrint(['entry', entry]) }
        ])
    ),
  figure: async (db, study, ids) =>
    new Map(
      (await listContextFigures(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...figure }) => [
          id,
          { ...anything, title: figure.label, print: contentPrint(['figure', figure]) }
        ])
    ),
  talk: async (db, study, ids) =>
    new Map(
      (await listTalks(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...talk }) => [
          id,
          { ...anything, title: talk.party, print: contentPrint(['talk', talk]) }
        ])
    ),
  source: async (db, study, ids) =>
    new Map(
      (await listSources(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, version: _, ...source }) => [
          id,
          { ...anything, title: source.title, print: contentPrint(['source', source]) }
        ])
    ),
  // The order of the steps and what helps with them is no part of what was cited.
  step: async (db, study, ids) =>
    new Map(
      (await listSteps(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, title, characteristic, fromLevel, toLevel }) => [
          id,
          { ...anything, title, print: contentPrint(['step', title, characteristic, fromLevel, toLevel]) }
        ])
    ),
  'next-step': async (db, study, ids) =>
    new Map(
      (await listNextSteps(db, study.id))
        .filter(({ id }) => ids.includes(id))
        .map(({ id, action }) => [id, { ...anything, title: action, print: null }])
    )
};

export async function namedThings(
  db: Db,
  study: Study,
  supports: readonly SupportTarget[]
): Promise<[string, CitedItem][]> {
  const byKind = new Map<ThingKind, string[]>();
  for (const one of supports)
    if (one.kind !== 'passage' && one.kind !== 'answer')
      byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one.id]);
  const found: [string, CitedItem][] = [];
  for (const [kind, ids] of byKind) {
    const things = await lookups[kind](db, study, ids);
    for (const id of ids) {
      const thing = things.get(id);
      if (thing) found.push([supportKey({ kind, id }), thing]);
    }
  }
  return found;
}

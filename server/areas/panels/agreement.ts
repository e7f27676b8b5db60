/**
 * Computes how far assessors of the same cities agree, per characteristic and for the study, over closed
 * panels; never of one city. A reader of these figures learns no unreleased level from them: where all named
 * one level, the figures do not say which.
 */
import type { Agreement } from '#rules/panels/agreement.ts';
import type { Bilingual } from '#base/locale.ts';
import { fewestCities, tooFew, type RatedCell, type TooFew } from '#rules/panels/rating.ts';
import type { Abilities, StudyAbility } from '#base/abilities.ts';
import { shiftOver, type RoundShift } from '#rules/panels/round-shift.ts';
import type { Study } from '#rules/study/study.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { Db, Store } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { studySubject } from '#areas/study';
import { sha256 } from '#server/files/sha256.ts';
import { readClosedPanels, type ClosedPanel, type PanelCounts } from './closed-panels.ts';

type Withheld<A> = A extends { readonly kind: 'no-variation' } ? Omit<A, 'value'> : A;
export type ShownAgreement = Withheld<Agreement>;
export type ShownShift = TooFew | (RoundShift & { readonly kind: 'computed'; readonly cities: number });

export interface AgreementRow {
  readonly agreement: ShownAgreement;
  /** Holds the shift from the first revealed round to the last, of panels that had more than one. */
  readonly shift: ShownShift;
  /** Seeds the pseudo-random sequence by which cities are sampled. */
  readonly seed: number;
}

export interface CharacteristicAgreement extends AgreementRow {
  readonly id: string;
  readonly name: Bilingual;
}

export interface AgreementView {
  readonly abilities: Abilities<StudyAbility>;
  readonly rankingNotice: Bilingual | null;
  readonly panels: PanelCounts;
  /** Each city is sampled with all its characteristics. */
  readonly whole: AgreementRow;
  readonly characteristics: readonly CharacteristicAgreement[];
}

export interface AgreementTools {
  readonly store: Store;
  readonly workers: DocumentWorkers;
}

const load = readsOf<AgreementTools>()(
  { name: 'agreement.load', subject: studySubject, needs: 'study.agreement' },
  async ({ db, deps: { workers }, actor, abilities, subject: { study } }): Promise<AgreementView> => ({
    abilities,
    ...(await readAgreement({ db, workers }, study, actor.userId))
  })
);

export type AgreementOfPanels = ReturnType<typeof createAgreementOfPanels>;

export const createAgreementOfPanels = (tools: AgreementTools) => bind(tools, { load });

/** Computes the agreement of a study's assessors, for any reader: the callers authorize. */
export async function readAgreement(
  { db, workers }: { readonly db: Db; readonly workers: Pick<DocumentWorkers, 'agreements'> },
  study: Pick<Study, 'id' | 'slug'>,
  requester: string
): Promise<Omit<AgreementView, 'abilities'>> {
  const { framework, rubric, panels, counts } = await readClosedPanels(db, study.id);
  const characteristics = framework?.characteristics ?? [];
  const groups = [
    panels,
    ...characteristics.map(({ id }) => panels.filter(({ characteristic }) => characteristic === id))
  ];
  const seeds = [seedOf(study.slug), ...characteristics.map(({ id }) => seedOf(study.slug, id))];
  const levels = rubric?.levels.length ?? 0;
  const input = groups.map((some, index) => ({ cells: some.map(cellOf), levels, seed: seeds[index] ?? 0 }));
  const computed = await workers.agreements(input, requester);
  const [whole, ...rows] = groups.map((some, index): AgreementRow => ({
    agreement: withheld(computed[index] ?? tooFew(0)),
    shift: shiftOf(some),
    seed: seeds[index] ?? 0
  }));
  if (!whole) throw new Error('The computation returned no row for the whole study');
  return {
    rankingNotice: framework?.rankingNotice ?? null,
    panels: counts,
    whole,
    characteristics: rows.flatMap((row, index) => {
      const characteristic = characteristics[index];
      return characteristic ? [{ ...row, id: characteristic.id, name: characteristic.name }] : [];
    })
  };
}

export const cellOf = ({ cityId, last }: ClosedPanel): RatedCell => ({
  city: cityId,
  ratings: last.map(({ assessor, value }) => ({ assessor, value }))
});

/**
 * Returns the first 32 bits of SHA-256 over the study's slug, with the characteristic after a space: the same
 * result on every request.
 */
export const seedOf = (studySlug: string, characteristic?: string): number =>
  Number.parseInt(
    sha256(characteristic === undefined ? studySlug : `${studySlug} ${characteristic}`).slice(0, 8),
    16
  );

function withheld(agreement: Agreement): ShownAgreement {
  if (agreement.kind !== 'no-variation') return agreement;
  const { kind, cities, cells, assessors, ratings } = agreement;
  return { kind, cities, cells, assessors, ratings };
}

/** It is withheld for too few cities too: it would show what one panel changed. */
function shiftOf(panels: readonly ClosedPanel[]): ShownShift {
  const again = panels.filter(({ rounds }) => rounds > 1);
  const cities = new Set(again.map(({ cityId }) => cityId)).size;
  if (cities < fewestCities) return tooFew(cities);
  return {
    kind: 'computed',
    cities,
    ...shiftOver(again.map(({ first, last }) => ({ before: first, after: last })))
  };
}

/**
 * How far assessors of the same cities agree, per characteristic and for the study, over closed panels; never of one city. Whoever may read
 * it learns no level by it that has not been released: where all named one level it is not said which.
 */
import type { Agreement } from '#domain/agreement.ts';
import type { Bilingual } from '#domain/locale.ts';
import { fewestCities, tooFew, type RatedCell, type TooFew } from '#domain/rating.ts';
import type { Abilities, Actor, StudyAbility } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { shiftOver, type RoundShift } from '#domain/round-shift.ts';
import type { Store } from '../../store/open.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { enterStudy } from '../study-door.ts';
import { sha256 } from '../sha256.ts';
import { readClosedPanels, type ClosedPanel, type PanelCounts } from './closed-panels.ts';

type Withheld<A> = A extends { readonly kind: 'no-variation' } ? Omit<A, 'value'> : A;
export type ToldAgreement = Withheld<Agreement>;
export type ToldShift = TooFew | (RoundShift & { readonly kind: 'told'; readonly cities: number });

export interface AgreementLine {
  readonly agreement: ToldAgreement;
  /** From the first revealed round to the last, of panels that had more than one. */
  readonly shift: ToldShift;
  /** Begins the row of chances by which cities were drawn. */
  readonly seed: number;
}

export interface CharacteristicAgreement extends AgreementLine {
  readonly id: string;
  readonly name: Bilingual;
}

export interface AgreementView {
  readonly abilities: Abilities<StudyAbility>;
  readonly rankingNotice: Bilingual | null;
  readonly panels: PanelCounts;
  /** All characteristics together; each city is drawn with all its characteristics. */
  readonly whole: AgreementLine;
  readonly characteristics: readonly CharacteristicAgreement[];
}

export interface AgreementOfPanels {
  load(actor: Actor, slug: string): Promise<Result<AgreementView>>;
}

export interface AgreementTools {
  readonly store: Store;
  readonly workshop: Workshop;
}

export function openAgreementOfPanels({ store: { db }, workshop }: AgreementTools): AgreementOfPanels {
  return {
    async load(actor, slug) {
      const entered = await enterStudy(db, actor, slug, 'study.agreement');
      if (!entered.ok) return entered;
      const { study, abilities } = entered.value;
      const { framework, rubric, panels, counts } = await readClosedPanels(db, study.id);
      const characteristics = framework?.characteristics ?? [];
      const groups = [
        panels,
        ...characteristics.map(({ id }) => panels.filter(({ characteristic }) => characteristic === id))
      ];
      const seeds = [seedOf(slug), ...characteristics.map(({ id }) => seedOf(slug, id))];
      const levels = rubric?.levels.length ?? 0;
      const asked = groups.map((some, at) => ({ cells: some.map(cellOf), levels, seed: seeds[at] ?? 0 }));
      const told = await workshop.agreements(asked, actor.userId);
      const [whole, ...lines] = groups.map((some, at): AgreementLine => ({
        agreement: withheld(told[at] ?? tooFew(0)),
        shift: shiftOf(some),
        seed: seeds[at] ?? 0
      }));
      if (!whole) throw new Error('There is always the study itself');
      return ok({
        abilities,
        rankingNotice: framework?.rankingNotice ?? null,
        panels: counts,
        whole,
        characteristics: lines.flatMap((line, at) => {
          const characteristic = characteristics[at];
          return characteristic ? [{ ...line, id: characteristic.id, name: characteristic.name }] : [];
        })
      });
    }
  };
}

export const cellOf = ({ cityId, last }: ClosedPanel): RatedCell => ({
  city: cityId,
  ratings: last.map(({ assessor, value }) => ({ assessor, value }))
});

/** The first 32 bits of SHA-256 over the study's slug, with the characteristic after a blank: the same answer whenever it is asked for. */
export const seedOf = (slug: string, characteristic?: string): number =>
  Number.parseInt(sha256(characteristic === undefined ? slug : `${slug} ${characteristic}`).slice(0, 8), 16);

function withheld(agreement: Agreement): ToldAgreement {
  if (agreement.kind !== 'no-variation') return agreement;
  const { kind, cities, cells, assessors, ratings } = agreement;
  return { kind, cities, cells, assessors, ratings };
}

/** Of too few cities it is not told either: what one panel changed would be known. */
function shiftOf(panels: readonly ClosedPanel[]): ToldShift {
  const again = panels.filter(({ rounds }) => rounds > 1);
  const cities = new Set(again.map(({ cityId }) => cityId)).size;
  if (cities < fewestCities) return tooFew(cities);
  return {
    kind: 'told',
    cities,
    ...shiftOver(again.map(({ first, last }) => ({ before: first, after: last })))
  };
}

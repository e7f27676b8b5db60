/**
 * Computes, for the chairs, who lead the panels: one assessor's levels across cities next to what each panel
 * came to, and, where a chair requests it, whether the two sides judge the same cities differently. Assessors
 * are shown one at a time: nothing adds them up or puts them in an order.
 */
import type { HouseEffect } from '#rules/panels/house-effect.ts';
import type { Bilingual } from '#base/locale.ts';
import { levelsInOrder } from '#rules/panels/score.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { listCities } from '#areas/cities';
import { studySubject } from '#areas/study';
import { namedPeople, type NamedPerson } from '#areas/people';
import type { AgreementTools } from './agreement.ts';
import { readClosedPanels, type ClosedPanel } from './closed-panels.ts';

export interface ComparedLevel {
  readonly city: Bilingual;
  readonly level: Bilingual;
  /** Holds the level that the panel came to; null where it came to none. */
  readonly panel: Bilingual | null;
}

export interface AssessorRow {
  readonly id: string;
  readonly name: Bilingual;
  readonly higher: number;
  readonly same: number;
  readonly lower: number;
  /** Counts the cities for which the panel came to no level. */
  readonly apart: number;
  readonly cities: readonly ComparedLevel[];
}

export interface ConsistencyView {
  /** Lists the people who have named a level in a closed panel, by side and name. */
  readonly assessors: readonly NamedPerson[];
  readonly chosen: { readonly person: NamedPerson; readonly characteristics: readonly AssessorRow[] } | null;
}

export interface SidesRow {
  readonly id: string;
  readonly name: Bilingual;
  readonly effect: HouseEffect;
}

export interface SidesView {
  /** Names the sides in the order in which an effect names them. */
  readonly sides: readonly [Bilingual, Bilingual];
  readonly whole: HouseEffect;
  readonly characteristics: readonly SidesRow[];
}

const read = readsOf<AgreementTools>();

/**
 * Returns one assessor's levels; without an assessor, only the list of assessors. `not-found` for one who has named no
 * level in a closed panel.
 */
const consistency = read(
  { name: 'consistency.load', subject: studySubject, needs: 'study.consistency' },
  async ({ db, subject: { study } }, assessor: string | null): Promise<ConsistencyView> => {
    const { framework, rubric, panels } = await readClosedPanels(db, study.id);
    const people = await namedPeople(
      db,
      study.id,
      panels.flatMap(({ last }) => last.map((rating) => rating.assessor))
    );
    const orderOf = ({ sideId }: NamedPerson): number => study.sides.findIndex(({ id }) => id === sideId);
    const assessors = [...people.values()].sort(
      (a, b) => orderOf(a) - orderOf(b) || (a.name.en < b.name.en ? -1 : 1)
    );
    const person = people.get(assessor ?? '');
    if (assessor === null) return { assessors, chosen: null };
    if (!person) throw refused('not-found');
    const names = rubric ? levelsInOrder(rubric).map(({ name }) => name) : [];
    const cities = new Map(
      (await listCities(db, study.id)).map(({ id, shortName }) => [id as string, shortName])
    );
    const characteristics = (framework?.characteristics ?? []).map(({ id, name }) => ({
      id,
      name,
      ...assessorRowOf(
        panels.filter(({ characteristic }) => characteristic === id),
        person.id,
        { names, cities }
      )
    }));
    return { assessors, chosen: { person, characteristics } };
  }
);

/** Compares the two sides; computed on request and stored nowhere. */
const sides = read(
  { name: 'consistency.sides', subject: studySubject, needs: 'study.consistency' },
  async ({ db, deps: { workers }, actor, subject: { study } }): Promise<SidesView> => {
    const { framework, panels } = await readClosedPanels(db, study.id);
    const [first, second] = study.sides;
    const characteristics = framework?.characteristics ?? [];
    const groups = [
      panels,
      ...characteristics.map(({ id }) => panels.filter(({ characteristic }) => characteristic === id))
    ];
    const input = groups.map((some) => ({
      cells: some.map(({ cityId, last }) => ({ city: cityId, ratings: last })),
      sides: [first.id, second.id] as const
    }));
    const [whole, ...effects] = await workers.houseEffects(input, actor.userId);
    if (!whole) throw new Error('The computation returned no row for the whole study');
    return {
      sides: [first.name, second.name],
      whole,
      characteristics: effects.flatMap((effect, index) => {
        const characteristic = characteristics[index];
        return characteristic ? [{ id: characteristic.id, name: characteristic.name, effect }] : [];
      })
    };
  }
);

export type Consistency = ReturnType<typeof createConsistency>;

export const createConsistency = (tools: AgreementTools) => bind(tools, { consistency, sides });

interface Names {
  readonly names: readonly Bilingual[];
  readonly cities: ReadonlyMap<string, Bilingual>;
}

function assessorRowOf(
  panels: readonly ClosedPanel[],
  assessor: string,
  { names, cities }: Names
): Pick<AssessorRow, 'higher' | 'same' | 'lower' | 'apart' | 'cities'> {
  const nothing = { en: '', zh: '' };
  const named = panels.flatMap(({ cityId, result, last }) => {
    const rating = last.find((one) => one.assessor === assessor);
    return rating ? [{ cityId, result, value: rating.value }] : [];
  });
  const by = (holds: (value: number, result: number) => boolean): number =>
    named.filter(({ value, result }) => result !== null && holds(value, result)).length;
  return {
    higher: by((value, result) => value > result),
    same: by((value, result) => value === result),
    lower: by((value, result) => value < result),
    apart: named.filter(({ result }) => result === null).length,
    cities: named.map(({ cityId, result, value }) => ({
      city: cities.get(cityId) ?? { en: cityId, zh: cityId },
      level: names[value] ?? nothing,
      panel: result === null ? null : (names[result] ?? nothing)
    }))
  };
}

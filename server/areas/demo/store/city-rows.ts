/**
 * Builds the rows of the demo's cities: their facts, how far their assessment has come, and the figures they
 * print.
 */
import type { Insertable } from 'kysely';
import { lowerFirst, type Bilingual } from '#base/locale.ts';
import type { Schema } from '#server/store/schema.ts';
import { readSeed } from '#server/seeds/read.ts';
import type { Fact, Profile, SeedCity } from '#server/seeds/city-shapes.ts';

type Row<Table extends keyof Schema> = Insertable<Schema[Table]>;

export function cityRows(studyId: string): Row<'city'>[] {
  const names = readSeed('short-names');
  return readSeed('cities').cities.map((city) => {
    const short = names[city.id]?.short ?? { en: city.name.en, zh: city.name.zh.replace(/市$/, '') };
    const parent = names[city.id]?.parent ?? city.province;
    return {
      studyId,
      id: city.id,
      number: city.number,
      sideId: city.side,
      kind: city.kind,
      nameEn: city.name.en,
      nameZh: city.name.zh,
      shortNameEn: short.en,
      shortNameZh: short.zh,
      parentEn: parent?.en ?? null,
      parentZh: parent?.zh ?? null,
      parentLevel:
        names[city.id]?.parentLevel ??
        (city.province ? (city.province.zh.endsWith('自治区') ? 'autonomous region' : 'province') : null),
      countryEn: city.country.en,
      countryZh: city.country.zh,
      isoCountry: city.iso.country,
      isoSubdivision: city.iso.subdivision,
      latitude: city.location.lat,
      longitude: city.location.lon,
      timeZone: city.timeZone,
      selectionReasonEn: null,
      selectionReasonZh: null
    };
  });
}

/**
 * The time at which all cities were invited, on the same day, before the first step. Those that the report
 * does not describe have not begun.
 */
const invitedAt = '2013-06-03T02:00:00.000Z';

export function assessmentRows(studyId: string, newId: () => string): Row<'assessment'>[] {
  const progress = readSeed('progress');
  return readSeed('cities').cities.map((city) => {
    const reached = progress[city.id];
    return {
      id: newId(),
      studyId,
      cityId: city.id,
      state: 'collecting',
      stateSince: reached?.startedAt ?? invitedAt,
      invitedAt: reached?.invitedAt ?? invitedAt,
      startedAt: reached?.startedAt ?? null,
      submittedAt: null,
      acceptedAt: reached?.acceptedAt ?? null,
      answersProfile: city.profile ? 1 : 0
    };
  });
}

/**
 * Returns figures in the order in which the city prints them, each under the characteristic where it is
 * shown.
 */
export function factsOf(profile: Profile): { section: string; id: string; fact: Fact }[] {
  const plain = (section: string, facts: readonly Fact[]) =>
    facts.map((fact) => ({ section, id: fact.id, fact }));
  const all = [
    ...plain('general', profile.general.facts),
    ...plain('smart-city-strategy', profile.strategy.facts),
    ...plain('ict-infrastructure', profile.sharing.facts),
    ...profile.services.flatMap((service) =>
      service.facts.map((fact) => ({
        section: 'smart-city-services',
        id: `${service.id}.${fact.id}`,
        fact: ofService(service.name, fact)
      }))
    ),
    ...plain('funding', profile.funding.facts)
  ];
  const seen = new Set<string>();
  return all.map((entry) => {
    const id = seen.has(entry.id) ? `${entry.section}.${entry.id}` : entry.id;
    seen.add(id);
    return { ...entry, id };
  });
}

const ofService = (name: Bilingual, fact: Fact): Fact => ({
  ...fact,
  label: { en: `${name.en}: ${lowerFirst(fact.label.en)}`, zh: `${name.zh}：${fact.label.zh}` }
});

export function indicatorRows(studyId: string): Row<'indicator'>[] {
  return readSeed('cities').cities.flatMap((city) => {
    const { profile } = city;
    if (!profile) return [];
    return factsOf(profile).map(({ section, id, fact }, position) =>
      indicatorRow(studyId, city, { section, id, position, fact })
    );
  });
}

interface LocatedFact {
  readonly section: string;
  readonly id: string;
  readonly position: number;
  readonly fact: Fact;
}

function indicatorRow(
  studyId: string,
  city: SeedCity,
  { section, id, position, fact }: LocatedFact
): Row<'indicator'> {
  const note = noteOf(fact);
  const isLabel = fact.unit === 'status';
  return {
    studyId,
    cityId: city.id,
    id,
    position,
    section,
    labelEn: fact.label.en,
    labelZh: fact.label.zh,
    value: typeof fact.value === 'number' ? fact.value : null,
    valueTo: null,
    valueText: typeof fact.value === 'string' && !isLabel ? fact.value : null,
    unit: fact.unit,
    currency: fact.currency ?? null,
    comparator: fact.comparator,
    referenceYear: fact.referenceYear === null ? null : String(fact.referenceYear),
    noteEn: note.en,
    noteZh: note.zh,
    caveat: fact.caveat ?? null,
    source: fact.source.section ?? ''
  };
}

/** Labels states as printed; the column for values holds one language only, so a state is in the note. */
const valueLabels: Readonly<Record<string, Bilingual>> = {
  'construction begun; trial use on some buses': {
    en: 'Construction begun; trial use on some buses',
    zh: '已开工建设，部分公交车试用'
  },
  complete: { en: 'Complete', zh: '已完成' },
  'in place': { en: 'In place', zh: '已覆盖' }
};

/**
 * Returns what must be read with the figure: the label of its state, target year, period, the report's note,
 * and its caution in full.
 */
export function noteOf(fact: Fact): Bilingual {
  const { periods } = readSeed('documents');
  const period = fact.period === undefined ? undefined : periods[fact.period];
  const caution = fact.caveat === undefined ? undefined : readSeed('cautions')[fact.caveat];
  if (fact.period !== undefined && !period) throw new Error(`No wording for the period “${fact.period}”`);
  if (fact.caveat !== undefined && !caution) throw new Error(`No wording for the caution ${fact.caveat}`);
  const parts: Bilingual[] = [];
  if (typeof fact.value === 'string' && valueLabels[fact.value])
    parts.push(valueLabels[fact.value] as Bilingual);
  if (fact.targetYear !== undefined)
    parts.push({ en: `Target for ${fact.targetYear}`, zh: `${fact.targetYear}年目标` });
  if (period) parts.push({ en: `Period: ${period.en}`, zh: `期间：${period.zh}` });
  if (fact.note) parts.push(fact.note);
  if (caution) parts.push(caution);
  const sentence = (text: string, stop: string): string => (/[.。]$/.test(text) ? text : text + stop);
  return {
    en: parts.map((part) => sentence(part.en, '.')).join(' '),
    zh: parts.map((part) => sentence(part.zh, '。')).join('')
  };
}

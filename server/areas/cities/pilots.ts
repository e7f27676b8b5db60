/**
 * Chooses a city as a pilot: from then on it has an assessment, which begins by collecting, and its two empty
 * documents.
 */
import { emptyDocument } from '#document/empty.ts';
import { cityKinds, mayContain, type CityKind, type ParentLevel } from '#rules/cities/city.ts';
import { isSlug } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Side } from '#rules/study/study.ts';
import { insertAssessment, insertEmptyDocument } from '#areas/assessments';
import { findCity, insertCity, listCities } from './store/cities.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';

export interface NewPilot {
  /** Names the city in addresses and rooms, permanently. */
  readonly id: string;
  readonly sideId: string;
  readonly kind: CityKind;
  readonly name: Bilingual;
  readonly shortName: Bilingual;
  readonly parent: Bilingual;
  readonly parentLevel: ParentLevel | null;
  readonly country: Bilingual;
  /** ISO 3166-1 alpha-2. */
  readonly isoCountry: string;
  /** In degrees; approximate. */
  readonly latitude: number;
  readonly longitude: number;
  /** The IANA name, such as `Europe/Rome`. */
  readonly timeZone: string;
}

const command = commandsOf<CommandDeps>();

const add = command(
  { name: 'pilots.add', subject: studySubject, needs: 'study.edit' },
  async ({ trx, at, deps, subject: { study }, append }, pilot: NewPilot) => {
    const field = faultOf(pilot, study.sides);
    if (field) throw refused('invalid', { field });
    if (await findCity(trx, study.id, pilot.id)) throw refused('conflict', { field: 'id' });
    const ofSide = (await listCities(trx, study.id)).filter((city) => city.sideId === pilot.sideId);
    const number = Math.max(0, ...ofSide.map((city) => city.number)) + 1;
    await insertCity(trx, { studyId: study.id, number, ...columnsOf(pilot) });
    const ofCity = { studyId: study.id, cityId: pilot.id };
    await insertAssessment(trx, { id: deps.newId(), ...ofCity, at });
    for (const [position, kind] of (['response', 'findings'] as const).entries())
      await insertEmptyDocument(trx, {
        id: deps.newId(),
        ...ofCity,
        kind,
        position,
        bytes: emptyDocument,
        at
      });
    append({ kind: 'city.added', needs: 'study.see', cityId: pilot.id, payload: {} });
    return { id: pilot.id };
  }
);

export type Pilots = ReturnType<typeof createPilots>;

export const createPilots = (deps: CommandDeps) => bind(deps, { add });

const isBlank = (text: Bilingual): boolean => text.en.trim() === '' && text.zh.trim() === '';

function faultOf(pilot: NewPilot, sides: readonly Side[]): string | undefined {
  // `chapter` is used in place of a city's id in the names of chapters' rooms.
  if (!isSlug(pilot.id) || pilot.id === 'chapter') return 'id';
  if (!sides.some((side) => side.id === pilot.sideId)) return 'sideId';
  if (!cityKinds.includes(pilot.kind)) return 'kind';
  if (pilot.parentLevel !== null && !mayContain(pilot.parentLevel, pilot.kind)) return 'parentLevel';
  if (isBlank(pilot.name)) return 'name';
  if (isBlank(pilot.shortName)) return 'shortName';
  if (isBlank(pilot.country)) return 'country';
  if (
    [pilot.name, pilot.shortName, pilot.parent, pilot.country].some(
      (text) => text.en.length > 500 || text.zh.length > 500
    )
  )
    return 'name';
  if (!/^[A-Z]{2}$/.test(pilot.isoCountry)) return 'isoCountry';
  if (!(Math.abs(pilot.latitude) <= 90)) return 'latitude';
  if (!(Math.abs(pilot.longitude) <= 180)) return 'longitude';
  return isTimeZone(pilot.timeZone) ? undefined : 'timeZone';
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

const columnsOf = ({
  id,
  sideId,
  kind,
  name,
  shortName,
  parent,
  parentLevel,
  country,
  isoCountry,
  latitude,
  longitude,
  timeZone
}: NewPilot) => ({
  id,
  sideId,
  kind,
  parentLevel,
  isoCountry,
  latitude,
  longitude,
  timeZone,
  nameEn: name.en,
  nameZh: name.zh,
  shortNameEn: shortName.en,
  shortNameZh: shortName.zh,
  parentEn: parent.en || null,
  parentZh: parent.zh || null,
  countryEn: country.en,
  countryZh: country.zh,
  isoSubdivision: null,
  selectionReasonEn: null,
  selectionReasonZh: null
});

/** Reads the text that is in consultation, and the headings under which its sections stand. */
import type { City } from '#rules/cities/city.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Study } from '#rules/study/study.ts';
import {
  headedSections,
  partsAbove,
  type HeadingPart,
  type PartName
} from '#rules/framework/synopsis-headings.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import { findFrameworkOfCity } from '#areas/assessments';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { findSynopsisHeadings } from '#areas/study';
import { findVersion } from '#areas/versions';

/** From the version's own bytes. */
export async function sectionsOfVersion(
  db: Db,
  studyId: string,
  versionId: string
): Promise<readonly SectionContent[]> {
  const version = await findVersion(db, studyId, versionId);
  if (!version) throw new Error(`There is no version ${versionId}`);
  return (JSON.parse(new TextDecoder().decode(version.bytes)) as DocumentVersion).sections;
}

export interface SectionName {
  readonly id: string;
  readonly number: number;
  readonly name: Bilingual;
  /** Names the part of the short profile below whose heading it stands; null under its own heading alone. */
  readonly part: PartName | null;
}

/** Lists the sections of the synopsis of a city in the order of its headings; without a city, in that of the framework. */
export async function sectionNames(
  db: Db,
  study: Pick<Study, 'id'>,
  city: Pick<City, 'id' | 'sideId'> | null = null
): Promise<SectionName[]> {
  const framework = await findFramework(db, study.id);
  return headedSections(
    framework?.characteristics.map(({ id, number, name }) => ({ id, number, name })) ?? [],
    city ? await synopsisParts(db, study, city) : []
  );
}

/** Returns the parts of the short profile above the synopsis of a city; none where it follows the characteristics. */
export async function synopsisParts(
  db: Db,
  study: Pick<Study, 'id'>,
  { id, sideId }: Pick<City, 'id' | 'sideId'>
): Promise<HeadingPart[]> {
  const framework = await findFrameworkOfCity(db, study.id, id);
  return framework ? partsAbove(await findSynopsisHeadings(db, study.id), sideId, framework) : [];
}

/** Reads the names, headings, sources and facts about images that a manifest freezes next to its texts. */
import type { ManifestPart, ReportInputs } from '#rules/report/report-inputs.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { StepInput } from '#rules/roadmap/roadmap.ts';
import type { Study } from '#rules/study/study.ts';
import { mayEnterReport } from '#rules/context/image-permission.ts';
import { partsAbove, type HeadingPart } from '#rules/framework/synopsis-headings.ts';
import { findFrameworkOfCity } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { listImages } from '#areas/context';
import { findFrameworkVersion } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listStepSections, levelChipNames } from '#areas/documents';
import { findSynopsisHeadings } from '#areas/study';
import { readBibliography } from './context-data.ts';
import type { FrozenText, SubjectText, TextSource } from './frozen-texts.ts';
import { machineBlocksIn } from './machine-blocks.ts';

/** Names the cells of texts, with the goals of each version of the framework in which one was written. */
export interface HeldNames {
  readonly names: LevelChipNames;
  readonly goals: Readonly<Record<string, LevelChipNames['goals']>>;
  /** By the subject of the text. */
  readonly titles: Readonly<Record<string, Bilingual>>;
  /** Holds the headings of synopses that follow the short profile, by city; missing in builds from before that. */
  readonly headings?: ReportInputs['headings'];
  /** Names the sections that have a heading of their own, by the subject of their text. */
  readonly sections?: Readonly<Record<string, Readonly<Record<string, Bilingual>>>>;
  readonly bibliography?: ReportInputs['bibliography'];
  readonly barred?: readonly string[];
  readonly registered?: ReportInputs['registered'];
  readonly machineBlocks?: ReportInputs['machineBlocks'];
  /** Names the confirmed counterparts of quoted blocks; missing in builds from before that, which print each quote as it was cited. */
  readonly counterparts?: ReportInputs['counterparts'];
}

export async function namesOf(
  db: Db,
  study: Study,
  parts: readonly ManifestPart[],
  subjects: readonly SubjectText[],
  texts: ReadonlyMap<string, FrozenText>
): Promise<HeldNames> {
  const goals: Record<string, LevelChipNames['goals']> = {};
  for (const { framework: version } of texts.values()) {
    if (version === undefined || version in goals) continue;
    const framework = await findFrameworkVersion(db, study.id, version);
    goals[version] = (framework?.goals ?? []).map(({ id, text }) => ({ id, name: text }));
  }
  const titles = Object.fromEntries(subjects.map(({ subject, title }) => [subject, title]));
  const sections: Record<string, Readonly<Record<string, Bilingual>>> = {};
  const names = await levelChipNames(db, study.id);
  for (const { subject, documentId } of subjects) {
    const steps = await listStepSections(db, { id: documentId, studyId: study.id });
    if (steps.length > 0)
      sections[subject] = Object.fromEntries(
        steps.map(({ section, step }) => [section, titleOfStep(step, names)])
      );
  }
  return {
    names,
    goals,
    titles,
    sections,
    bibliography: Object.fromEntries(
      (await readBibliography(db, study)).map(({ id, ...source }) => [id, source])
    ),
    barred: await barredImages(db, study),
    registered: await registeredImages(db, study),
    machineBlocks: await machineBlocksIn(db, study, textsIn(parts), subjects),
    headings: await headingsOfCities(db, study, textsIn(parts))
  };
}

/** Names a step with its characteristic: each characteristic has a step to the same level. */
function titleOfStep(
  { title, characteristic }: Pick<StepInput, 'title' | 'characteristic'>,
  { characteristics }: LevelChipNames
): Bilingual {
  const name = characteristics.find(({ id }) => id === characteristic)?.name;
  const titleIn = (language: Locale): string =>
    [name && textFor(name, language).text, textFor(title, language).text]
      .filter(Boolean)
      .join(language === 'zh' ? '：' : ': ');
  return { en: titleIn('en'), zh: titleIn('zh') };
}

/** Returns the headings of those synopses among texts that follow the short profile, each in its own framework. */
async function headingsOfCities(
  db: Db,
  study: Study,
  texts: readonly TextSource[]
): Promise<ReportInputs['headings']> {
  const schemes = await findSynopsisHeadings(db, study.id);
  const headed = (await listCities(db, study.id)).filter(({ id }) =>
    texts.some(({ subject }) => subject === `findings:${id}`)
  );
  const headings: Record<string, readonly HeadingPart[]> = {};
  for (const { id, sideId } of headed) {
    const framework = await findFrameworkOfCity(db, study.id, id);
    const above = framework ? partsAbove(schemes, sideId, framework) : [];
    if (above.length > 0) headings[id] = above;
  }
  return headings;
}

/** Lists the SHA-256 of images that others own and for which no permission holds. */
export const barredImages = async (db: Db, study: Study): Promise<string[]> =>
  [
    ...new Set(
      (await listImages(db, study.id))
        .filter((image) => image.hash !== '' && !mayEnterReport(image))
        .map(({ hash }) => hash)
    )
  ].sort();

export const registeredImages = async (db: Db, study: Study): Promise<string[]> =>
  [...new Set((await listImages(db, study.id)).flatMap(({ hash }) => (hash === '' ? [] : [hash])))].sort();

export const textsIn = (parts: readonly ManifestPart[]): TextSource[] =>
  parts.flatMap(({ source, parts: below }) => [
    ...(source.kind === 'text' ? [source] : []),
    ...textsIn(below)
  ]);

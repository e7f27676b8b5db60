/**
 * Freezes what a report consists of as a manifest of hashes, and reads it again. A text that is not approved is
 * kept as a version first, so that a draft too is made of what can never change.
 */
import { setImmediate } from 'node:timers/promises';
import type { ReportKind } from '#rules/report/report-content.ts';
import {
  manifestFormat,
  stableText,
  type InputText,
  type ManifestPart,
  type ManifestSource,
  type PassageSource,
  type ReportInputs,
  type ReportManifest,
  type ReportPassage
} from '#rules/report/report-inputs.ts';
import { treeOf, type PartNode, type ReportTreePart } from '#rules/report/report.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import { gapsOf, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { StepInput } from '#rules/roadmap/roadmap.ts';
import type { Study } from '#rules/study/study.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import { orderCities } from '#rules/cities/city.ts';
import type { Topic } from '#rules/context/context.ts';
import { mayEnterReport } from '#rules/context/image-permission.ts';
import { partsAbove, type HeadingPart } from '#rules/framework/synopsis-headings.ts';
import {
  listAssessmentDocuments,
  listAssessments,
  listChapters,
  findFrameworkOfCity
} from '#areas/assessments';
import { listCities } from '#areas/cities';
import { listTopics, listImages } from '#areas/context';
import { findFrameworkVersion } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import {
  findNewestDone,
  listPublications,
  loadFile,
  storeFiles,
  type BuildSummary
} from './store/report-builds.ts';
import { findReport, listParts, listPassages } from './store/reports.ts';
import { listStepSections, levelChipNames } from '#areas/documents';
import { findSynopsisHeadings } from '#areas/study';
import { findVersionBytes } from '#areas/versions';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { sha256 } from '#server/files/sha256.ts';
import { type CitedContent, statesOfSupports } from '#areas/practices';
import { readBlock, type BlockTools } from './block-data.ts';
import { readBibliography } from './context-data.ts';
import { defaultComposition, type DefaultComposition } from './default-composition.ts';
import {
  contentOf,
  freezeTexts,
  type FrozenText,
  type SubjectText,
  type TextFreezingTools,
  type TextSource
} from './frozen-texts.ts';
import { editionSlug } from '#rules/report/report-build.ts';
import { machineBlocksIn } from './machine-blocks.ts';
import { confirmedCounterparts, quotesIn, type QuotedPassage } from './quoted-counterparts.ts';

export interface ManifestTools extends TextFreezingTools {
  readonly workers: TextFreezingTools['workers'] & Pick<DocumentWorkers, 'agreements'>;
  readonly citedContent: CitedContent;
  /** Returns the blocks of a report that passages of a shorter paper may rest on, by id. */
  readonly quotable: (studyId: string, contentHash: string) => Promise<ReadonlyMap<string, string>>;
}

/** Lists the texts of a study that a report may show: its chapters, and the synopses in list order. */
export async function listSubjects(db: Db, study: Study): Promise<SubjectText[]> {
  const chapters = (await listChapters(db, study.id)).map(({ id, slug, title, state }) => ({
    subject: `chapter:${slug}`,
    documentId: id,
    city: null,
    title,
    isApproved: state === 'approved'
  }));
  const states = new Map((await listAssessments(db, study.id)).map((one) => [one.cityId, one.state]));
  const documents = new Map(
    (await listAssessmentDocuments(db, study.id))
      .filter(({ kind }) => kind === 'findings')
      .map(({ cityId, id }) => [cityId as string, id])
  );
  const cities = orderCities(await listCities(db, study.id), study.sides, 'list', 'en');
  return [
    ...chapters,
    ...cities.flatMap(({ id, shortName }) => {
      const documentId = documents.get(id);
      return documentId === undefined
        ? []
        : [
            {
              subject: `findings:${id}`,
              documentId,
              city: id,
              title: shortName,
              isApproved: states.get(id) === 'approved'
            }
          ];
    })
  ];
}

/** Returns the cities of a side in list order, without those that have withdrawn and have no approved text. */
export async function citiesOfSide(
  db: Db,
  study: Study,
  side: string,
  subjects: readonly SubjectText[]
): Promise<SubjectText[]> {
  const cities = orderCities(await listCities(db, study.id), study.sides, 'list', 'en');
  return cities
    .filter(({ sideId }) => sideId === side)
    .flatMap(({ id, withdrawal }) => {
      const text = subjects.find(({ subject }) => subject === `findings:${id}`);
      return text && (withdrawal === null || text.isApproved) ? [text] : [];
    });
}

/** Freezes a report for a build, and stores what the manifest names. */
export async function freezeReport(
  tools: ManifestTools,
  study: Study,
  build: Pick<BuildSummary, 'kind' | 'purpose' | 'number' | 'onDay' | 'userId'>
): Promise<ReportManifest> {
  const { db } = tools.store;
  const subjects = await listSubjects(db, study);
  const report = await compositionOf(db, study, build.kind, subjects);
  const files = new Map<string, Uint8Array>();
  const keep = (bytes: Uint8Array): string => {
    const hash = sha256(bytes);
    files.set(hash, bytes);
    return hash;
  };
  const store = (value: unknown): string => keep(new TextEncoder().encode(stableText(value)));
  const tree = treeOf(report.parts);
  const texts = await freezeTexts(tools, study, build, await shownTexts(db, study, tree, subjects), keep);
  const sourceOfText = (subject: string): ManifestSource =>
    texts.get(subject)?.source ?? { kind: 'missing', subject };
  const passages = await passagesOf(tools, study, build.kind);
  const quotes: QuotedPassage[] = [];
  const topics = await listTopics(db, study.id);
  const partFrom = async ({ part, parts }: PartNode): Promise<ManifestPart> => ({
    id: part.id,
    title: titleOf(part, study, subjects, topics),
    numbering: part.numbering,
    showsGaps: part.showsGaps,
    source: await sourceFrom(part),
    parts: [...(await cityParts(part)), ...(await inTurn(parts, partFrom))]
  });
  const sourceFrom = async ({ id, source }: ReportTreePart): Promise<ManifestSource> => {
    switch (source.kind) {
      case 'chapter':
        return sourceOfText(`chapter:${source.slug}`);
      case 'block': {
        const data = await readBlock(blockTools(tools, build.userId), study, source);
        quotes.push(...quotesIn(source.block, data));
        return { ...source, data: store(data) };
      }
      case 'passages':
        return { kind: 'passages', data: store(passages.get(id) ?? []) };
      case 'group':
      case 'synopses':
        return { kind: 'group' };
    }
  };
  const cityParts = async ({ id, source, numbering, showsGaps }: ReportTreePart): Promise<ManifestPart[]> =>
    source.kind === 'synopses'
      ? (await citiesOfSide(db, study, source.side, subjects)).map(({ subject, city, title }) => ({
          id: `${id}-${city ?? ''}`,
          title,
          numbering,
          showsGaps,
          source: sourceOfText(subject),
          parts: []
        }))
      : [];
  const parts = await inTurn(tree, partFrom);
  const names = store({
    ...(await namesOf(db, study, parts, subjects, texts)),
    counterparts: await confirmedCounterparts(db, study, quotes, textsIn(parts), subjects)
  });
  await storeFiles(db, study.id, files);
  const isEdition = build.purpose === 'edition';
  return {
    format: manifestFormat,
    kind: build.kind,
    study: { slug: study.slug, name: study.title },
    title: report.title,
    subtitle: report.subtitle.en === '' && report.subtitle.zh === '' ? null : report.subtitle,
    status: isEdition ? 'published' : 'draft',
    number: build.number,
    date: build.onDay,
    address: isEdition
      ? `${tools.config.origin}/reports/${study.slug}/${editionSlug(build.kind, build.number)}`
      : null,
    origin: tools.config.origin,
    names,
    parts
  };
}

/** Returns the composition of a report; the one with which it would begin where nobody has begun it. */
async function compositionOf(
  db: Db,
  study: Study,
  kind: ReportKind,
  subjects: readonly SubjectText[]
): Promise<Pick<DefaultComposition, 'title' | 'subtitle'> & { readonly parts: readonly ReportTreePart[] }> {
  const report = await findReport(db, study.id, kind);
  if (report) return { ...report, parts: await listParts(db, study.id, kind) };
  const composition = await defaultComposition(db, study, kind, subjects);
  return { ...composition, parts: composition.parts.map((part) => ({ ...part, version: 1 })) };
}

/** Returns what the readers of blocks need, outside a transaction. */
export const blockTools = (
  { store: { db }, workers, citedContent }: Pick<ManifestTools, 'store' | 'workers' | 'citedContent'>,
  requester: string
): BlockTools => ({
  db,
  workers,
  requester,
  statesOf: async (study, supports) =>
    new Map(
      [...(await statesOfSupports(citedContent, study, supports, requester))].map(([{ id }, state]) => [
        id,
        state
      ])
    )
});

/** Returns the side whose synopses a part shows; undefined for all other parts. */
export const sideOf = (
  { source }: Pick<ReportTreePart, 'source'>,
  { sides }: Pick<Study, 'sides'>
): Study['sides'][number] | undefined =>
  source.kind === 'synopses' ? sides.find(({ id }) => id === source.side) : undefined;

function titleOf(
  { title, source }: ReportTreePart,
  study: Study,
  subjects: readonly SubjectText[],
  topics: readonly Topic[]
): Bilingual {
  if (gapsOf(title).length < 2) return title;
  if (source.kind === 'block') return topics.find(({ id }) => id === source.topic)?.title ?? title;
  if (source.kind === 'synopses') return sideOf({ source }, study)?.name ?? title;
  if (source.kind !== 'chapter') return title;
  return subjects.find(({ subject }) => subject === `chapter:${source.slug}`)?.title ?? title;
}

/** Lists the texts that the parts of a report show, each once. */
async function shownTexts(
  db: Db,
  study: Study,
  tree: readonly PartNode[],
  subjects: readonly SubjectText[]
): Promise<SubjectText[]> {
  const found = await inTurn(tree, async ({ part: { source }, parts }): Promise<SubjectText[]> => {
    const own =
      source.kind === 'chapter'
        ? subjects.filter(({ subject }) => subject === `chapter:${source.slug}`)
        : source.kind === 'synopses'
          ? await citiesOfSide(db, study, source.side, subjects)
          : [];
    return [...own, ...(await shownTexts(db, study, parts, subjects))];
  });
  return [...new Set(found.flat())];
}

/**
 * Does one after another, since a database has few connections and documents few workers, and what else waits in
 * between.
 */
async function inTurn<From, To>(list: readonly From[], make: (one: From) => Promise<To>): Promise<To[]> {
  const made: To[] = [];
  for (const one of list) {
    made.push(await make(one));
    await setImmediate();
  }
  return made;
}

/** Names the cells of texts, with the goals of each version of the framework in which one was written. */
interface HeldNames {
  readonly names: LevelChipNames;
  readonly goals: Readonly<Record<string, LevelChipNames['goals']>>;
  /** Holds the titles of the texts by their subject. */
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

async function namesOf(
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

/** Lists the SHA-256 of the images whose owner is recorded. */
export const registeredImages = async (db: Db, study: Study): Promise<string[]> =>
  [...new Set((await listImages(db, study.id)).flatMap(({ hash }) => (hash === '' ? [] : [hash])))].sort();

const textsIn = (parts: readonly ManifestPart[]): TextSource[] =>
  parts.flatMap(({ source, parts: below }) => [
    ...(source.kind === 'text' ? [source] : []),
    ...textsIn(below)
  ]);

/** Returns the passages by part, each with how the place of the report is now on which it rests. */
export async function passagesOf(
  { store: { db }, quotable, config }: Pick<ManifestTools, 'store' | 'quotable' | 'config'>,
  study: Study,
  kind: ReportKind
): Promise<Map<string, (ReportPassage & { readonly version: number })[]>> {
  const stored = await listPassages(db, study.id, kind);
  const rests = stored.some(({ source }) => source !== null);
  const prints = rests ? await presentPrints(db, study, quotable) : new Map<string, string>();
  const published = (await listPublications(db, study.id, 'report')).at(-1);
  const byPart = new Map<string, (ReportPassage & { readonly version: number })[]>();
  for (const { id, partId, text, source, version } of stored) {
    const address =
      published && source
        ? `${config.origin}/reports/${study.slug}/${published.number}/${source.part}#${source.block}`
        : null;
    const passage = {
      id,
      text,
      version,
      source: source && { ...source, address },
      state: stateOf(source, prints)
    };
    byPart.set(partId, [...(byPart.get(partId) ?? []), passage]);
  }
  return byPart;
}

const stateOf = (
  source: PassageSource | null,
  prints: ReadonlyMap<string, string>
): ReportPassage['state'] => {
  if (source === null) return 'unlinked';
  const print = prints.get(source.block);
  return print === undefined ? 'gone' : print === source.print ? 'current' : 'changed';
};

/** Returns the fingerprints of the blocks of the newest report that was built. */
async function presentPrints(
  db: Db,
  study: Study,
  quotable: ManifestTools['quotable']
): Promise<ReadonlyMap<string, string>> {
  const newest = await findNewestDone(db, study.id, 'report');
  return newest?.contentHash ? quotable(study.id, newest.contentHash) : new Map();
}

const bytesOfSource = (db: Db, studyId: string, source: TextSource): Promise<Uint8Array | undefined> =>
  source.shown === null ? findVersionBytes(db, studyId, source) : loadFile(db, studyId, source.shown);

async function contentOfSource(
  db: Db,
  studyId: string,
  source: TextSource
): Promise<DocumentVersion | undefined> {
  const bytes = await bytesOfSource(db, studyId, source);
  return bytes && contentOf(bytes);
}

/** Reads everything that a manifest names. Throws where something of it is no longer stored. */
export async function readInputs(db: Db, studyId: string, manifest: ReportManifest): Promise<ReportInputs> {
  const held = async (hash: string): Promise<unknown> => {
    const bytes = await loadFile(db, studyId, hash);
    if (!bytes) throw new Error(`The manifest names ${hash}, which is not stored`);
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  };
  const {
    names,
    goals,
    titles,
    headings = {},
    sections,
    bibliography = {},
    barred = [],
    registered = null,
    machineBlocks = {},
    counterparts = {}
  } = (await held(manifest.names)) as HeldNames;
  const texts: Record<string, InputText> = {};
  const data: Record<string, unknown> = {};
  const walk = async ({ title, source, parts }: ManifestPart): Promise<void> => {
    if (source.kind === 'text') {
      const content = await contentOfSource(db, studyId, source);
      if (!content) throw new Error(`The version ${source.version} of ${source.subject} is not stored`);
      const city = source.subject.startsWith('findings:') ? source.subject.slice('findings:'.length) : null;
      texts[source.subject] = {
        subject: source.subject,
        city,
        title: names.cities.find(({ id }) => id === city)?.name ?? titles[source.subject] ?? title,
        content,
        goals: goals[content.framework?.version ?? ''] ?? names.goals,
        ...(sections?.[source.subject] ? { sections: sections[source.subject] } : {})
      };
    }
    if (source.kind === 'block' || source.kind === 'passages') data[source.data] = await held(source.data);
    await inTurn(parts, walk);
  };
  await inTurn(manifest.parts, walk);
  return {
    manifest,
    names,
    headings,
    texts,
    data,
    titles,
    bibliography,
    barred,
    registered,
    machineBlocks,
    counterparts
  };
}

export const manifestBytes = (manifest: ReportManifest): Uint8Array =>
  new TextEncoder().encode(stableText(manifest));

/**
 * Freezes what a report consists of as a manifest of hashes. A text that is not approved is kept as a version
 * first, so that a draft too is made of what can never change.
 */
import type { ReportKind } from '#rules/report/report-content.ts';
import {
  manifestFormat,
  stableText,
  type ManifestPart,
  type ManifestSource,
  type ReportManifest
} from '#rules/report/report-inputs.ts';
import { treeOf, type PartNode, type ReportTreePart } from '#rules/report/report.ts';
import { gapsOf, type Bilingual } from '#base/locale.ts';
import type { Study } from '#rules/study/study.ts';
import type { Topic } from '#rules/context/context.ts';
import { listTopics } from '#areas/context';
import type { Db } from '#server/store/open.ts';
import type { BuildSummary } from './store/report-builds.ts';
import { storeFiles } from './store/report-files.ts';
import { findReport, listParts } from './store/reports.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { sha256 } from '#server/files/sha256.ts';
import { statesOfSupports, type CitedContent } from '#areas/practices';
import { readBlock, type BlockTools } from './block-data.ts';
import { defaultComposition, type DefaultComposition } from './default-composition.ts';
import { freezeTexts, type SubjectText, type TextFreezingTools } from './frozen-texts.ts';
import { editionSlug } from '#rules/report/report-build.ts';
import { confirmedCounterparts, quotesIn, type QuotedPassage } from './quoted-counterparts.ts';
import { listSubjects, shownTexts, citiesOfSide, sideOf } from './subject-texts.ts';
import { mapInTurns } from '#server/process/in-turns.ts';
import { namesOf, textsIn } from './manifest-names.ts';
import { passagesOf, type PassageTools } from './passages.ts';

export interface ManifestTools extends TextFreezingTools, PassageTools {
  readonly workers: TextFreezingTools['workers'] & Pick<DocumentWorkers, 'agreements'>;
  readonly citedContent: CitedContent;
}

/** Also stores what the manifest names. */
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
    parts: [...(await cityParts(part)), ...(await mapInTurns(parts, partFrom))]
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
  const parts = await mapInTurns(tree, partFrom);
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

export const manifestBytes = (manifest: ReportManifest): Uint8Array =>
  new TextEncoder().encode(stableText(manifest));

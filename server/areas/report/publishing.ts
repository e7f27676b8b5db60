/**
 * Publishes a build by the signatures of both chairs, and gives what was published to anyone. A
 * reader without an account reads from here and nowhere else: only builds that were published.
 */
import { outputFileName, parseEdition, type OutputName } from '#rules/report/report-build.ts';
import type { Bilingual } from '#base/locale.ts';
import type { PublicationStatement } from '#rules/report/publication.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { ReportContent, ReportKind } from '#rules/report/report-content.ts';
import type { ReportManifest } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import { findBuild, listOutputs } from './store/report-builds.ts';
import { loadFile } from './store/report-files.ts';
import {
  listAllPublications,
  listErrata,
  listPublications,
  listReportSignatures
} from './store/publications.ts';
import { findStudy } from '#areas/study';
import { bind } from '#server/commands/bind.ts';
import type { BuildOutput } from './builds.ts';
import { signBuild, type PublishingTools } from './publication-signing.ts';

export interface Erratum {
  readonly number: number;
  /** Empty for the report as a whole. */
  readonly part: string;
  readonly text: Bilingual;
  /** `YYYY-MM-DD`. */
  readonly on: string;
}

export interface PublicationSummary {
  readonly studySlug: string;
  readonly kind: ReportKind;
  readonly number: string;
  readonly publishedAt: string;
  readonly title: Bilingual;
  readonly studyName: Bilingual;
  readonly hash: string;
}

export interface Publication extends PublicationSummary {
  readonly content: ReportContent;
  readonly outputs: readonly BuildOutput[];
  readonly errata: readonly Erratum[];
  readonly signatures: readonly { readonly name: Bilingual; readonly side: Bilingual; readonly at: string }[];
  /** Holds the number of the newest edition, where this is an older one. */
  readonly newest: string;
}

export const createPublishing = (tools: PublishingTools) => ({
  ...bind(tools, { sign: signBuild }),
  ...publishedOf(tools)
});

/** Finds an edition by its name in the address, with the number of the newest of its kind. */
async function findPublished(db: Db, studySlug: string, edition: string) {
  const parsed = parseEdition(edition);
  const study = parsed && (await findStudy(db, studySlug));
  if (!study) return undefined;
  const all = await listPublications(db, study.id, parsed.kind);
  const publication = all.find(({ number }) => String(number) === parsed.number);
  if (!publication) return undefined;
  const build = await findBuild(db, study.id, publication.buildId);
  if (!build) return undefined;
  return { study, publication, build, newest: String(all.at(-1)?.number ?? publication.number) };
}

type Published = NonNullable<Awaited<ReturnType<typeof findPublished>>>;

const aroundEdition = async (
  db: Db,
  { study, build, publication }: Published
): Promise<Pick<Publication, 'outputs' | 'errata' | 'signatures'>> => ({
  outputs: (await listOutputs(db, [build.id])).map(({ edition: language, format, sha256: hash, size }) => ({
    edition: language,
    format,
    sha256: hash,
    size,
    fileName: outputFileName(study.slug, build.kind, build.number, { edition: language, format })
  })),
  errata: (await listErrata(db, study.id, build.kind, publication.number)).map(
    ({ n, partId, textEn, textZh, at }) => ({
      number: n,
      part: partId,
      text: both(textEn, textZh),
      on: at.slice(0, 10)
    })
  ),
  signatures: (await listReportSignatures(db, [build.id])).map(({ statement, sideId, at }) => ({
    name: (JSON.parse(statement) as PublicationStatement).name,
    side: study.sides.find(({ id }) => id === sideId)?.name ?? { en: sideId, zh: sideId },
    at
  }))
});

function publishedOf({ store: { db }, contents }: PublishingTools) {
  return {
    /** Newest first. */
    async list(studySlug?: string): Promise<readonly PublicationSummary[]> {
      const rows = (await listAllPublications(db)).filter(
        ({ slug }) => studySlug === undefined || slug === studySlug
      );
      const summaries: PublicationSummary[] = [];
      for (const { slug, studyId, kind, number, at, buildId, hash } of rows) {
        const build = await findBuild(db, studyId as Study['id'], buildId);
        const manifest = build?.manifest ? (JSON.parse(build.manifest) as ReportManifest) : undefined;
        if (manifest)
          summaries.push({
            studySlug: slug,
            kind,
            number: String(number),
            publishedAt: at,
            title: manifest.title,
            studyName: manifest.study.name,
            hash: hash ?? ''
          });
      }
      return summaries;
    },

    /** By its name in the address. */
    async load(studySlug: string, edition: string): Promise<Result<Publication>> {
      const found = await findPublished(db, studySlug, edition);
      if (!found?.build.contentHash) return refuse('not-found');
      const { study, publication, build, newest } = found;
      const content = await contents.load(study.id, found.build.contentHash);
      if (!content) return refuse('not-found');
      return ok({
        studySlug: study.slug,
        kind: build.kind,
        number: build.number,
        publishedAt: publication.at,
        title: content.title,
        studyName: content.study.name,
        hash: build.hash ?? '',
        content,
        newest,
        ...(await aroundEdition(db, found))
      });
    },

    async file(
      studySlug: string,
      edition: string,
      name: OutputName
    ): Promise<Result<{ readonly bytes: Uint8Array; readonly fileName: string; readonly sha256: string }>> {
      const found = await findPublished(db, studySlug, edition);
      if (!found) return refuse('not-found');
      const { study, build } = found;
      const output = (await listOutputs(db, [build.id])).find(
        (one) => one.edition === name.edition && one.format === name.format
      );
      const bytes = output && (await loadFile(db, study.id, output.sha256));
      return output && bytes
        ? ok({
            bytes,
            sha256: output.sha256,
            fileName: outputFileName(study.slug, build.kind, build.number, name)
          })
        : refuse('not-found');
    },

    async picture(studySlug: string, edition: string, hash: string): Promise<Result<Uint8Array>> {
      const found = await findPublished(db, studySlug, edition);
      if (!found || !(JSON.parse(found.build.pictures) as string[]).includes(hash))
        return refuse('not-found');
      const bytes = await loadFile(db, found.study.id, hash);
      return bytes ? ok(bytes) : refuse('not-found');
    },

    /** As it is hashed. */
    async manifest(studySlug: string, edition: string): Promise<Result<string>> {
      const found = await findPublished(db, studySlug, edition);
      return found?.build.manifest ? ok(found.build.manifest) : refuse('not-found');
    }
  };
}

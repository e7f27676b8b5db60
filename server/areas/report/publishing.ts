/**
 * Publishes a build by the signatures of both chairs, and gives what was published to anyone. A
 * reader without an account reads from here and nowhere else: only builds that were published.
 */
import { outputFileName, parseEdition, type OutputName } from '#rules/report/report-build.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  authorizePublication,
  publicationFormat,
  publicationText,
  type PublicationStatement
} from '#rules/report/publication.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { ReportContent, ReportKind } from '#rules/report/report-content.ts';
import { stableText, type ManifestPart, type ReportManifest } from '#rules/report/report-inputs.ts';
import { movingBlocks } from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import type { SupportState } from '#rules/bibliography/support.ts';
import { both } from '#server/store/bilingual.ts';
import { findDocument } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { findBuild, listOutputs, type BuildRow } from './store/report-builds.ts';
import { loadFile } from './store/report-files.ts';
import {
  insertPublication,
  insertReportSignature,
  listAllPublications,
  listErrata,
  listPublications,
  listReportSignatures
} from './store/publications.ts';
import { findStudy, studySubject } from '#areas/study';
import { listSupports } from '#areas/practices';
import { findUser } from '#server/auth/users.ts';
import { findNewestVersion, findVersion } from '#areas/versions';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import { withoutConfidentialFacts } from '#areas/answers';
import { sha256 } from '#server/files/sha256.ts';
import { checkPassword, type PasswordTools } from '#server/auth/password-check.ts';
import type { BuildOutput, BuildsTools } from './builds.ts';
import { readBlock, type BlockTools } from './block-data.ts';
import { chairedIn } from './errata.ts';
import { blockTools, type ManifestTools } from './manifest.ts';
import { listSubjects } from './subject-texts.ts';
import { barredImages, registeredImages } from './manifest-names.ts';
import { passagesOf } from './passages.ts';

export interface Erratum {
  readonly number: number;
  /** Names the part that is corrected; empty for the report as a whole. */
  readonly part: string;
  readonly text: Bilingual;
  /** Holds the day, `YYYY-MM-DD`. */
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

export type PublishingTools = BuildsTools &
  PasswordTools &
  Pick<ManifestTools, 'workers' | 'citedContent' | 'quotable' | 'config'>;

const command = commandsOf<PublishingTools>();

/** Signs a build for the actor's side; the second signature publishes it. */
export const signBuild = command(
  {
    name: 'report.sign',
    subject: studySubject,
    needs: 'study.publish',
    locks: ['study'],
    prepare: async (
      { db, deps, actor, subject: { study } },
      _seen: { readonly id: string; readonly hash: string },
      password: string
    ) => ({
      passwordHash: take(await checkPassword(deps, db, actor, password)),
      // Texts are read outside the transaction: what supports name is as it is now.
      states: await statesBefore(deps, study, actor.userId),
      stalePapers: await stalePapersBefore(deps, study)
    })
  },
  async (
    { trx, at, deps, actor, grants, append, prepared, subject: { study } },
    seen: { readonly id: string; readonly hash: string },
    _password: string
  ) => {
    const { passwordHash, states, stalePapers } = prepared;
    const user = await findUser(trx, actor.userId);
    if (!user || user.passwordHash !== passwordHash) throw refused('stale');
    const build = await findBuild(trx, study.id, seen.id);
    if (!build) throw refused('not-found');
    const published = await listPublications(trx, study.id, build.kind);
    const blocks = { ...blockTools(deps, actor.userId), db: trx, statesOf: () => Promise.resolve(states) };
    const { sideId, completes } = take(
      authorizePublication(
        {
          build,
          next: String(published.length + 1),
          sides: study.sides.map(({ id }) => id),
          userId: actor.userId,
          chairOf: chairedIn(grants),
          signatures: await listReportSignatures(trx, [build.id]),
          hasChanged: stalePapers.has(build.kind) || (await hasChanged(blocks, study, build))
        },
        seen
      )
    );
    const hash = build.hash ?? '';
    const statement: PublicationStatement = {
      format: publicationFormat,
      study: study.slug,
      report: build.kind,
      number: build.number,
      sha256: hash,
      user: actor.userId,
      name: both(user.nameEn, user.nameZh),
      side: sideId,
      role: 'chair',
      method: 'password',
      at
    };
    const text = publicationText(statement);
    const digest = sha256(text);
    const by = { studyId: study.id, buildId: build.id, sideId, userId: actor.userId };
    await insertReportSignature(trx, { id: deps.newId(), ...by, hash, statement: text, digest, at });
    const about = { report: build.kind, buildId: build.id, number: build.number };
    append({
      kind: 'report.signed',
      needs: 'study.report',
      payload: { ...about, sideId, hash, digest }
    });
    if (completes) {
      const { kind, id: buildId } = build;
      await insertPublication(trx, { studyId: study.id, kind, number: Number(build.number), buildId, at });
      append({ kind: 'report.published', needs: 'study.see', payload: { ...about, hash } });
    }
    return { isPublished: completes };
  }
);

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

/** Lists the files of an edition, its errata and who signed it. */
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

/** Gives what was published, to anyone. */
function publishedOf({ store: { db }, contents }: PublishingTools) {
  return {
    /** Lists what was published, newest first. */
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

    /** Returns a published edition by its name in the address. */
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

    /** Returns the manifest of a published edition, as it is hashed. */
    async manifest(studySlug: string, edition: string): Promise<Result<string>> {
      const found = await findPublished(db, studySlug, edition);
      return found?.build.manifest ? ok(found.build.manifest) : refuse('not-found');
    }
  };
}

/** Returns the states of everything on which practices and themes of a study rest, by the ids of the supports. */
async function statesBefore(
  tools: Pick<ManifestTools, 'store' | 'workers' | 'citedContent'>,
  study: Study,
  requester: string
): Promise<ReadonlyMap<string, SupportState>> {
  return blockTools(tools, requester).statesOf(study, await listSupports(tools.store.db, study.id));
}

/** Returns the shorter papers that have a passage whose place in the report has changed since, or is gone. */
async function stalePapersBefore(
  tools: Pick<ManifestTools, 'store' | 'quotable' | 'config'>,
  study: Study
): Promise<ReadonlySet<ReportKind>> {
  const stale = new Set<ReportKind>();
  for (const kind of ['white-paper', 'handout'] as const) {
    const passages = [...(await passagesOf(tools, study, kind)).values()].flat();
    if (passages.some(({ state }) => state === 'changed' || state === 'gone')) stale.add(kind);
  }
  return stale;
}

/**
 * Checks whether a build no longer shows what it may: a text is not approved as it is shown, or is shown with less now; what
 * a block is made from has changed, as a consent that was withdrawn; an image may not be printed any more.
 */
async function hasChanged(tools: BlockTools, study: Study, build: BuildRow): Promise<boolean> {
  const { db } = tools;
  if (build.manifest === null) return true;
  const manifest = JSON.parse(build.manifest) as ReportManifest;
  const pictures = JSON.parse(build.pictures) as readonly string[];
  const barred = pictures.length === 0 ? [] : await barredImages(db, study);
  const registered = pictures.length === 0 ? [] : await registeredImages(db, study);
  if (pictures.some((hash) => barred.includes(hash) || !registered.includes(hash))) return true;
  const subjects = new Map((await listSubjects(db, study)).map((one) => [one.subject, one]));
  for (const { source } of allParts(manifest.parts)) {
    if (source.kind === 'block' && !movingBlocks.includes(source.block)) {
      const now = stableText(await readBlock(tools, study, source));
      if (sha256(new TextEncoder().encode(now)) !== source.data) return true;
    }
    if (source.kind !== 'text') continue;
    const text = subjects.get(source.subject);
    const document = text && (await findDocument(db, text.documentId));
    const newest = text?.isApproved
      ? await findNewestVersion(db, study.id, source.subject, 'approval')
      : undefined;
    if (!document || newest?.hash !== source.hash) return true;
    const version = await findVersion(db, study.id, newest.id);
    if (!version) return true;
    const readable = await withoutConfidentialFacts(db, document, version);
    if ((readable.isWithout ? sha256(readable.bytes) : null) !== source.shown) return true;
  }
  return false;
}

const allParts = (parts: readonly ManifestPart[]): ManifestPart[] =>
  parts.flatMap((part) => [part, ...allParts(part.parts)]);

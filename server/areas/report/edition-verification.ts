/**
 * Looks up what anyone may learn of the hash of a published edition, or of one of its files: which edition it is, who
 * published it, and whether files, signatures and log agree. A build that is not published is not found.
 */
import type { FindingKind } from '#rules/approval/approval-audit.ts';
import { isComplete } from '#rules/approval/approval.ts';
import type { Side, Study } from '#rules/study/study.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { parsePublication } from '#rules/report/publication.ts';
import { outputFileName, publishedPath, type OutputName } from '#rules/report/report-build.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { hashOf } from '#server/events/append.ts';
import type { Db } from '#server/store/open.ts';
import { findBuild, listOutputs, type BuildRow } from './store/report-builds.ts';
import { loadFile } from './store/report-files.ts';
import { listPublications, listPublishedWith, listReportSignatures } from './store/publications.ts';
import { findStudy } from '#areas/study';
import { sha256 } from '#server/files/sha256.ts';
import { wantedOf } from './builds.ts';
import { editionHash } from './edition-hash.ts';

export interface VerifiedEdition {
  readonly study: { readonly slug: string; readonly title: Bilingual };
  readonly report: ReportKind;
  readonly number: string;
  /** The address below the origin. */
  readonly path: string;
  /** Null where the hash is that of the edition. */
  readonly file: (OutputName & { readonly name: string }) | null;
  readonly editionHash: string;
  readonly signatures: readonly {
    readonly side: Side | null;
    readonly name: Bilingual;
    readonly at: string;
    readonly digest: string;
  }[];
  readonly publishedAt: string;
  /** Names the newest edition where this is an older one. */
  readonly newer: { readonly number: string; readonly path: string } | null;
  /** Holds the time of the import where the study came with an archive and its log tells of no signature given here. */
  readonly importedAt: string | null;
  /** Empty where files, signatures and log say the same. */
  readonly faults: readonly FindingKind[];
}

/** Returns the published editions with this hash, or with a file that has it. */
export async function editionsWithHash(
  db: Db,
  hash: string,
  importedAt: (studyId: StudyId, digests: readonly string[]) => Promise<string | null>
): Promise<VerifiedEdition[]> {
  const known: VerifiedEdition[] = [];
  for (const { slug, buildId, edition, format } of await listPublishedWith(db, hash)) {
    const study = await findStudy(db, slug);
    const build = study && (await findBuild(db, study.id, buildId));
    if (!study || !build) continue;
    const file = edition === null ? null : { edition, format };
    known.push(await verifyEdition(db, study, build, file, importedAt));
  }
  return known;
}

async function verifyEdition(
  db: Db,
  study: Study,
  build: BuildRow,
  file: OutputName | null,
  importedAt: (studyId: StudyId, digests: readonly string[]) => Promise<string | null>
): Promise<VerifiedEdition> {
  const published = await listPublications(db, study.id, build.kind);
  const newest = String(published.at(-1)?.number ?? build.number);
  const signatures = await listReportSignatures(db, [build.id]);
  return {
    study: { slug: study.slug, title: study.title },
    report: build.kind,
    number: build.number,
    path: publishedPath(study.slug, build.kind, build.number),
    file: file && { ...file, name: outputFileName(study.slug, build.kind, build.number, file) },
    editionHash: build.hash ?? '',
    signatures: signatures.map(({ sideId, statement, at, digest }) => ({
      side: study.sides.find(({ id }) => id === sideId) ?? null,
      name: parsePublication(statement)?.name ?? { en: '', zh: '' },
      at,
      digest
    })),
    publishedAt: published.find(({ buildId }) => buildId === build.id)?.at ?? '',
    newer:
      newest === build.number
        ? null
        : { number: newest, path: publishedPath(study.slug, build.kind, newest) },
    importedAt: await importedAt(
      study.id,
      signatures.map(({ digest }) => digest)
    ),
    faults: [
      ...(await faultsOfFiles(db, study, build)),
      ...(await faultsOfSignatures(db, study, build, signatures))
    ]
  };
}

/** Checks manifest, content and the list of files against the hash that was signed. */
async function faultsOfFiles(db: Db, study: Study, build: BuildRow): Promise<FindingKind[]> {
  const outputs = await listOutputs(db, [build.id]);
  const files = wantedOf(build).flatMap(({ edition, format }) =>
    outputs.filter((one) => one.edition === edition && one.format === format)
  );
  const content = build.contentHash === null ? undefined : await loadFile(db, study.id, build.contentHash);
  const isWhole =
    content !== undefined &&
    sha256(content) === build.contentHash &&
    build.manifest !== null &&
    sha256(new TextEncoder().encode(build.manifest)) === build.manifestHash &&
    editionHash({ manifest: build.manifestHash, content: build.contentHash, files }) === build.hash;
  return isWhole ? [] : ['bytes-changed'];
}

/** Checks the statements against the edition, and the signatures against the events of the log. */
async function faultsOfSignatures(
  db: Db,
  study: Study,
  build: BuildRow,
  signatures: Awaited<ReturnType<typeof listReportSignatures>>
): Promise<FindingKind[]> {
  const sides = study.sides.map(({ id }) => id);
  const events = (
    await db
      .selectFrom('event')
      .selectAll()
      .where('studyId', '=', study.id)
      .where('kind', 'in', ['report.signed', 'report.published'])
      .orderBy('seq')
      .execute()
  ).filter(({ hash, ...event }) => hashOf(event) === hash && event.payload.includes(build.id));
  const isStated = ({ statement, digest, sideId, userId }: (typeof signatures)[number]): boolean => {
    const said = parsePublication(statement);
    return (
      said !== undefined &&
      sha256(statement) === digest &&
      said.study === study.slug &&
      said.report === build.kind &&
      said.number === build.number &&
      said.sha256 === build.hash &&
      said.side === sideId &&
      said.user === userId
    );
  };
  const isLogged =
    events.some(
      ({ kind, payload }) => kind === 'report.published' && payload.includes(build.hash ?? 'nothing')
    ) &&
    signatures.every(({ digest }) =>
      events.some(({ kind, payload }) => kind === 'report.signed' && payload.includes(digest))
    );
  return [
    ...(isComplete(signatures, sides) ? [] : (['incomplete'] as const)),
    ...(signatures.every(isStated) ? [] : (['statement-changed'] as const)),
    ...(isLogged ? [] : (['event-missing'] as const))
  ];
}

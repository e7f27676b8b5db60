import {
  authorizePublication,
  publicationFormat,
  publicationText,
  type PublicationStatement
} from '#rules/report/publication.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { stableText, type ManifestPart, type ReportManifest } from '#rules/report/report-inputs.ts';
import { movingBlocks } from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import type { SupportState } from '#rules/bibliography/support.ts';
import { both } from '#server/store/bilingual.ts';
import { findDocument } from '#areas/assessments';
import { findBuild, type BuildRow } from './store/report-builds.ts';
import {
  insertPublication,
  insertReportSignature,
  listPublications,
  listReportSignatures
} from './store/publications.ts';
import { studySubject } from '#areas/study';
import { listSupports } from '#areas/practices';
import { findUser } from '#server/auth/users.ts';
import { findNewestVersion, findVersion, withoutConfidentialFacts } from '#areas/versions';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import { sha256 } from '#server/files/sha256.ts';
import { checkPassword, type PasswordTools } from '#server/auth/password-check.ts';
import type { BuildsTools } from './build-requests.ts';
import { readBlock, type BlockTools } from './block-data.ts';
import { chairedIn } from './errata.ts';
import { blockTools, type ManifestTools } from './manifest.ts';
import { listSubjects } from './subject-texts.ts';
import { barredImages, registeredImages } from './manifest-names.ts';
import { passagesOf } from './passages.ts';

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

/** By the ids of the supports. */
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

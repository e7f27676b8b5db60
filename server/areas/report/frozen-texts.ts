/**
 * Freezes the texts that a report shows, each as the version that holds its words. A text that is not approved is kept
 * as a version first. What takes time is done before the one transaction that stores these versions, text by text: who
 * types meanwhile waits for the disk once, and for the reading of one text at most.
 */
import { setImmediate } from 'node:timers/promises';
import { readStatement } from '#rules/approval/approval.ts';
import type { Bilingual } from '#base/locale.ts';
import type { ManifestSource } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import {
  type DocumentVersion,
  bytesOf,
  subjectOf,
  isDocumentVersion,
  parseVersion
} from '#rules/versions/version.ts';
import { fingerprintsOf } from '#base/content.ts';
import { listDocuments, type DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { BuildSummary } from './store/report-builds.ts';
import { listSignatures } from '#areas/approval';
import { listLastSeqs } from '#server/store/updates.ts';
import {
  findNewestVersion,
  findVersion,
  insertVersions,
  listNewestVersions,
  type VersionRow,
  type VersionSummary,
  prepareVersion,
  summaryOf,
  type PreparedVersion
} from '#areas/versions';
import { commandsOf } from '#server/commands/command.ts';
import type { Lock } from '#server/commands/locks.ts';
import { take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { dueInStudy } from '#areas/study';
import { withoutHeldBackFacts } from '#areas/answers';
import { readContent, type FreezingTools, type GenerationRead } from '#areas/documents';

export interface SubjectText {
  readonly subject: string;
  readonly documentId: string;
  readonly city: string | null;
  readonly title: Bilingual;
  readonly isApproved: boolean;
}

export interface TextFreezingTools extends CommandDeps {
  readonly workers: FreezingTools['workers'];
  readonly config: { readonly origin: string };
}

export type TextSource = Extract<ManifestSource, { kind: 'text' }>;

export interface FrozenText {
  readonly source: TextSource;
  /** Names the version of the framework in which it was written; undefined for a text without one. */
  readonly framework: string | undefined;
}

/**
 * Maps subjects to their frozen texts; a text that is empty, or in an edition not approved, is left out. `keep` keeps
 * bytes under their hash, which it returns: what is shown of a version that holds more than its readers may know.
 */
export async function freezeTexts(
  tools: TextFreezingTools,
  study: Study,
  build: Pick<BuildSummary, 'purpose' | 'number'>,
  texts: readonly SubjectText[],
  keep: (bytes: Uint8Array) => string
): Promise<ReadonlyMap<string, FrozenText>> {
  const { db } = tools.store;
  const documents = await listDocuments(
    db,
    texts.map(({ documentId }) => documentId)
  );
  const drafts = texts.flatMap(({ documentId, isApproved }) =>
    isApproved || build.purpose !== 'draft' ? [] : (documents.get(documentId) ?? [])
  );
  const kept = await keepDrafts(tools, study, build, drafts);
  const frozen = new Map<string, FrozenText>();
  for (const { subject, documentId, isApproved } of texts) {
    await setImmediate();
    const document = documents.get(documentId);
    const version = await (isApproved ? approvedVersion(db, study, subject) : kept(subject));
    if (!document || !version) continue;
    const content = contentOf(version.bytes);
    if (!isApproved && content && isBlank(content)) continue;
    const open = content && (await withoutHeldBackFacts(db, document, content));
    frozen.set(subject, {
      framework: open?.framework?.version,
      source: {
        kind: 'text',
        subject,
        version: version.number,
        hash: version.hash,
        shown: open && open !== content ? keep(bytesOf(open)) : null,
        approval: isApproved ? await approvalOf(db, study, version, tools.config.origin) : null
      }
    });
  }
  return frozen;
}

/** Undefined for bytes of another kind. */
export function contentOf(bytes: Uint8Array): DocumentVersion | undefined {
  const content = parseVersion(bytes);
  return content && isDocumentVersion(content) ? content : undefined;
}

const isBlank = ({ sections }: Pick<DocumentVersion, 'sections'>): boolean =>
  sections.every((section) => Object.keys(fingerprintsOf(section)).length === 0);

/** Checks whether a version holds the words of a generation up to a sequence number of its log. */
const holds = (
  version: VersionSummary,
  { generation, throughSeq }: Omit<GenerationRead, 'documentId'>
): boolean =>
  version.kind !== 'consultation' && version.generation === generation && version.throughSeq === throughSeq;

/**
 * Keeps the present words of texts as versions, unless the newest of a text holds them already. Returns a function
 * that finds the version of a subject.
 */
async function keepDrafts(
  tools: TextFreezingTools,
  study: Study,
  { number }: Pick<BuildSummary, 'number'>,
  drafts: readonly DocumentRow[]
): Promise<(subject: string) => Promise<VersionRow | undefined>> {
  const { store, workers } = tools;
  const { db } = store;
  const lastSeqs = await listLastSeqs(
    db,
    store.engine,
    drafts.map(({ id, generation }) => ({ documentId: id, generation }))
  );
  const newest = await listNewestVersions(db, study.id);
  const ids = new Map<string, string>();
  const prepared: PreparedVersion[] = [];
  for (const document of drafts) {
    const { id, generation } = document;
    const known = newest.get(subjectOf(document));
    if (known && holds(known, { generation, throughSeq: lastSeqs.get(`${id}@${generation}`) ?? 0 })) {
      ids.set(known.subject, known.id);
      continue;
    }
    const read = await readContent(db, workers, document);
    if (!isBlank(read)) prepared.push(await prepareVersion(db, document, read, 'automatic'));
    await setImmediate();
  }
  const made =
    prepared.length > 0
      ? take(await keepVersions.bindTo(tools)('schedule', study.id, prepared, number))
      : { ids: new Map<string, string>(), versions: new Map<string, VersionRow>() };
  return async (subject) => {
    const id = ids.get(subject) ?? made.ids.get(subject);
    return made.versions.get(subject) ?? (id === undefined ? undefined : findVersion(db, study.id, id));
  };
}

/** Stores what was prepared, unless the newest version of a text holds it by now. Returns both by subject. */
export const keepVersions = commandsOf<TextFreezingTools>()(
  {
    name: 'report.keep-versions',
    subject: dueInStudy,
    needs: 'do-what-is-due',
    // Of two that store a version of a text at once the second gets the next number.
    locks: (_, prepared: readonly PreparedVersion[], _number: string) =>
      prepared.map(({ document }): Lock => ({ kind: 'document', id: document.id }))
  },
  async ({ trx, at, deps, subject: { studyId } }, prepared: readonly PreparedVersion[], number: string) => {
    const ids = new Map<string, string>();
    const versions = new Map<string, VersionRow>();
    const before = await listNewestVersions(trx, studyId);
    for (const version of prepared) {
      const subject = subjectOf(version.document);
      const known = before.get(subject);
      if (known && holds(known, version.read)) {
        ids.set(subject, known.id);
        continue;
      }
      const name = { en: `Draft report ${number}`, zh: `报告第${number}稿` };
      const input = { id: deps.newId(), kind: 'automatic', name, userId: null, at } as const;
      const summary = summaryOf(version, input, (known?.number ?? 0) + 1);
      versions.set(subject, { ...summary, bytes: version.bytes });
    }
    if (versions.size > 0) await insertVersions(trx, ...versions.values());
    return { ids, versions };
  }
);

async function approvedVersion(db: Db, study: Study, subject: string): Promise<VersionRow | undefined> {
  const newest = await findNewestVersion(db, study.id, subject, 'approval');
  return newest && findVersion(db, study.id, newest.id);
}

async function approvalOf(
  db: Db,
  study: Study,
  version: VersionRow,
  origin: string
): Promise<TextSource['approval']> {
  const signatures = await listSignatures(db, version.id);
  const inSideOrder = study.sides.flatMap(({ id }) => signatures.filter(({ sideId }) => sideId === id));
  return {
    hash: version.hash,
    version: version.number,
    on: signatures.reduce((latest, { at }) => (at > latest ? at : latest), version.at).slice(0, 10),
    signers: inSideOrder.flatMap(({ statement }) => readStatement(statement)?.name ?? []),
    address: `${origin}/verify?hash=${version.hash}`
  };
}

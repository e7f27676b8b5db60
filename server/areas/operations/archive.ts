/**
 * Exports a study as one file, and imports it: `export` gives the same bytes for the same study, and so does
 * an import exported again. An import is all or nothing. Generations keep their numbers, since another
 * installation has other rooms.
 */
import { covers, stageOfTask } from '#rules/coding/coding.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { UnreadableDocumentError } from '#document/assemble.ts';
import { answersRoot } from '#document/answer-cells.ts';
import { rootNames } from '#document/narrative.ts';
import { isPart } from '#document/sequence/parts.ts';
import { parseRoot } from '#document/sequence/roots.ts';
import { numberAfter } from '#server/events/event-number.ts';
import type { Db } from '#server/store/open.ts';
import { findFile, insertFile, listFilesInStudy } from '#areas/evidence';
import { insertRows, selectRows } from '#server/store/rows.ts';
import { findUserByEmail, findUser } from '#server/auth/users.ts';
import { type Row } from '#server/store/schema.ts';
import { chapterSections, sectionsInAll, contentOfGeneration } from '#areas/documents';
import { type AccountAdmin, accountsSubject } from '#areas/people';
import {
  ArchiveError,
  contentIn,
  contentName,
  fileEntryName,
  readArchive,
  writeArchive,
  type Archive,
  type ArchivedStudy
} from './archive-form.ts';
import { listPeopleIn, withPeople } from './archive-references.ts';
import {
  documentTables,
  studyTables,
  type ArchivedFile,
  type ArchivedEvent,
  type ArchivedGeneration,
  type ArchivedPerson,
  type ArchivedRows
} from './archive-rows.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { WorkersClosedError, WorkersFullError } from '#server/workers/errors.ts';
import type { Logger } from '#server/process/logger.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { makeTexts, storeTexts, type MadeTexts } from './older-forms/archived-texts.ts';
import { studyFor, studySubject } from '#areas/study';
import { zipInMemory, type ZipSource } from '#server/files/zip.ts';

export interface ArchiveTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'settle' | 'examine' | 'moveMarked' | 'sequence'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/** Is all that an archive becomes part of; for administrators and the operator. */
const archivesSubject: typeof accountsSubject = {
  ...accountsSubject,
  name: 'archives',
  sees: 'instance.studies'
};

/** Returns the refusal of what is wrong with a file; any other error is a defect. */
const asRefusal = (error: unknown): unknown =>
  error instanceof ArchiveError
    ? refused('invalid', { field: error.message })
    : isContradiction(error)
      ? refused('invalid', { field: 'rows that contradict each other' })
      : error;

/** Imports an archive; `invalid` names in `field` what is wrong with the file. */
const importStudy = commandsOf<ArchiveTools>()(
  {
    name: 'archives.import',
    subject: archivesSubject,
    needs: 'instance.studies',
    prepare: async ({ deps, actor }, file: ZipSource | Uint8Array) => {
      try {
        const archive = await readArchive(file instanceof Uint8Array ? zipInMemory(file) : file);
        const sections = sectionsOfAll(archive.rows.framework);
        const requester = requesterOf(actor);
        await examine(deps.workers, archive, sections, requester);
        return { archive, texts: await makeTexts(deps, archive, sections.response, requester) };
      } catch (error) {
        throw asRefusal(error);
      }
    }
  },
  async ({ trx, at, deps: { newId }, prepared: { archive, texts } }, _file: ZipSource | Uint8Array) => {
    try {
      return take(await insertArchive(trx, archive, texts, { newId, at }));
    } catch (error) {
      throw asRefusal(error);
    }
  }
);

/** Is a study for those who take all of it with them: its secretariat, and the operator. */
const exportedStudy = studyFor<AccountAdmin>('study, exported', (who, loaded) =>
  who === 'operator' ? new Set(['study.see', 'study.export']) : studySubject.abilities(who, loaded)
);

/**
 * Exports the study as one zip, of one moment, passed to `write` piece by piece. An archive without one of its texts
 * would be incomplete: `invalid` names in `field` the one that cannot be read, and the pieces written so far must be
 * discarded.
 */
const exportStudy = readsOf<ArchiveTools>()(
  { name: 'archives.export', subject: exportedStudy, needs: 'study.export' },
  async (
    {
      db,
      deps: { store, workers },
      actor,
      subject: {
        study: { slug }
      }
    },
    write: (chunk: Uint8Array) => void | Promise<void>
  ) => {
    const transaction = db.transaction().setAccessMode('read only');
    // All tables are read at one moment: on SQLite a transaction ensures that already.
    const ofOneMoment =
      store.engine === 'postgres' ? transaction.setIsolationLevel('repeatable read') : transaction;
    const requester = requesterOf(actor);
    try {
      return await ofOneMoment.execute(async (trx) => {
        const study = await gather(trx, slug);
        if (!study) throw refused('not-found');
        const contentOf = (documentId: string, n: number) =>
          readableContent(trx, workers, documentId, n, requester);
        await writeArchive(study, { contentOf, bytesOf: (file) => loadBytes(trx, file) }, write);
        return null;
      });
    } catch (error) {
      if (error instanceof UnreadableText || error instanceof ArchiveError)
        throw refused('invalid', { field: error.message });
      throw error;
    }
  }
);

export type Archives = ReturnType<typeof createArchives>;

export const createArchives = (tools: ArchiveTools) =>
  bind(tools, { import: importStudy, export: exportStudy });

class UnreadableText extends Error {
  override readonly name = 'UnreadableText';
}

const readableContent: typeof contentOfGeneration = (db, workers, documentId, n, requester) =>
  contentOfGeneration(db, workers, documentId, n, requester).catch((cause: unknown) => {
    if (cause instanceof UnreadableDocumentError)
      throw new UnreadableText(`the stored text ${documentId}@${n} cannot be read`, { cause });
    throw cause;
  });

const requesterOf = (actor: AccountAdmin): string => (actor === 'operator' ? 'operator' : actor.userId);

async function gather(db: Db, studySlug: string): Promise<ArchivedStudy | undefined> {
  const [study] = await selectRows(db, 'study', { column: 'slug', values: [studySlug] });
  if (!study) return undefined;
  const rows: Record<string, readonly object[]> = { study: [study] };
  for (const table of studyTables) {
    // Files are large: their bytes are read one after another while the archive is written.
    rows[table] =
      table === 'evidenceFile'
        ? await listFilesInStudy(db, study.id)
        : await selectRows(db, table, { column: 'studyId', values: [study.id] });
  }
  const documentIds = (rows['document'] as Row<'document'>[]).map((document) => document.id);
  for (const table of documentTables)
    rows[table] = await selectRows(db, table, { column: 'documentId', values: documentIds });
  rows['score'] = revealedOf(rows['score'] as Row<'score'>[], rows['panelRound'] as Row<'panelRound'>[]);
  keepPublished(rows);
  keepSeenCodings(rows);
  rows['generation'] = (rows['generation'] as Row<'generation'>[]).map(
    ({ lastSeq: _, ...generation }): ArchivedGeneration => generation
  );
  rows['event'] = (rows['event'] as Row<'event'>[]).map(({ number: _, ...event }): ArchivedEvent => event);
  const archived = rows as unknown as ArchivedRows;
  return { people: await peopleOf(db, archived), rows: archived };
}

/**
 * Returns the scores of revealed rounds only. Scores of an open round, and drafts, are visible to their
 * assessors alone, and an archive goes to every person who may export.
 */
function revealedOf(scores: readonly Row<'score'>[], rounds: readonly Row<'panelRound'>[]): Row<'score'>[] {
  const revealed = new Set(
    rounds.filter((round) => round.revealedAt !== null).map(({ panelId, round }) => `${panelId} ${round}`)
  );
  return scores.filter((score) => score.sealedAt !== null && revealed.has(`${score.panelId} ${score.round}`));
}

/** Leaves out open second passes, and the codings that they cover: each is visible to its coder alone until then. */
function keepSeenCodings(rows: Record<string, readonly object[]>): void {
  const tasks = rows['codingTask'] as Row<'codingTask'>[];
  const open = tasks.filter((task) => stageOfTask(task) === 'open');
  const codings = (rows['coding'] as Row<'coding'>[]).filter(
    (coding) => !open.some((task) => covers(task, coding))
  );
  const kept = new Set(codings.map(({ id }) => id));
  rows['coding'] = codings;
  rows['codingTask'] = tasks.filter((task) => !open.includes(task));
  rows['codingMemo'] = (rows['codingMemo'] as Row<'codingMemo'>[]).filter(
    ({ aboutKind, aboutId }) => aboutKind === 'code' || kept.has(aboutId)
  );
}

/** Keeps the builds that were published, with what they rest on: drafts can be built again. */
function keepPublished(rows: Record<string, readonly object[]>): void {
  const published = new Set(
    (rows['reportPublication'] as Row<'reportPublication'>[]).map(({ buildId }) => buildId)
  );
  const builds = (rows['reportBuild'] as Row<'reportBuild'>[]).filter(({ id }) => published.has(id));
  const ofBuilds = <R extends { buildId: string }>(table: string): R[] =>
    (rows[table] as R[]).filter(({ buildId }) => published.has(buildId));
  const outputs = ofBuilds<Row<'reportOutput'>>('reportOutput');
  const files = new Set([
    ...builds.map(({ contentHash }) => contentHash),
    ...builds.flatMap(({ pictures }) => JSON.parse(pictures) as string[]),
    ...builds.flatMap(({ manifest }) => hashesIn(manifest)),
    ...outputs.map(({ sha256 }) => sha256)
  ]);
  rows['reportBuild'] = builds;
  rows['reportOutput'] = outputs;
  rows['reportSignature'] = ofBuilds<Row<'reportSignature'>>('reportSignature');
  rows['reportFile'] = (rows['reportFile'] as Row<'reportFile'>[]).filter(({ sha256 }) => files.has(sha256));
}

const hashesIn = (manifest: string | null): string[] => manifest?.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? [];

async function loadBytes(db: Db, { evidenceId, n }: ArchivedFile): Promise<Uint8Array> {
  const file = await findFile(db, evidenceId, n);
  if (!file) throw new Error(`The revision ${n} of ${evidenceId} no longer exists`);
  return file.bytes;
}

/** Loads all people whom the rows name and who still have an account. */
async function peopleOf(db: Db, rows: ArchivedRows): Promise<ArchivedPerson[]> {
  const ids = [...listPeopleIn(rows), ...rows.event.flatMap((event) => event.actorId ?? [])];
  const users = await selectRows(db, 'user', { column: 'id', values: [...new Set(ids)].sort() });
  return users.map(({ id, email, nameEn, nameZh, locale, createdAt }) => ({
    id,
    email,
    nameEn,
    nameZh,
    locale,
    createdAt
  }));
}

async function insertArchive(
  db: Db,
  archive: Archive,
  texts: MadeTexts,
  { newId, at }: Pick<ArchiveTools, 'newId'> & { readonly at: string }
): Promise<Result<{ slug: string }>> {
  const { rows } = archive;
  const study = rows.study[0] as Row<'study'>;
  const known = await db
    .selectFrom('study')
    .select('slug')
    .where((eb) => eb.or([eb('slug', '=', study.slug), eb('id', '=', study.id)]))
    .executeTakeFirst();
  if (known) return refuse('slug-taken', { slug: known.slug });
  const idOf = await settle(db, archive.people, newId);
  await insertRows(db, 'study', rows.study);
  for (const table of studyTables) {
    if (table === 'event' || table === 'evidenceFile') continue;
    await insertRows(db, table, withPeople(table, rows[table] as readonly object[], idOf) as never);
  }
  for (const file of withPeople('evidenceFile', rows.evidenceFile, idOf)) {
    await insertFile(db, { ...file, bytes: contentIn(archive, fileEntryName(file)) });
  }
  await insertRows(db, 'generation', rows.generation);
  await insertRows(db, 'lateProposal', withPeople('lateProposal', rows.lateProposal, idOf));
  for (const { documentId, n } of rows.generation) {
    const bytes = contentIn(archive, contentName(documentId, n));
    await insertRows(db, 'documentSnapshot', [
      { documentId, generation: n, throughSeq: 0, bytes, createdAt: at }
    ]);
  }
  await storeTexts(db, texts, { newId, at });
  // The actor keeps the id under which the event was hashed, even where the account has another one here.
  await insertRows(db, 'event', numbered(rows.event));
  // This row belongs to the installation, not to the study: the next archive is the same to the byte.
  await insertRows(db, 'studyImport', [{ studyId: study.id, at, eventSeq: study.eventSeq }]);
  return ok({ slug: study.slug });
}

/** Returns the events of a log with the numbers by which readers count. */
function numbered(events: readonly ArchivedEvent[]): Row<'event'>[] {
  let previous: Row<'event'> | undefined;
  return events.map((event) => (previous = { ...event, number: numberAfter(previous, event.at) }));
}

/**
 * Matches the archive's people to accounts: those with the same address here, else new ones without a
 * password.
 */
async function settle(
  db: Db,
  people: readonly ArchivedPerson[],
  newId: () => string
): Promise<Map<string, string>> {
  const idOf = new Map<string, string>();
  for (const person of people) {
    const here = await findUserByEmail(db, person.email);
    const id = here?.id ?? ((await findUser(db, person.id)) ? newId() : person.id);
    if (!here)
      await insertRows(db, 'user', [
        {
          ...person,
          id,
          passwordHash: null,
          isAdministrator: 0,
          suspendedAt: null,
          passwordChange: null,
          pausedAt: null,
          pauseEndsAt: null,
          pausedBy: null
        }
      ]);
    idOf.set(person.id, id);
  }
  return idOf;
}

/**
 * Checks that every content loads completely, encodes to the same bytes again, and has no roots except its
 * document's sections. Throws `ArchiveError`.
 */
async function examine(
  workers: ArchiveTools['workers'],
  archive: Archive,
  sections: SectionsOfCities,
  requester: string
): Promise<void> {
  const { rows } = archive;
  const kinds = new Map(rows.document.map((document) => [document.id, document.kind]));
  const isBench = rows.study[0]?.isBench === 1;
  const roadmaps = new Set(rows.roadmap.map(({ documentId }) => documentId));
  for (const { documentId, n } of rows.generation) {
    const name = contentName(documentId, n);
    const kind = kinds.get(documentId);
    const roots = new Set(
      kind === 'chapter'
        ? rootNames(chapterSections(roadmaps.has(documentId)))
        : kind === 'response' || kind === 'confidential'
          ? [...rootNames(sections.response), answersRoot]
          : rootNames(sections.findings)
    );
    const found = await workers.examine(contentIn(archive, name), requester).catch((cause: unknown) => {
      if (cause instanceof WorkersFullError || cause instanceof WorkersClosedError) throw cause;
      throw new ArchiveError(
        `${name} does not hold a document: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause }
      );
    });
    if (!found.isSettled) throw new ArchiveError(`${name} is not in its canonical form`);
    const stray = isBench ? undefined : found.roots.find((root) => !roots.has(root) && !belongsToText(root));
    if (stray !== undefined)
      throw new ArchiveError(`${name} has a root that belongs to no section: ${stray.slice(0, 80)}`);
  }
}

/** Checks whether a root holds a part of the texts of sections: cells, captions, notes, and what blocks are. */
function belongsToText(name: string): boolean {
  const root = parseRoot(name);
  return root?.kind === 'attributes' || isPart(root);
}

type SectionsOfCities = Readonly<Record<'response' | 'findings', readonly string[]>>;

function sectionsOfAll(frameworks: ArchivedRows['framework']): SectionsOfCities {
  const contents = frameworks.toSorted((a, b) => b.position - a.position).map(({ content }) => content);
  try {
    return { response: sectionsInAll(contents, 'response'), findings: sectionsInAll(contents, 'findings') };
  } catch (cause) {
    throw new ArchiveError('the framework does not name its characteristics', { cause });
  }
}

/**
 * Checks whether the error is a constraint of the database that the rows of one file break among themselves
 * or with existing rows.
 */
function isContradiction(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CONSTRAINT') || /^23\d{3}$/.test(code);
}

/**
 * Exports a study as one file, and imports it: `export` gives the same bytes for the same study, and so does
 * an import exported again. An import is all or nothing. Generations keep their numbers, since another
 * installation has other rooms.
 */
import { ok, refuse, type Result } from '#base/refusal.ts';
import { UnreadableDocumentError } from '#document/assemble.ts';
import { numberAfter } from '#server/events/event-number.ts';
import type { Db } from '#server/store/open.ts';
import { findFile, insertFile } from '#areas/evidence';
import { insertRows } from '#server/store/rows.ts';
import { findUserByEmail, findUser } from '#server/auth/users.ts';
import type { Row } from '#server/store/schema.ts';
import { contentOfGeneration } from '#areas/documents';
import { type AccountAdmin, accountsSubject } from '#areas/people';
import {
  ArchiveError,
  contentIn,
  contentName,
  fileEntryName,
  readArchive,
  writeArchive,
  type Archive
} from './archive-form.ts';
import { withPeople } from './archive-references.ts';
import { studyTables, type ArchivedFile, type ArchivedEvent, type ArchivedPerson } from './archive-rows.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import { makeTexts, storeTexts, type MadeTexts } from './older-forms/archived-texts.ts';
import { studyFor, studySubject } from '#areas/study';
import { zipInMemory, type ZipSource } from '#server/files/zip.ts';
import { gather } from './archive-contents.ts';
import { type ArchiveTools, examine, sectionsOfAll } from './archive-examination.ts';

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

/** `invalid` names in `field` what is wrong with the file. */
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

async function loadBytes(db: Db, { evidenceId, n }: ArchivedFile): Promise<Uint8Array> {
  const file = await findFile(db, evidenceId, n);
  if (!file) throw new Error(`The revision ${n} of ${evidenceId} no longer exists`);
  return file.bytes;
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
 * Checks whether the error is a constraint of the database that the rows of one file break among themselves
 * or with existing rows.
 */
function isContradiction(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CONSTRAINT') || /^23\d{3}$/.test(code);
}

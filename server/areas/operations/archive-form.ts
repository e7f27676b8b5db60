/**
 * Defines the form of a study's archive: which entries a zip holds, what each is made of, and how it is
 * parsed. Nothing in an archive is trusted: shapes, ids that point outside, hashes of entries and of the
 * event chain are all validated here.
 */
import { z } from 'zod';
import { isSlug } from '#base/ids.ts';
import { verifyChain } from '#server/events/verify.ts';
import { validateReferences } from './archive-references.ts';
import {
  archivedTables,
  shapeOf,
  person,
  type ArchivedTable,
  type ArchivedFile,
  type ArchivedRows,
  type ArchivedPerson
} from './archive-rows.ts';
import { rowsOfToday } from './older-forms/older-rows.ts';
import { sha256 } from '#server/files/sha256.ts';
import { migrationNames, migrationNumber } from '#server/store/migrate.ts';
import { OlderRowsError } from '#server/store/older-tables.ts';
import { jsonLineOf, parseHarmless } from '#server/store/row-json.ts';
import { ownVersion, versionText } from '#server/process/version.ts';
import { openZip, ZipError, type ZipLimits, type ZipSource } from '#server/files/zip.ts';
import { openZipWriter } from '#server/files/zip-writing.ts';

/** Holds all of a study except the content of its documents. */
export interface ArchivedStudy {
  readonly people: readonly ArchivedPerson[];
  readonly rows: ArchivedRows;
}

export interface Archive extends ArchivedStudy {
  /**
   * Holds whole content by `contentName`, and files by `fileEntryName`, read on request: all of them together
   * may be large.
   */
  readonly contents: ReadonlyMap<string, () => Uint8Array>;
}

/** Throws `ArchiveError` where there is none. */
export function contentIn({ contents }: Pick<Archive, 'contents'>, name: string): Uint8Array {
  const bytes = contents.get(name)?.();
  if (!bytes) throw new ArchiveError(`${name} is missing`);
  return bytes;
}

const format = 'meridian-study';
/** Counts the formats before 0.2.0: the tables of its first migration are those of the last format of 0.1, which was 60. */
const formatsBefore = 59;
/**
 * Numbers the format by the last migration, since the rows of an archive are those of its tables: a reader of an older one knows
 * which tables its rows were taken from.
 */
const version = formatsBefore + migrationNumber(migrationNames.at(-1) ?? '');
const manifestName = 'meridian.json';
const peopleName = 'people.json';
const tableName = (table: ArchivedTable): string => `tables/${table}.json`;
export const contentName = (documentId: string, generation: number): string =>
  `documents/${documentId}@${generation}.yjs`;

export const fileEntryName = ({ evidenceId, n }: Pick<ArchivedFile, 'evidenceId' | 'n'>): string =>
  `evidence/${evidenceId}@${n}`;

const limits: ZipLimits = {
  entries: 500_000,
  entry: 2 ** 29 - 1,
  total: 2 ** 38,
  isAllowed: (name) =>
    name === manifestName ||
    name === peopleName ||
    archivedTables.some((table) => name === tableName(table)) ||
    /^(?:documents\/[\w-]{1,64}@[1-9]\d{0,8}\.yjs|evidence\/[\w-]{1,64}@[1-9]\d{0,8})$/.test(name)
};

const utf8 = new TextEncoder();
const jsonLinesOf = (rows: readonly object[]): Uint8Array =>
  utf8.encode(rows.length === 0 ? '[]\n' : `[\n${rows.map(jsonLineOf).join(',\n')}\n]\n`);

/** Supplies what is read while the archive is written, one item at a time. */
export interface ArchiveSources {
  readonly contentOf: (documentId: string, generation: number) => Promise<Uint8Array>;
  readonly bytesOf: (file: ArchivedFile) => Promise<Uint8Array>;
}

/**
 * Passes the archive to `write` piece by piece, one content at a time; the next is read when the previous
 * piece has been taken. Throws `ArchiveError` for a study that exceeds `most`, which is what an import reads.
 */
export async function writeArchive(
  { people, rows }: ArchivedStudy,
  { contentOf, bytesOf }: ArchiveSources,
  write: (chunk: Uint8Array) => void | Promise<void>,
  most: Pick<ZipLimits, 'entries' | 'entry' | 'total'> = limits
): Promise<void> {
  let made: Uint8Array[] = [];
  const zip = openZipWriter((chunk) => made.push(chunk));
  const handOver = async (): Promise<void> => {
    const chunks = made;
    made = [];
    for (const chunk of chunks) await write(chunk);
  };
  const hashes: Record<string, string> = {};
  let total = 0;
  let entries = 0;
  const add = async (name: string, bytes: Uint8Array): Promise<void> => {
    hashes[name] = sha256(bytes);
    total += bytes.length;
    // The writer refuses now what an import could not read on the day on which it is needed.
    if ((entries += 1) > most.entries || bytes.length > most.entry || total > most.total)
      throw new ArchiveError('the study is larger than what an import reads');
    zip.add(name, bytes);
    await handOver();
  };
  for (const [name, { documentId, n }] of inOrder(
    rows.generation.map((row) => [contentName(row.documentId, row.n), row] as const)
  )) {
    await add(name, await contentOf(documentId, n));
  }
  for (const [name, file] of inOrder(rows.evidenceFile.map((row) => [fileEntryName(row), row] as const)))
    await add(name, await bytesOf(file));
  await add(peopleName, jsonLinesOf(people));
  for (const table of [...archivedTables].sort()) await add(tableName(table), jsonLinesOf(rows[table]));
  const hashesInOrder = Object.fromEntries(inOrder(Object.entries(hashes)));
  const manifest = { format, version, entries: hashesInOrder };
  await add(manifestName, utf8.encode(JSON.stringify(manifest, null, 1) + '\n'));
  zip.end();
  await handOver();
}

const inOrder = <T extends readonly [string, unknown]>(named: readonly T[]): T[] =>
  named.toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Reports what is wrong with an archive, in text for the operator. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const manifestShape = z.strictObject({
  format: z.literal(format),
  version: z.int(),
  entries: z.record(z.string(), z.string())
});

/** Of this format or an older one. Throws `ArchiveError` for any file that is none. */
export async function readArchive(file: ZipSource): Promise<Archive> {
  const entries = entriesOf(file);
  const manifest = parsed(manifestShape, entries, manifestName);
  const named = Object.keys(manifest.entries);
  if (named.length !== entries.size - 1)
    throw new ArchiveError(`${manifestName} does not name what the archive holds`);
  for (const name of named) {
    const entry = entries.get(name);
    if (!entry || sha256(entry()) !== manifest.entries[name])
      throw new ArchiveError(`${name} is missing or not what ${manifestName} says`);
  }
  const people = parsed(z.array(person), entries, peopleName);
  const written =
    manifest.version === version
      ? (table: ArchivedTable) => valueIn(entries, tableName(table))
      : await upgradedRows(entries, migrationOf(manifest.version));
  const rows = Object.fromEntries(
    archivedTables.map((table) => [table, shaped(z.array(shapeOf(table)), written(table), tableName(table))])
  ) as unknown as ArchivedRows;
  const contents = new Map([...entries].filter(([name]) => /^(?:documents|evidence)\//.test(name)));
  const archive = { people, rows, contents };
  validateArchive(archive, manifest.entries);
  return archive;
}

/** Returns the number of the migration whose tables the rows of an archive are of. */
function migrationOf(formatOfArchive: number): number {
  if (formatOfArchive > version)
    throw new ArchiveError(
      `the archive has the format ${formatOfArchive}, and this version (${versionText(ownVersion)}) reads those up to ${version}: import it with the version that made it, or a later one`
    );
  if (formatOfArchive <= formatsBefore)
    throw new ArchiveError(
      `the archive has the format ${formatOfArchive}, which ${versionText(ownVersion)} does not read: import it with the tag v0.1.0, and write it anew there with npm run cli -- study export STUDY FILE`
    );
  return formatOfArchive - formatsBefore;
}

/** Returns how to read the rows of a table as today's version writes them. */
async function upgradedRows(entries: Entries, migration: number): Promise<(table: ArchivedTable) => unknown> {
  const shape = z.array(z.record(z.string(), z.unknown()));
  const names = [...entries.keys()].flatMap((name) => /^tables\/(.*)\.json$/.exec(name)?.[1] ?? []);
  try {
    const rows = await rowsOfToday(names, migration, (table) =>
      parsed(shape, entries, `tables/${table}.json`)
    );
    return (table) => rows.get(table);
  } catch (error) {
    if (error instanceof OlderRowsError) throw new ArchiveError(error.message, { cause: error });
    throw error;
  }
}

type Entries = ReadonlyMap<string, () => Uint8Array>;

function entriesOf(file: ZipSource): Entries {
  return new Map(
    asArchive(() => openZip(file, limits)).map((entry) => [entry.name, () => asArchive(() => entry.read())])
  );
}

function asArchive<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ZipError) throw new ArchiveError(error.message, { cause: error });
    throw error;
  }
}

const parsed = <T>(shape: z.ZodType<T>, entries: Entries, name: string): T =>
  shaped(shape, valueIn(entries, name), name);

function valueIn(entries: Entries, name: string): unknown {
  const bytes = entries.get(name)?.();
  if (!bytes) throw new ArchiveError(`${name} is missing`);
  try {
    return parseHarmless(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ArchiveError(`${name} is not JSON`, { cause });
  }
}

function shaped<T>(shape: z.ZodType<T>, value: unknown, name: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ArchiveError(`${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/**
 * Validates that every id points into the archive, that every generation has its content and no other, and
 * that the event chain is unbroken.
 */
function validateArchive(
  { people, rows, contents }: Archive,
  hashes: Readonly<Record<string, string>>
): void {
  const [study, ...others] = rows.study;
  if (!study || others.length > 0) throw new ArchiveError('an archive holds one study');
  const slugs = [
    study.slug,
    ...rows.city.map((city) => city.id),
    ...rows.document.flatMap((document) => document.slug ?? [])
  ];
  const bad = slugs.find((slug) => !isSlug(slug));
  if (bad !== undefined)
    throw new ArchiveError(`${JSON.stringify(bad.slice(0, 80))} cannot be part of an address`);
  const fault = validateReferences(people, rows);
  if (fault) throw new ArchiveError(`${tableName(fault.table)} ${fault.text}`);
  const changed = rows.evidenceFile.find((file) => hashes[fileEntryName(file)] !== file.sha256);
  if (changed) throw new ArchiveError(`${fileEntryName(changed)} is missing or not what its hash says`);
  const expected = new Set([
    ...rows.generation.map((generation) => contentName(generation.documentId, generation.n)),
    ...rows.evidenceFile.map(fileEntryName)
  ]);
  for (const name of expected) if (!contents.has(name)) throw new ArchiveError(`${name} is missing`);
  for (const name of contents.keys())
    if (!expected.has(name)) throw new ArchiveError(`${name} belongs to no generation and no evidence`);
  for (const document of rows.document) {
    if (!expected.has(contentName(document.id, document.generation)))
      throw new ArchiveError(`The document ${document.id} has no current generation`);
  }
  const verdict = verifyChain(rows.event, study);
  if (!verdict.ok) throw new ArchiveError(`the log of events is broken at ${verdict.seq} (${verdict.fault})`);
  if (rows.event.some((event) => event.studyId !== study.id))
    throw new ArchiveError('the log of events is of another study');
}

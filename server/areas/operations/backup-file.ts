/** Reads the file of a backup: its seal, and its parts, each checked against the hash in the seal. */
import { z } from 'zod';
import { isOfFormerRelease, wayFromFormerRelease } from '#server/store/former-release.ts';
import { migrationNames } from '#server/store/migrate.ts';
import { parseHarmless } from '#server/store/row-json.ts';
import { ownVersion, versionText } from '#server/process/version.ts';
import { sha256 } from '#server/files/sha256.ts';
import { openZip, type ZipSource } from '#server/files/zip.ts';

export const backupFormat = 'meridian-backup';
export const backupVersion = 2;
/** Names the last entry: a backup that was cut short has none. */
export const sealName = 'meridian-backup.json';
export const partName = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}.jsonl`;

const sealShape = z.strictObject({
  format: z.literal(backupFormat),
  version: z.literal(backupVersion),
  madeBy: z.strictObject({ number: z.string(), commit: z.string().nullable() }),
  madeAt: z.iso.datetime({ precision: 3 }),
  lastMigration: z.string(),
  migrations: z.array(z.string()),
  rows: z.record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.int()),
  parts: z.record(z.string(), z.string())
});
export type BackupSeal = z.infer<typeof sealShape>;
const sealOfFormerRelease = z.object({
  format: z.literal(backupFormat),
  migrations: z.array(z.string()).refine(isOfFormerRelease)
});
/** Says what a backup of a later format says of itself. */
const laterSeal = z.object({
  format: z.literal(backupFormat),
  version: z.int().min(backupVersion + 1),
  madeBy: z.object({ number: z.string().max(40), commit: z.string().max(40).nullable() }).optional()
});

/** Reports what is wrong with the file, in text for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export interface Backup {
  readonly seal: BackupSeal;
  /** Passes on the lines of a table part by part, with a name for what is wrong in one; throws `BackupError`. */
  parts(table: string): Generator<{ readonly name: string; readonly bytes: Uint8Array }>;
}

const limits = {
  entries: 500_000,
  entry: 2 ** 28,
  total: 2 ** 42,
  isAllowed: (name: string): boolean =>
    name === sealName || /^tables\/[a-zA-Z]{1,40}\/\d{6}\.jsonl$/.test(name)
};

/** Of this version or an earlier one. Throws `BackupError` or `ZipError`. */
export function openBackup(source: ZipSource): Backup {
  const entries = new Map(openZip(source, limits).map((entry) => [entry.name, entry]));
  const entry = entries.get(sealName);
  if (!entry)
    throw new BackupError(`${sealName} is missing: the backup is of another kind, or was cut short`);
  const seal = sealIn(jsonOf(Buffer.from(entry.read()).toString('utf8'), sealName));
  if (Object.keys(seal.parts).length !== entries.size - 1)
    throw new BackupError(`${sealName} does not name what the backup holds`);
  return {
    seal,
    *parts(table) {
      for (let part = 0; ; part += 1) {
        const name = partName(table, part);
        const bytes = entries.get(name)?.read();
        if (!bytes) return;
        if (sha256(bytes) !== seal.parts[name]) throw new BackupError(`${name} is not what ${sealName} says`);
        yield { name, bytes };
      }
    }
  };
}

function sealIn(value: unknown): BackupSeal {
  if (sealOfFormerRelease.safeParse(value).success)
    throw new BackupError(
      `the backup is of version 0.1, which ${versionText(ownVersion)} does not restore: with the tag v0.1.0 restore it and ${wayFromFormerRelease}`
    );
  const later = laterSeal.safeParse(value);
  if (later.success) throw new BackupError(laterSentence(later.data.madeBy));
  const result = sealShape.safeParse(value);
  if (!result.success) throw new BackupError(`${sealName} is not that of a backup this version reads`);
  const unknown = result.data.migrations.find((name) => !migrationNames.includes(name));
  if (unknown !== undefined) throw new BackupError(laterSentence(result.data.madeBy, unknown));
  return result.data;
}

function laterSentence(madeBy: BackupSeal['madeBy'] | undefined, migration?: string): string {
  const maker = madeBy ? `version ${versionText(madeBy)}` : 'another version';
  const reason = migration === undefined ? '' : `, whose tables have ${migration}`;
  return `the backup was made by ${maker}${reason}, and this is ${versionText(ownVersion)}: restore it with the version that made it, or a later one`;
}

/** Passes on the lines of a part as JSON, with the name and number of each. */
export function* linesIn(
  bytes: Uint8Array,
  name: string
): Generator<{ readonly value: unknown; readonly at: string }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = 0;
  for (let from = 0; from < buffer.length;) {
    const end = buffer.indexOf(10, from);
    const line = buffer.toString('utf8', from, end === -1 ? buffer.length : end);
    from = end === -1 ? buffer.length : end + 1;
    number += 1;
    const at = `${name}, line ${number}`;
    yield { value: jsonOf(line, at), at };
  }
}

function jsonOf(text: string, name: string): unknown {
  try {
    return parseHarmless(text);
  } catch (cause) {
    throw new BackupError(`${name} is not JSON`, { cause });
  }
}

/** Recognises what version 0.1 has made. Its tables came about by other migrations: of it only archives are read (UPGRADE.md). */
import { existsSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { ownVersion, versionText } from '#server/process/version.ts';

/** Checks whether these migrations are those of 0.1, by the first of them. */
export const isOfFormerRelease = (migrations: readonly string[]): boolean =>
  migrations.includes('0001-first');

/** Says how what is of 0.1 comes here; completes a sentence. */
export const wayFromFormerRelease =
  'write an archive of each study (npm run cli -- study export STUDY FILE), and import it into a new database with this version (npm run cli -- study import FILE), as UPGRADE.md describes';

export class FormerDatabaseError extends Error {
  override readonly name = 'FormerDatabaseError';
  constructor() {
    super(
      `The database is of version 0.1, which ${versionText(ownVersion)} does not take over: with the tag v0.1.0 ${wayFromFormerRelease}`
    );
  }
}

/** Throws `FormerDatabaseError` for a file of 0.1, before anything opens it to write: it and its log stay as they are. */
export function refuseFormerFile(file: string): void {
  if (!existsSync(file)) return;
  // Closing a connection that may write moves the log of a process that was killed into the file.
  const database = new SqliteDatabase(file, { readonly: existsSync(`${file}-wal`) });
  try {
    const names = database.prepare('select name from kysely_migration').pluck().all() as string[];
    if (isOfFormerRelease(names)) throw new FormerDatabaseError();
  } catch (error) {
    // Whatever else is wrong with the file shows itself when it is used.
    if (error instanceof FormerDatabaseError) throw error;
  } finally {
    database.close();
  }
}

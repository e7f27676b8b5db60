/** Defines the commands that back an installation up, restore it, and release the e-mails that a restore holds back. */
import { statSync } from 'node:fs';
import { backUp, findBackupFault, restore, saveLastBackup } from '#areas/operations';
import { releaseMail } from '#server/mail/stored-mail.ts';
import { isServed } from '#server/store/served.ts';
import { accepted, UsageError } from './usage-error.ts';
import { type Command, withAppOfDatabase, withApp } from './command.ts';

export const backupCommand: Command = {
  path: ['backup'],
  usage: 'backup FILE',
  does: 'writes the whole installation into one file that either database engine can be restored from',
  takes: 1,
  run: (call) =>
    withAppOfDatabase(call, async (app) => {
      const [file = ''] = call.positionals;
      const at = app.now().toISOString();
      const { rows } = await backUp(app, file);
      await saveLastBackup(app.store.db, { at, size: statSync(file).size });
      call.streams.print(`${rows} rows are in ${file}`);
      return 0;
    })
};

export const restoreCommand: Command = {
  path: ['restore'],
  usage: 'restore FILE [--replace] [--force]',
  does: 'puts a backup, of this or an earlier version, into an empty database, or with --replace in the place of what is there; refused while a server runs on it, unless with --force',
  takes: 1,
  options: { replace: { type: 'boolean' }, force: { type: 'boolean' } },
  run: async (call) => {
    const [file = ''] = call.positionals;
    // A database that does not exist yet is not made for a file that cannot be restored.
    const fault = findBackupFault(file);
    if (fault !== null) throw new UsageError(`Not valid: ${fault}`);
    if (call.values['force'] !== true && (await isServed(call.config.database)))
      throw new UsageError(
        'A server runs on this database: stop it first. With --force the backup is put in place all the same, and users who write now lose what is not in it'
      );
    return withApp(call, async (app) => {
      const { rows, documents, unreadable, endedOffers, people, erasedAgain, notErased } = accepted(
        await restore(app, file, { replace: call.values['replace'] === true }),
        {
          conflict: 'The database is not empty; --replace puts the backup in the place of what is there'
        }
      );
      call.streams.print(
        `${rows} rows are restored; ${documents} documents stand at a new generation, and nobody is signed in`
      );
      call.streams.print(
        `${endedOffers} open invitations and links of external reviews have ended; e-mails are held back until "mail release"`
      );
      const isEmpty = people.every(({ held }) => held === null);
      call.streams.print(
        isEmpty
          ? 'Roles and suspensions as of the backup:'
          : `People whose roles, suspension or password are others than before the restore: ${people.length}`
      );
      for (const { email, holds, held, hasOldPassword } of people) {
        const was = held === null ? '' : ` (before: ${held.join('; ') || 'nothing'})`;
        const password = hasOldPassword ? '; the password of the backup' : '';
        call.streams.print(`  ${email}: ${holds.join('; ') || 'nothing'}${was}${password}`);
      }
      for (const id of unreadable)
        call.streams.complain(`The text of the document ${id} cannot be read; it stands as it was saved`);
      if (erasedAgain > 0)
        call.streams.print(`${erasedAgain} people had been erased since the backup; they are erased again`);
      for (const id of notErased)
        call.streams.complain(
          `${id} had been erased since the backup and is back, in an office that nobody else holds; run user erase ${id} when it has a successor`
        );
      return 0;
    });
  }
};

export const mailReleaseCommand: Command = {
  path: ['mail', 'release'],
  usage: 'mail release [--drop]',
  does: 'sends again the e-mails that a restore holds back; with --drop those that waited in the backup are given up',
  takes: 0,
  options: { drop: { type: 'boolean' } },
  run: (call) =>
    withAppOfDatabase(call, async (app) => {
      const { db } = app.store;
      const waiting = await db
        .transaction()
        .execute((trx) => releaseMail(trx, app.now().toISOString(), call.values['drop'] === true));
      call.streams.print(`E-mails are sent again; ${waiting} wait`);
      return 0;
    })
};

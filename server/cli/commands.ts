/**
 * Defines every command of the operator's tool. Each creates the app it needs and closes it again; none
 * listens for requests.
 */
import { existsSync, statSync } from 'node:fs';
import type { ParseArgsOptionsConfig } from 'node:util';
import { isLocale } from '#base/locale.ts';
import type { Config } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { createLogger } from '#server/process/logger.ts';
import {
  backUp,
  findBackupFault,
  restore,
  applyRetention,
  countDueHistories,
  saveLastBackup
} from '#areas/operations';
import { mostPeople, mostRooms } from '#areas/demo';
import { writeWhole } from '#areas/answers';
import { openZipFile } from '#server/files/zip.ts';
import { releaseMail } from '#server/mail/stored-mail.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { isServed } from '#server/store/served.ts';
import { ownVersion, versionText } from '#server/process/version.ts';
import { approvalVerify } from './approval.ts';
import { auditVerify } from './audit.ts';
import { documentFreeze, documentReopen, documentRestore } from './document.ts';
import { externalReviewErase, userErase } from './erasure.ts';
import { studyList, userList } from './lists.ts';
import { quarantineList, quarantinePurge } from './quarantine.ts';
import { reportBuild, reportBuildUsage, reportOrderFrom } from './report.ts';
import { searchRebuild } from './search.ts';
import { accepted, UsageError } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

export interface Call {
  readonly config: Config;
  readonly streams: CliStreams;
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  readonly path: readonly string[];
  readonly usage: string;
  readonly does: string;
  /** Sets the number of arguments besides options. */
  readonly takes: number;
  readonly options?: ParseArgsOptionsConfig;
  /** Returns the exit code. */
  run(call: Call): Promise<number>;
}

/**
 * Does the same for commands whose database must exist: a mistyped DATA_DIR must not give an empty backup
 * that looks like a full one.
 */
function withAppOfDatabase(call: Call, use: (app: App) => Promise<number>): Promise<number> {
  const { database } = call.config;
  if (database.engine === 'sqlite' && !existsSync(database.file))
    throw new UsageError(`There is no database at ${database.file}`);
  return withApp(call, use);
}

/** Warnings and errors go to standard error: standard output is the command's own. */
async function withApp(call: Call, use: (app: App) => Promise<number>): Promise<number> {
  const now = (): Date => new Date();
  const logger = createLogger({ level: 'warn', now, write: call.streams.complain });
  const app = await createApp(call.config, { now, logger, servesNobody: true });
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}

const textOf = (value: Call['values'][string]): string | undefined =>
  typeof value === 'string' ? value : undefined;

function countOf(value: Call['values'][string], option: string, most: number): number {
  const count = Number(textOf(value) ?? '1');
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new UsageError(`--${option} takes a whole number from 1 to ${most}`);
  return count;
}

export const commands: readonly Command[] = [
  {
    path: ['version'],
    usage: 'version',
    does: 'prints the version of Meridian and the commit that it was built from',
    takes: 0,
    run: (call) => {
      call.streams.print(`Meridian ${versionText(ownVersion)}`);
      return Promise.resolve(0);
    }
  },
  {
    path: ['user', 'add'],
    usage:
      'user add EMAIL [--name NAME] [--name-zh NAME] [--locale en|zh] [--administrator] [--password-stdin]',
    does: 'makes an account; without --password-stdin a password is made up and printed once',
    takes: 1,
    options: {
      name: { type: 'string' },
      'name-zh': { type: 'string' },
      locale: { type: 'string' },
      administrator: { type: 'boolean' },
      'password-stdin': { type: 'boolean' }
    },
    run: (call) => {
      const { database } = call.config;
      // A mistyped DATA_DIR shows itself by a database that nobody expected.
      const isNew = database.engine === 'sqlite' && !existsSync(database.file);
      return withApp(call, async (app) => {
        if (isNew) call.streams.print(`A new database was made: ${database.file}`);
        const [email = ''] = call.positionals;
        const { name, locale, administrator } = call.values;
        const nameZh = textOf(call.values['name-zh']) ?? '';
        if (locale !== undefined && !isLocale(locale)) throw new UsageError('--locale takes en or zh');
        const password = call.values['password-stdin']
          ? (await call.streams.readInput()).replace(/\r?\n$/, '')
          : undefined;
        const account = accepted(
          await app.users.create('operator', {
            email,
            name: { en: textOf(name) ?? (nameZh === '' ? (email.split('@')[0] ?? '') : ''), zh: nameZh },
            locale: isLocale(locale) ? locale : null,
            isAdministrator: administrator === true,
            ...(password === undefined ? {} : { password })
          }),
          {
            invalid: `${JSON.stringify(email)} with this name cannot be an account: it takes an address and a name of at most 120 characters`
          }
        );
        call.streams.print(`${email} has an account now`);
        if (account.madeUpPassword !== null) call.streams.print(`Password: ${account.madeUpPassword}`);
        return 0;
      });
    }
  },
  {
    path: ['user', 'list'],
    usage: 'user list',
    does: 'lists the accounts, with their names, administrators and suspensions',
    takes: 0,
    run: (call) => withAppOfDatabase(call, (app) => userList(app, call.streams))
  },
  {
    path: ['study', 'list'],
    usage: 'study list',
    does: 'lists the studies by the names that other commands take',
    takes: 0,
    run: (call) => withAppOfDatabase(call, (app) => studyList(app, call.streams))
  },
  {
    path: ['user', 'reset'],
    usage: 'user reset EMAIL',
    does: 'makes a link by which a person sets a new password, once, within two days; where no e-mail is sent, hand it over',
    takes: 1,
    run: (call) =>
      withAppOfDatabase(call, async (app) => {
        const [email = ''] = call.positionals;
        const { link, expiresAt } = accepted(await app.resets.makeLink(email), {
          'no-such-account': `There is no account ${JSON.stringify(email)}`,
          suspended: `${email} is suspended`
        });
        call.streams.print(`Link for ${email} until ${expiresAt}: ${link}`);
        call.streams.print(
          'Once it is used, the account is paused for seven days, or until it is confirmed.'
        );
        return 0;
      })
  },
  {
    path: ['user', 'confirm'],
    usage: 'user confirm EMAIL',
    does: 'ends the pause of an administrator after a reset, where there is no second administrator who could confirm them',
    takes: 1,
    run: (call) =>
      withAppOfDatabase(call, async (app) => {
        const [email = ''] = call.positionals;
        accepted(await app.pauses.confirmAsOperator(email), {
          'no-such-account': `There is no account ${JSON.stringify(email)}`,
          'wrong-state': `${email} is no administrator whose account is paused`
        });
        call.streams.print(`${email} administers again`);
        return 0;
      })
  },
  {
    path: ['user', 'erase'],
    usage: 'user erase EMAIL|ID',
    does: 'erases the personal data of a person for good: an account, an external reviewer, an invited person; the server may run',
    takes: 1,
    run: (call) => withAppOfDatabase(call, (app) => userErase(app, call.positionals[0] ?? '', call.streams))
  },
  {
    path: ['external-review', 'erase'],
    usage: 'external-review erase STUDY NAME',
    does: 'erases the personal data of an external reviewer by name, where the link was handed over without an e-mail',
    takes: 2,
    run: (call) =>
      withAppOfDatabase(call, (app) => {
        const [slug = '', name = ''] = call.positionals;
        return externalReviewErase(app, slug, name, call.streams);
      })
  },
  {
    path: ['study', 'export'],
    usage: 'study export SLUG FILE',
    does: 'writes one study as a zip; the same study gives the same bytes',
    takes: 2,
    run: (call) =>
      withAppOfDatabase(call, async (app) => {
        const [slug = '', file = ''] = call.positionals;
        const bytes = await writeWhole(file, async (write) => {
          accepted(await app.archives.export('operator', slug, write), {
            'not-found': `There is no study ${JSON.stringify(slug)}; study list names them all`
          });
        });
        call.streams.print(`${slug} is in ${file} (${bytes} bytes)`);
        return 0;
      })
  },
  {
    path: ['study', 'import'],
    usage: 'study import FILE',
    does: 'takes in a study that study export wrote, whole or not at all; its people get accounts without a password',
    takes: 1,
    run: (call) =>
      withApp(call, async (app) => {
        const [file = ''] = call.positionals;
        const source = openZipFile(file);
        try {
          const { slug } = accepted(await app.archives.import('operator', source));
          call.streams.print(`${slug} is imported`);
          return 0;
        } finally {
          source.close();
        }
      })
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
    path: ['audit', 'verify'],
    usage: 'audit verify [--head SEQ:HASH]',
    does: 'recomputes the event chain and the approvals of every study, and compares the chain with the heads that were sent; names what is wrong and ends with 1. With --head it also looks for a head from a mail',
    takes: 0,
    options: { head: { type: 'string' } },
    run: (call) =>
      withAppOfDatabase(call, (app) => auditVerify(app, call.streams, textOf(call.values['head'])))
  },
  {
    path: ['approval', 'verify'],
    usage: 'approval verify [--study SLUG] [--hash HASH] [--file PATH]',
    does: 'holds stored bytes, signatures and the log against each other, and tells what is known of a hash or of the bytes in a file; ends with 1 on any fault',
    takes: 0,
    options: { study: { type: 'string' }, hash: { type: 'string' }, file: { type: 'string' } },
    run: (call) =>
      withAppOfDatabase(call, (app) => {
        const { study, hash, file } = call.values;
        return approvalVerify(
          app,
          { studySlug: textOf(study), hash: textOf(hash), file: textOf(file) },
          call.streams
        );
      })
  },
  {
    path: ['report', 'build'],
    usage: reportBuildUsage,
    does: 'writes a report as it stands now; what is not approved is marked as draft, and the same state gives the same bytes',
    takes: 2,
    options: { report: { type: 'string' }, language: { type: 'string' }, format: { type: 'string' } },
    run: (call) => {
      const [slug = '', file = ''] = call.positionals;
      const { report, language, format } = call.values;
      const order = reportOrderFrom({
        report: textOf(report),
        language: textOf(language),
        format: textOf(format)
      });
      return withAppOfDatabase(call, (app) => reportBuild(app, slug, order, file, call.streams));
    }
  },
  {
    path: ['migrate'],
    usage: 'migrate',
    does: 'brings the tables up to date, as the start of the server does',
    takes: 0,
    run: async (call) => {
      const store = openStore(call.config.database);
      try {
        const done = await migrateToLatest(store.db);
        call.streams.print(done.length > 0 ? `Migrated: ${done.join(', ')}` : 'Nothing to migrate');
        return 0;
      } finally {
        await store.close();
      }
    }
  },
  {
    path: ['retention', 'run'],
    usage: 'retention run [--dry-run]',
    does: 'deletes what is stored about people longer than needed, as the server does every hour; with --dry-run it only counts',
    takes: 0,
    options: { 'dry-run': { type: 'boolean' } },
    run: (call) =>
      withAppOfDatabase(call, async (app) => {
        const isDry = call.values['dry-run'] === true;
        for (const [kind, count] of Object.entries(await applyRetention(app, { isDry })))
          call.streams.print(`${kind}: ${count}${isDry ? ' due' : ' deleted'}`);
        // The server deletes these one by one; the tool does not.
        if (isDry) call.streams.print(`histories of ended texts: ${await countDueHistories(app)} due`);
        return 0;
      })
  },
  {
    path: ['document', 'freeze'],
    usage: 'document freeze ROOM',
    does: 'ends the current generation of a document; what still arrives is kept as a late proposal',
    takes: 1,
    run: (call) =>
      withAppOfDatabase(call, (app) => documentFreeze(app, call.positionals[0] ?? '', call.streams))
  },
  {
    path: ['document', 'reopen'],
    usage: 'document reopen ROOM',
    does: 'starts the next generation of a frozen document from its frozen text',
    takes: 1,
    run: (call) =>
      withAppOfDatabase(call, (app) => documentReopen(app, call.positionals[0] ?? '', call.streams))
  },
  {
    path: ['demo', 'remove'],
    usage: 'demo remove',
    does: 'removes the demo accounts and the demo study, before the installation goes into service',
    takes: 0,
    run: (call) =>
      withAppOfDatabase(call, async (app) => {
        const { accounts, studies, kept } = accepted(await app.demoRemoval.remove('operator'));
        call.streams.print(
          `${accounts} demo accounts are removed${studies.length > 0 ? `, and the study ${studies.join(', ')}` : ''}`
        );
        for (const slug of kept)
          call.streams.complain(`The study ${slug} stays: people besides the demo accounts have roles in it`);
        return 0;
      })
  },
  {
    path: ['document', 'restore'],
    usage: 'document restore ROOM --version N',
    does: 'sets a document back to one of its versions, as a new generation; also where its text is too large to be opened',
    takes: 1,
    options: { version: { type: 'string' } },
    run: (call) =>
      withAppOfDatabase(call, (app) => {
        const version = Number(textOf(call.values['version']) ?? '');
        if (!Number.isInteger(version) || version < 1)
          throw new UsageError('--version takes the number of a version, a whole number from 1 on');
        return documentRestore(app, call.positionals[0] ?? '', version, call.streams);
      })
  },
  {
    path: ['quarantine', 'list'],
    usage: 'quarantine list',
    does: 'lists the updates that hold what the schema does not know: when, where, whose, how large and why',
    takes: 0,
    run: (call) => withAppOfDatabase(call, (app) => quarantineList(app, call.streams))
  },
  {
    path: ['quarantine', 'purge'],
    usage: 'quarantine purge [--before TIME]',
    does: 'deletes them, all or those that came before a day or time (UTC); no text changes',
    takes: 0,
    options: { before: { type: 'string' } },
    run: (call) =>
      withAppOfDatabase(call, (app) => quarantinePurge(app, textOf(call.values['before']), call.streams))
  },
  {
    path: ['search', 'rebuild'],
    usage: 'search rebuild',
    does: 'makes the search index anew; it may run while the server serves, which then finds less for a moment',
    takes: 0,
    run: (call) => withAppOfDatabase(call, (app) => searchRebuild(app, call.streams))
  },
  {
    path: ['bench', 'study'],
    usage: 'bench study [--rooms N] [--people M]',
    does: 'makes or enlarges the study “bench” for load tests; refused unless DEMO is on',
    takes: 0,
    options: { rooms: { type: 'string' }, people: { type: 'string' } },
    run: (call) =>
      withApp(call, async (app) => {
        const size = {
          rooms: countOf(call.values['rooms'], 'rooms', mostRooms),
          people: countOf(call.values['people'], 'people', mostPeople)
        };
        // A database that only holds the load test would never get the demo.
        await app.loadDemoWhenEmpty();
        const added = accepted(await app.makeBenchStudy('operator', size), {
          forbidden: 'bench study works only while DEMO is on'
        });
        call.streams.print(`bench: ${added.rooms} more rooms, ${added.people} more people`);
        return 0;
      })
  }
];

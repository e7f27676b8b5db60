/**
 * Defines every command of the operator's tool. Each creates the app it needs and closes it again; none
 * listens for requests.
 */
import { applyRetention, countDueHistories } from '#areas/operations';
import { mostPeople, mostRooms } from '#areas/demo';
import { migrateToLatest } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
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
import { type Command, withAppOfDatabase, withApp, textOf, countOf } from './command.ts';
import { backupCommand, restoreCommand, mailReleaseCommand } from './backup-commands.ts';
import { userAddCommand, userResetCommand, userConfirmCommand } from './account-commands.ts';
import { studyExportCommand, studyImportCommand } from './archive-commands.ts';

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
  userAddCommand,
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
  userResetCommand,
  userConfirmCommand,
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
  studyExportCommand,
  studyImportCommand,
  backupCommand,
  restoreCommand,
  mailReleaseCommand,
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

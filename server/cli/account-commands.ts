import { existsSync } from 'node:fs';
import { isLocale } from '#base/locale.ts';
import { accepted, UsageError } from './usage-error.ts';
import { type Command, withAppOfDatabase, withApp, textOf } from './command.ts';

export const userAddCommand: Command = {
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
};

export const userResetCommand: Command = {
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
      call.streams.print('Once it is used, the account is paused for seven days, or until it is confirmed.');
      return 0;
    })
};

export const userConfirmCommand: Command = {
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
};

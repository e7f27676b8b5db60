import { byPerson } from '#base/name-order.ts';
import { accountChoiceForm, accountForm, addressForm } from '#lib/areas/people/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needInstance } from '#lib/server/guard.ts';
import type { Account } from '#areas/people';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = needInstance(event, 'instance.users');
  const accounts = must(event.locals, await event.locals.services.users.list(actor));
  const sought = (event.url.searchParams.get('q') ?? '').normalize('NFC').trim();
  const found = accounts
    .filter(matches(sought))
    .toSorted(byPerson((account) => account.name, event.locals.locale));
  return {
    shown: shownPage(
      event.url,
      found.map((account) => ({ ...account, demoReach: event.locals.services.users.reachOf(account.email) }))
    ),
    total: accounts.length,
    sought,
    ownId: actor.userId,
    sendsMail: event.locals.services.config.smtp !== null
  };
};

const matches = (sought: string) => {
  const wanted = sought.toLowerCase();
  return ({ email, name }: Account): boolean =>
    [email, name.en, name.zh].some((text) => text.toLowerCase().includes(wanted));
};

const ofAccount = { schema: accountChoiceForm, isExact: true } as const;

/** Answers with what was done to the account that the form names. */
const to =
  (done: string) =>
  (_: unknown, { fields }: { readonly fields: { readonly user: string } }) => ({
    done,
    user: fields.user,
    madeUpPassword: null
  });

export const actions: Actions = {
  create: formAction({
    schema: accountForm,
    isExact: true,
    command: ({ users }) => [users.create],
    run: ({ give, fields: { email, nameEn, nameZh, password, administrator } }) =>
      give({
        email,
        name: { en: nameEn, zh: nameZh },
        isAdministrator: administrator === 'on',
        ...(password === '' ? {} : { password })
      }),
    answer: ({ id, madeUpPassword }) => ({ done: 'created', user: id, madeUpPassword }),
    mark: { form: 'create' }
  }),

  changeAddress: formAction({
    schema: addressForm,
    isExact: true,
    command: ({ resets }) => [resets.changeAddress],
    run: ({ give, fields }) => give(fields.user, fields.email),
    answer: to('address')
  }),

  sendReset: formAction({
    ...ofAccount,
    command: ({ resets }) => [resets.send],
    run: ({ give, fields }) => give(fields.user),
    answer: to('reset')
  }),
  confirm: formAction({
    ...ofAccount,
    command: ({ pauses }) => [pauses.confirmInstallation],
    run: ({ services, actor, fields }) => services.pauses.confirmAdministrator(actor, fields.user),
    answer: to('confirmed')
  }),
  suspend: formAction({
    ...ofAccount,
    command: ({ users }) => [users.suspend],
    run: ({ give, fields }) => give(fields.user),
    answer: to('suspended')
  }),
  restore: formAction({
    ...ofAccount,
    command: ({ users }) => [users.restore],
    run: ({ give, fields }) => give(fields.user),
    answer: to('restored')
  }),
  makeAdministrator: formAction({
    ...ofAccount,
    command: ({ users }) => [users.setAdministrator],
    run: ({ give, fields }) => give(fields.user, true),
    answer: to('administrator')
  }),
  unmakeAdministrator: formAction({
    ...ofAccount,
    command: ({ users }) => [users.setAdministrator],
    run: ({ give, fields }) => give(fields.user, false),
    answer: to('noAdministrator')
  }),
  endSessions: formAction({
    ...ofAccount,
    command: ({ users }) => [users.endSessions],
    run: ({ give, fields }) => give(fields.user),
    answer: to('signedOut')
  })
};

import { byPerson } from '#base/name-order.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { accountChoiceForm, accountForm, addressForm } from '#lib/areas/people/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { fieldsFor, type Begun } from '#lib/server/form-for.ts';
import { must, needActor, needInstance, refuseForm } from '#lib/server/guard.ts';
import type { Account } from '#areas/people';
import type { RequestEvent } from '@sveltejs/kit';
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

const toAccount =
  (
    done: string,
    command: (services: App.Locals['services']) => Begun<[]>,
    change: (services: App.Locals['services'], actor: Actor, userId: string) => Promise<Result<unknown>>
  ) =>
  async (event: RequestEvent) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, accountChoiceForm, command(event.locals.services));
    if (!form.ok) return refuseForm(event.locals, form.refusal);
    const { user } = form.value;
    const changed = await change(event.locals.services, actor, user);
    return changed.ok
      ? { done, user, madeUpPassword: null }
      : refuseForm(event.locals, changed.refusal, { user });
  };

export const actions: Actions = {
  create: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, accountForm, event.locals.services.users.create);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'create' });
    const { email, nameEn, nameZh, password, administrator } = form.value;
    const created = await event.locals.services.users.create(actor, {
      email,
      name: { en: nameEn, zh: nameZh },
      isAdministrator: administrator === 'on',
      ...(password === '' ? {} : { password })
    });
    if (!created.ok)
      return refuseForm(event.locals, created.refusal, { form: 'create', email, nameEn, nameZh });
    return { done: 'created', user: created.value.id, madeUpPassword: created.value.madeUpPassword };
  },

  changeAddress: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, addressForm, event.locals.services.resets.changeAddress);
    if (!form.ok) return refuseForm(event.locals, form.refusal);
    const { user, email } = form.value;
    const changed = await event.locals.services.resets.changeAddress(actor, user, email);
    if (!changed.ok) return refuseForm(event.locals, changed.refusal, { user, email });
    return { done: 'address', user, madeUpPassword: null };
  },

  sendReset: toAccount(
    'reset',
    ({ resets }) => resets.send,
    ({ resets }, actor, id) => resets.send(actor, id)
  ),
  confirm: toAccount(
    'confirmed',
    ({ pauses }) => pauses.confirmInstallation,
    ({ pauses }, actor, id) => pauses.confirmAdministrator(actor, id)
  ),
  suspend: toAccount(
    'suspended',
    ({ users }) => users.suspend,
    ({ users }, actor, id) => users.suspend(actor, id)
  ),
  restore: toAccount(
    'restored',
    ({ users }) => users.restore,
    ({ users }, actor, id) => users.restore(actor, id)
  ),
  makeAdministrator: toAccount(
    'administrator',
    ({ users }) => users.setAdministrator,
    ({ users }, actor, id) => users.setAdministrator(actor, id, true)
  ),
  unmakeAdministrator: toAccount(
    'noAdministrator',
    ({ users }) => users.setAdministrator,
    ({ users }, actor, id) => users.setAdministrator(actor, id, false)
  ),
  endSessions: toAccount(
    'signedOut',
    ({ users }) => users.endSessions,
    ({ users }, actor, id) => users.endSessions(actor, id)
  )
};

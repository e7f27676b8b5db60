import { byPerson } from '#domain/name-order.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import { accountChoiceForm, accountForm } from '#lib/forms/people.ts';
import { readForm } from '#lib/forms/read.ts';
import { must, needInstance, refuseForm } from '#lib/server/guard.ts';
import type { Account } from '#server/services/accounts.ts';
import type { Users } from '#server/services/users.ts';
import type { RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = needInstance(event, 'instance.users');
  const accounts = must(event.locals, await event.locals.services.users.list(actor));
  const sought = (event.url.searchParams.get('q') ?? '').normalize('NFC').trim();
  return {
    accounts: accounts
      .filter(matches(sought))
      .toSorted(byPerson((account) => account.name, event.locals.locale)),
    total: accounts.length,
    sought,
    ownId: actor.userId
  };
};

const matches = (sought: string) => {
  const wanted = sought.toLowerCase();
  return ({ email, name }: Account): boolean =>
    [email, name.en, name.zh].some((text) => text.toLowerCase().includes(wanted));
};

/** Builds the action that makes one change to the account that the form names. */
const toAccount =
  (done: string, change: (users: Users, actor: Actor, userId: string) => Promise<Result<unknown>>) =>
  async (event: RequestEvent) => {
    const actor = needInstance(event, 'instance.users');
    const form = await readForm(event.request, accountChoiceForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal);
    const { user } = form.value;
    const changed = await change(event.locals.services.users, actor, user);
    return changed.ok
      ? { done, user, madeUpPassword: null }
      : refuseForm(event.locals, changed.refusal, { user });
  };

export const actions: Actions = {
  create: async (event) => {
    const actor = needInstance(event, 'instance.users');
    const form = await readForm(event.request, accountForm);
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

  resetPassword: async (event) => {
    const actor = needInstance(event, 'instance.users');
    const form = await readForm(event.request, accountChoiceForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal);
    const { user } = form.value;
    const reset = await event.locals.services.users.resetPassword(actor, user);
    if (!reset.ok) return refuseForm(event.locals, reset.refusal, { user });
    return { done: 'reset', user, madeUpPassword: reset.value.madeUpPassword };
  },

  suspend: toAccount('suspended', (users, actor, id) => users.suspend(actor, id)),
  restore: toAccount('restored', (users, actor, id) => users.restore(actor, id)),
  makeAdministrator: toAccount('administrator', (users, actor, id) =>
    users.setAdministrator(actor, id, true)
  ),
  unmakeAdministrator: toAccount('noAdministrator', (users, actor, id) =>
    users.setAdministrator(actor, id, false)
  ),
  endSessions: toAccount('signedOut', (users, actor, id) => users.endSessions(actor, id))
};

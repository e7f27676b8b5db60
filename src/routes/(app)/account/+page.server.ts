import { redirect } from '@sveltejs/kit';
import { localeForm, nameForm, passwordForm, sessionForm } from '#lib/areas/people/forms.ts';
import { readForm } from '#lib/forms/read.ts';
import { fieldsFor } from '#lib/server/form-for.ts';
import { needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

const year = 365 * 24 * 3600;

export const load: PageServerLoad = async (event) => {
  const actor = needActor(event);
  const { users, sessions } = event.locals.services;
  const [account, own] = await Promise.all([users.own(actor), sessions.listOwn(actor)]);
  const { version } = event.locals.services;
  return { account, sessions: own, version, savedLocale: event.url.searchParams.get('saved') === 'locale' };
};

export const actions: Actions = {
  name: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, nameForm, event.locals.services.users.setName);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'name' });
    const { nameEn, nameZh } = form.value;
    const saved = await event.locals.services.users.setName(actor, { en: nameEn, zh: nameZh });
    return saved.ok
      ? { done: 'name' }
      : refuseForm(event.locals, saved.refusal, { form: 'name', nameEn, nameZh });
  },

  locale: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, localeForm, event.locals.services.users.setLocale);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'locale' });
    const { locale } = form.value;
    await event.locals.services.users.setLocale(actor, locale);
    event.cookies.set('locale', locale, { path: '/', maxAge: year, httpOnly: false, sameSite: 'lax' });
    // This request still uses the old language; the next one uses the new one.
    redirect(303, '/account?saved=locale');
  },

  password: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, passwordForm, event.locals.services.users.changePassword);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'password' });
    const changed = await event.locals.services.users.changePassword(actor, form.value);
    return changed.ok
      ? { done: 'password' }
      : refuseForm(event.locals, changed.refusal, { form: 'password' });
  },

  endSession: async (event) => {
    const actor = needActor(event);
    const form = await readForm(event.request, sessionForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'sessions' });
    const ended = await event.locals.services.sessions.endOne(actor, form.value.session);
    return ended.ok ? { done: 'sessions' } : refuseForm(event.locals, ended.refusal, { form: 'sessions' });
  },

  endOtherSessions: async (event) => {
    await event.locals.services.sessions.endAll(needActor(event));
    return { done: 'sessions' };
  }
};

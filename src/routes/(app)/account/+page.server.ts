import { localeForm, nameForm, passwordForm, sessionForm } from '#lib/areas/people/forms.ts';
import { formAction } from '#lib/server/form-action.ts';
import { ok } from '#base/refusal.ts';
import { needActor } from '#lib/server/guard.ts';
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
  name: formAction({
    schema: nameForm,
    isExact: true,
    command: ({ users }) => [users.setName],
    run: ({ give, fields }) => give({ en: fields.nameEn, zh: fields.nameZh }),
    answer: () => ({ done: 'name' }),
    mark: { form: 'name' }
  }),

  locale: formAction({
    schema: localeForm,
    isExact: true,
    command: ({ users }) => [users.setLocale],
    run: ({ give, fields }) => give(fields.locale),
    // This request still uses the old language; the next one uses the new one.
    to: (_, { event, fields }) => {
      const options = { path: '/', maxAge: year, httpOnly: false, sameSite: 'lax' } as const;
      event.cookies.set('locale', fields.locale, options);
      return '/account?saved=locale';
    },
    mark: { form: 'locale' }
  }),

  password: formAction({
    schema: passwordForm,
    isExact: true,
    command: ({ users }) => [users.changePassword],
    run: ({ give, fields }) => give(fields),
    answer: () => ({ done: 'password' }),
    mark: { form: 'password' }
  }),

  endSession: formAction({
    schema: sessionForm,
    isExact: true,
    run: ({ services, actor, fields }) => services.sessions.endOne(actor, fields.session),
    answer: () => ({ done: 'sessions' }),
    mark: { form: 'sessions' }
  }),

  endOtherSessions: formAction({
    run: async ({ services, actor }) => ok(await services.sessions.endAll(actor)),
    answer: () => ({ done: 'sessions' })
  })
};

import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { textIn, textOrNull, typedIn } from '#lib/forms/fields.ts';
import { loadConfidential, needConfidential } from '#lib/server/confidential-answers.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { refuseForm } from '#lib/server/guard.ts';
import { loadLateNews, loadWriteBack, mergeLateOf } from '#lib/server/version-pages.ts';
import type { Confidential } from '#areas/answers';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Loads the confidential answers for those who may read them, and who these are for the city and the secretariat. */
export const load: PageServerLoad = async (event) => {
  followCity(event, 'registers');
  const confidential = await loadConfidential(event, event.params);
  const location = { kind: 'confidential', city: event.params.city } as const;
  const isOpen = confidential.mayRead && confidential.document !== null;
  return {
    confidential,
    late: isOpen ? await loadLateNews(event, location) : null,
    writeBack: isOpen ? await loadWriteBack(event, location, '') : null
  };
};

const act =
  (
    name: 'holdBack' | 'takeBack' | 'begin' | 'name' | 'remove',
    what: (
      confidential: Confidential,
      cityKey: readonly [actor: Actor, studySlug: string, city: string],
      form: FormData
    ) => Promise<Result<null>>
  ) =>
  async (event: RequestEvent) => {
    const { actor } = await needConfidential(event, event.params);
    const { study, city } = event.params;
    const { confidential } = event.locals.services;
    const form = await formFor(event, confidential[name], study, city);
    const done = await what(confidential, [actor, study, city], form);
    return done.ok ? { done: true } : refuseForm(event.locals, done.refusal, typedIn(form));
  };

const answerIn = (form: FormData) => ({
  question: textIn(form, 'question'),
  topic: textOrNull(form, 'topic')
});

export const actions: Actions = {
  holdBack: act('holdBack', (confidential, cityKey, form) =>
    confidential.holdBack(...cityKey, answerIn(form))
  ),
  takeBack: act('takeBack', (confidential, cityKey, form) =>
    confidential.takeBack(...cityKey, answerIn(form))
  ),
  begin: act('begin', (confidential, cityKey) => confidential.begin(...cityKey)),
  name: act('name', (confidential, cityKey, form) => confidential.name(...cityKey, textIn(form, 'person'))),
  merged: (event) => mergeLateOf(event, { kind: 'confidential', city: event.params.city }),
  remove: act('remove', (confidential, cityKey, form) =>
    confidential.remove(...cityKey, textIn(form, 'person'))
  )
};

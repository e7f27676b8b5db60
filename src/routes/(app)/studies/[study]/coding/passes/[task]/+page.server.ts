import { verdictIn } from '#lib/areas/coding/forms.ts';
import { textIn } from '#lib/forms/fields.ts';
import { pageIn } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needStudy } from '#lib/server/guard.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = await needStudy(event, 'study.coding');
  const { coding } = event.locals.services;
  const { agreement, ...compared } = must(
    event.locals,
    await coding.loadTask(actor, event.params.study, event.params.task, pageIn(event.url))
  );
  const title = {
    en: m.coding_pass_title({}, { locale: 'en' }),
    zh: m.coding_pass_title({}, { locale: 'zh' })
  };
  return { compared, agreement, crumb: title };
};

export const actions: Actions = {
  close: formAction({
    command: ({ coding }, { study }) => [coding.closePass, study],
    run: ({ give, params }) => give(params.task)
  }),

  cancel: formAction({
    command: ({ coding }, { study }) => [coding.cancelTask, study],
    run: ({ give, params }) => give(params.task)
  }),

  settle: formAction({
    command: ({ coding }, { study }) => [coding.settle, study],
    run: ({ give, params, form, locale }) => {
      const verdict = verdictIn(form);
      return verdict
        ? give(params.task, {
            unit: textIn(form, 'unit'),
            verdict,
            reason: textIn(form, 'reason'),
            language: locale
          })
        : refuse('invalid', { field: 'verdict' });
    }
  })
};

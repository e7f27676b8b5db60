import { textIn, textOrNull } from '#lib/forms/fields.ts';
import { loadConfidential, needConfidential } from '#lib/server/confidential-answers.ts';
import { followCity } from '#lib/server/follow.ts';
import { loadLateNews, loadWriteBack } from '#lib/server/version-pages.ts';
import { mergeLateOf } from '#lib/server/late-pages.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

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

const answerIn = (form: FormData) => ({
  question: textIn(form, 'question'),
  topic: textOrNull(form, 'topic')
});

const done = () => ({ done: true });

export const actions: Actions = {
  holdBack: formAction({
    command: async ({ confidential }, { study, city }, event) => {
      await needConfidential(event, event.params);
      return [confidential.holdBack, study, city];
    },
    run: ({ give, form }) => give(answerIn(form)),
    answer: done
  }),
  takeBack: formAction({
    command: async ({ confidential }, { study, city }, event) => {
      await needConfidential(event, event.params);
      return [confidential.takeBack, study, city];
    },
    run: ({ give, form }) => give(answerIn(form)),
    answer: done
  }),
  begin: formAction({
    command: async ({ confidential }, { study, city }, event) => {
      await needConfidential(event, event.params);
      return [confidential.begin, study, city];
    },
    run: ({ give }) => give(),
    answer: done
  }),
  name: formAction({
    command: async ({ confidential }, { study, city }, event) => {
      await needConfidential(event, event.params);
      return [confidential.name, study, city];
    },
    run: ({ give, form }) => give(textIn(form, 'person')),
    answer: done
  }),
  merged: mergeLateOf(({ params }) => ({ kind: 'confidential', city: params['city'] ?? '' })),
  remove: formAction({
    command: async ({ confidential }, { study, city }, event) => {
      await needConfidential(event, event.params);
      return [confidential.remove, study, city];
    },
    run: ({ give, form }) => give(textIn(form, 'person')),
    answer: done
  })
};

import { meetingIn, meetingTypedIn, nextStepIn } from '#lib/areas/meetings/forms.ts';
import { versionIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study, meeting } = event.params;
  const view = must(
    event.locals,
    await event.locals.services.meetings.load(needActor(event), study, meeting)
  );
  return { view, crumb: view.meeting.title };
};

export const actions: Actions = {
  change: formAction({
    command: ({ meetings }, { study }) => [meetings.change, study],
    run: ({ give, params, form }) => give({ id: params.meeting, version: versionIn(form) }, meetingIn(form)),
    answer: () => ({ saved: 'meeting' as const }),
    again: meetingTypedIn,
    mark: { form: 'meeting' }
  }),

  agree: formAction({
    command: ({ nextSteps }, { study }) => [nextSteps.add, study],
    run: ({ give, params, form }) => give({ ...nextStepIn(form, params.study), meetingId: params.meeting }),
    answer: () => ({ saved: 'step' as const }),
    mark: { form: 'step' }
  })
};

import { meetingIn, meetingTypedIn } from '#lib/areas/meetings/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const meetings = must(
    event.locals,
    await event.locals.services.meetings.list(needActor(event), event.params.study)
  );
  return { meetings: { ...meetings, past: shownPage(event.url, meetings.past) } };
};

export const actions: Actions = {
  add: formAction({
    command: ({ meetings }, { study }) => [meetings.add, study],
    run: ({ give, form }) => give(meetingIn(form)),
    to: ({ id }, { params }) => `/studies/${params.study}/meetings/${id}`,
    again: meetingTypedIn
  })
};

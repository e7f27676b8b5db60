import { redirect } from '@sveltejs/kit';
import { meetingIn, meetingTypedIn } from '#lib/areas/meetings/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
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
  add: async (event) => {
    const form = await formFor(event, event.locals.services.meetings.add, event.params.study);
    const added = await event.locals.services.meetings.add(
      needActor(event),
      event.params.study,
      meetingIn(form)
    );
    if (!added.ok) return refuseForm(event.locals, added.refusal, meetingTypedIn(form));
    redirect(303, `/studies/${event.params.study}/meetings/${added.value.id}`);
  }
};

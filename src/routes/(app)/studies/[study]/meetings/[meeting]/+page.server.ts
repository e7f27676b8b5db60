import { meetingIn, meetingTypedIn, nextStepIn } from '#lib/areas/meetings/forms.ts';
import { typedIn, versionIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
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
  change: async (event) => {
    const form = await formFor(event, event.locals.services.meetings.change, event.params.study);
    const meeting = { id: event.params.meeting, version: versionIn(form) };
    const saved = await event.locals.services.meetings.change(
      needActor(event),
      event.params.study,
      meeting,
      meetingIn(form)
    );
    return saved.ok
      ? { saved: 'meeting' as const }
      : refuseForm(event.locals, saved.refusal, { ...meetingTypedIn(form), form: 'meeting' });
  },

  agree: async (event) => {
    const form = await formFor(event, event.locals.services.nextSteps.add, event.params.study);
    const step = { ...nextStepIn(form, event.params.study), meetingId: event.params.meeting };
    const saved = await event.locals.services.nextSteps.add(needActor(event), event.params.study, step);
    return saved.ok
      ? { saved: 'step' as const }
      : refuseForm(event.locals, saved.refusal, { ...typedIn(form), form: 'step' });
  }
};

/** Answers the forms by which findings in a text are accepted with a reason, and taken back. */
import type { RequestEvent } from '@sveltejs/kit';
import type { TextLocation } from '#areas/documents';
import { textIn } from '#lib/forms/fields.ts';
import type { SectionOf } from './version-pages.ts';
import { locationOf } from './text-of-page.ts';
import { formAction } from './form-action.ts';
import { needActor } from './guard.ts';

type StudyRequest = RequestEvent<{ study: string }>;

/** Accepts a finding in the section that the form names, such as that of an answer; else in that of the page. */
export const acceptFinding = <Event extends StudyRequest>(sectionOf: SectionOf<Event>) =>
  formAction({
    command: ({ textChecks }, { study }, event: Event) => [textChecks.accept, study, locationOf(event)],
    run: async ({ give, event, form }) =>
      give({
        section: textIn(form, 'section') || (await sectionOf(event)),
        key: textIn(form, 'key'),
        kind: textIn(form, 'kind'),
        saidEn: textIn(form, 'saidEn'),
        saidZh: textIn(form, 'saidZh'),
        reason: textIn(form, 'reason')
      }),
    answer: () => ({ findingAccepted: true }),
    mark: { act: 'acceptFinding' }
  });

export const reopenFinding = formAction({
  command: ({ textChecks }, { study }, event: StudyRequest) => [textChecks.reopen, study, locationOf(event)],
  run: ({ give, form }) => give(textIn(form, 'key')),
  answer: () => ({ findingReopened: true })
});

/** Null for who may not know it. */
export async function countOpenFindings(
  event: RequestEvent<{ study: string }>,
  location: TextLocation
): Promise<number | null> {
  const counted = await event.locals.services.textChecks.open(needActor(event), event.params.study, location);
  return counted.ok ? counted.value : null;
}

/** Answers the forms by which findings in a text are accepted with a reason, and taken back. */
import type { RequestEvent } from '@sveltejs/kit';
import type { TextLocation } from '#areas/documents';
import { textIn, typedIn } from '#lib/forms/fields.ts';
import { formFor } from './form-for.ts';
import { needActor, refuseForm } from './guard.ts';

type StudyRequest = RequestEvent<{ study: string }>;

/** Accepts a finding in the section that the form names, such as that of an answer; else in that of the page. */
export async function acceptFinding(event: StudyRequest, location: TextLocation, section: string) {
  const { textChecks } = event.locals.services;
  const form = await formFor(event, textChecks.accept, event.params.study, location);
  const accepted = await textChecks.accept(needActor(event), event.params.study, location, {
    section: textIn(form, 'section') || section,
    key: textIn(form, 'key'),
    kind: textIn(form, 'kind'),
    saidEn: textIn(form, 'saidEn'),
    saidZh: textIn(form, 'saidZh'),
    reason: textIn(form, 'reason')
  });
  return accepted.ok
    ? { findingAccepted: true }
    : refuseForm(event.locals, accepted.refusal, { ...typedIn(form), act: 'acceptFinding' });
}

export async function reopenFinding(event: StudyRequest, location: TextLocation) {
  const { textChecks } = event.locals.services;
  const form = await formFor(event, textChecks.reopen, event.params.study, location);
  const reopened = await textChecks.reopen(
    needActor(event),
    event.params.study,
    location,
    textIn(form, 'key')
  );
  return reopened.ok ? { findingReopened: true } : refuseForm(event.locals, reopened.refusal);
}

/** Returns the number of open findings; null for who may not know it. */
export async function countOpenFindings(
  event: RequestEvent<{ study: string }>,
  location: TextLocation
): Promise<number | null> {
  const counted = await event.locals.services.textChecks.open(needActor(event), event.params.study, location);
  return counted.ok ? counted.value : null;
}

/** Defines what the pages of late proposals share: what is loaded, and what the actions do. */
import type { RequestEvent } from '@sveltejs/kit';
import { bilingualIn, textIn } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import type { TextLocation } from '#areas/documents';
import { formAction } from './form-action.ts';
import { must, needActor } from './guard.ts';
import {
  type PageRequest,
  wantedPart,
  studyOf,
  locationOf,
  textKeyOf,
  openLocationOf,
  textOf,
  fileResponse
} from './text-of-page.ts';

export async function loadLate(event: PageRequest) {
  const actor = needActor(event);
  const { lateProposals } = event.locals.services;
  const location = await openLocationOf(event);
  const list = must(event.locals, await lateProposals.list(actor, studyOf(event), location));
  const proposalId =
    event.url.searchParams.get('show') ?? list.proposals.find(({ decision }) => decision === null)?.id;
  const shown =
    proposalId === undefined
      ? null
      : must(
          event.locals,
          await lateProposals.show(actor, studyOf(event), location, proposalId, wantedPart(event.url).page)
        );
  const levelChips = must(
    event.locals,
    await event.locals.services.levelChips.ofText(actor, studyOf(event), location)
  );
  const { proposals, ...facts } = list;
  return {
    text: textOf(location),
    list: {
      ...facts,
      undecided: proposals.flatMap(({ id, decision }) => (decision === null ? [id] : [])),
      listed: shownPage(event.url, proposals, ({ id }) => id, { page: 'list', at: 'show' })
    },
    shown,
    levelChips
  };
}

export const dismissLate = formAction({
  command: ({ lateProposals }, _, event: RequestEvent) => [lateProposals.decide, ...textKeyOf(event)],
  run: ({ give, form }) =>
    give(textIn(form, 'proposal'), { kind: 'dismissed', reason: bilingualIn(form, 'reason') }),
  answer: () => ({ decided: true })
});

/** Records that a late proposal was taken over into the text. */
export const mergeLateOf = (textIs: (event: RequestEvent) => TextLocation) =>
  formAction({
    command: ({ lateProposals }, _, event: RequestEvent) => [
      lateProposals.decide,
      studyOf(event),
      textIs(event)
    ],
    run: ({ give, form }) => give(textIn(form, 'proposal'), { kind: 'merged' }),
    answer: () => ({ decided: true })
  });

export const mergeLate = mergeLateOf(locationOf);

/** Answers with one Yjs update, for a user who takes its text over. */
export async function lateBytes(event: PageRequest): Promise<Response> {
  const found = await event.locals.services.lateProposals.bytes(
    needActor(event),
    studyOf(event),
    await openLocationOf(event),
    event.params['proposal'] ?? ''
  );
  return fileResponse(must(event.locals, found), 'application/octet-stream', 'late-edit.bin');
}

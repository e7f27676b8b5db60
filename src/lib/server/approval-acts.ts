/**
 * Defines what the pages of approvals share, whatever their subject: what they load, and the actions that
 * they send.
 */
import { type RequestEvent } from '@sveltejs/kit';
import { printedPilots } from '#lib/areas/approval/printed-pilots.ts';
import { bilingualIn, textIn, versionIn } from '#lib/forms/fields.ts';
import { pageIn } from '#lib/forms/page-number.ts';
import type { ApprovalView } from '#areas/approval';
import { follow, type FollowingLoad } from './follow.ts';
import { formAction, type SentBy } from './form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from './guard.ts';
import { qrPath } from './qr.ts';

type PageRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: { readonly study: string };
};

export const loadApprovalPage = async (
  event: PageRequest & FollowingLoad,
  subject: string,
  part: number | null = pageIn(event.url, 'part').page
): Promise<ApprovalView> => {
  const city = /^findings:(.+)$/.exec(subject)?.[1];
  if (city === undefined) follow(event, 'log');
  else follow(event, 'study', 'registers', `city:${city}`);
  const requested = event.url.searchParams.get('version') ?? undefined;
  return must(
    event.locals,
    await event.locals.services.approvals.load(needActor(event), event.params.study, subject, requested, part)
  );
};

/** Answers with the canonical bytes, as a file that no browser takes for a page. */
export async function answerBytes(event: PageRequest, subject: string): Promise<Response> {
  const { services } = event.locals;
  const requested = event.url.searchParams.get('version') ?? '';
  const { bytes, fileName } = must(
    event.locals,
    await services.approvals.bytes(needActor(event), event.params.study, subject, requested)
  );
  return attachment(bytes, 'application/json', fileName);
}

/** Returns a download that no browser executes, whatever it holds. */
export const attachment = (bytes: Uint8Array, type: string, fileName: string): Response =>
  new Response(Buffer.from(bytes), {
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      'content-disposition': `attachment; filename="${fileName.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store'
    }
  });

type StudyEvent = RequestEvent<{ study: string }>;

export function approvalActions<Event extends StudyEvent>(subjectOf: (event: Event) => string) {
  return {
    /** Signs what the form shows: both boxes and hash come from the page that the chair has read. */
    sign: formAction({
      command: ({ approvals }, { study }, event: Event) => [approvals.signVersion, study, subjectOf(event)],
      run: ({ services, actor, params, event, form }) => {
        const password = form.get('password');
        if (textIn(form, 'read') !== 'both' || typeof password !== 'string' || password.length > 20_000)
          return refuse('invalid', { field: 'read' });
        const shown = { versionId: textIn(form, 'versionId'), hash: textIn(form, 'hash') };
        return services.approvals.sign(
          actor,
          params.study,
          { subject: subjectOf(event), ...shown },
          password
        );
      },
      answer: ({ isComplete }) => ({ done: isComplete ? 'complete' : 'signed' })
    }),
    see: formAction({
      run: ({ services, actor, event, form }: SentBy<Event>) =>
        services.approvals.see(actor, event.params.study, subjectOf(event), textIn(form, 'versionId')),
      answer: () => ({ done: 'seen' })
    }),
    note: formAction({
      run: ({ services, actor, event, form }: SentBy<Event>) =>
        services.approvals.note(
          actor,
          event.params.study,
          subjectOf(event),
          textIn(form, 'versionId'),
          textIn(form, 'remark')
        ),
      answer: () => ({ done: 'noted' })
    }),
    seal: formAction({
      run: async ({ services, actor, event, form }: SentBy<Event>) => {
        const file = form.get('scan');
        const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
        return services.approvals.saveSeal(
          actor,
          event.params.study,
          subjectOf(event),
          textIn(form, 'versionId'),
          { sideId: textIn(form, 'sideId'), fileName: file instanceof File ? file.name : '', bytes }
        );
      },
      answer: () => ({ done: 'sealed' })
    })
  };
}

/** Returns the step by which findings or a chapter are sent back, with the reason that the form holds. */
export const returnIn = (form: FormData) =>
  ({
    step: 'return',
    version: versionIn(form),
    reason: bilingualIn(form, 'reason'),
    deadline: null
  }) as const;

/**
 * Loads the printed page, which links to the public check at this installation's own address; that of the
 * pilots also lists them, with the criteria they were chosen by. The text is not part of it.
 */
export async function loadPrintedPage(event: PageRequest & FollowingLoad, subject: string) {
  const approval = await loadApprovalPage(event, subject, null);
  const address = `${event.locals.services.config.origin}/verify?hash=${approval.shown?.hash ?? ''}`;
  const content = approval.shown?.content;
  const record = approval.kind === 'pilots' && content && 'record' in content ? content.record : null;
  const pilots =
    record === null ? null : { listed: printedPilots(record), criteria: await criteriaOf(event) };
  return { approval, address, code: qrPath(address), pilots };
}

async function criteriaOf(event: PageRequest) {
  const { sides } = must(
    event.locals,
    await event.locals.services.cities.criteria(needActor(event), event.params.study)
  );
  return sides.map(({ side, criteria }) => ({ side, criteria }));
}

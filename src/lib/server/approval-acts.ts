/**
 * Defines what the pages of approvals share, whatever their subject: what they load, and the actions that
 * they send.
 */
import type { RecordKind } from '#rules/approval/approval.ts';
import { fail, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { printedPilots } from '#lib/areas/approval/printed-pilots.ts';
import { bilingualIn, textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { pageIn } from '#lib/forms/page-number.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { statusOf, type Refusal, type Result } from '#base/refusal.ts';
import type { ApprovalView } from '#areas/approval';
import { follow, type FollowingLoad } from './follow.ts';
import { formFor } from './form-for.ts';
import { must, needActor } from './guard.ts';
import { qrPath } from './qr.ts';

type PageRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
  readonly params: { readonly study: string };
};

export type ActRefusal = ActionFailure<{
  act: string;
  message: string;
  refusal: Refusal;
  values: Record<string, string>;
}>;
export interface ActDone {
  readonly done: string;
}

/** Answers a refused act with its name, because a page has several forms. A password is never sent back. */
function refused(locals: App.Locals, act: string, refusal: Refusal, form?: FormData): ActRefusal {
  const typed = Object.entries(form ? typedIn(form) : {}).filter(([name]) => name !== 'password');
  return fail(statusOf[refusal.code], {
    act,
    message: refusalSentence(refusal, locals.locale),
    refusal,
    values: Object.fromEntries(typed)
  });
}

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

const outcome = (
  event: PageRequest,
  act: string,
  result: Result<unknown>,
  done: string,
  form?: FormData
): ActDone | ActRefusal => (result.ok ? { done } : refused(event.locals, act, result.refusal, form));

/** Signs what the form shows: both boxes and hash come from the page that the chair has read. */
export async function signAct(event: PageRequest, subject: string): Promise<ActDone | ActRefusal> {
  const { approvals } = event.locals.services;
  const { study } = event.params;
  const form = await formFor(event, approvals.signVersion, study, subject);
  const password = form.get('password');
  const input = { subject, versionId: textIn(form, 'versionId'), hash: textIn(form, 'hash') };
  if (textIn(form, 'read') !== 'both' || typeof password !== 'string' || password.length > 20_000)
    return refused(event.locals, 'sign', { code: 'invalid', facts: { field: 'read' } }, form);
  const signed = await approvals.sign(needActor(event), study, input, password);
  return outcome(event, 'sign', signed, signed.ok && signed.value.isComplete ? 'complete' : 'signed', form);
}

export async function seeAct(event: PageRequest, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  return outcome(
    event,
    'see',
    await event.locals.services.approvals.see(actor, event.params.study, subject, textIn(form, 'versionId')),
    'seen',
    form
  );
}

export async function noteAct(event: PageRequest, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const noted = await event.locals.services.approvals.note(
    actor,
    event.params.study,
    subject,
    textIn(form, 'versionId'),
    textIn(form, 'remark')
  );
  return outcome(event, 'note', noted, 'noted', form);
}

export async function sealAct(event: PageRequest, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const file = form.get('scan');
  const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
  const scan = { sideId: textIn(form, 'sideId'), fileName: file instanceof File ? file.name : '', bytes };
  return outcome(
    event,
    'seal',
    await event.locals.services.approvals.saveSeal(
      actor,
      event.params.study,
      subject,
      textIn(form, 'versionId'),
      scan
    ),
    'sealed',
    form
  );
}

/** Sends findings or a chapter back by a step of their workflow. */
export async function sendBackAct(
  event: PageRequest,
  location: { readonly city: string } | { readonly chapter: string }
): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const { workflow } = event.locals.services;
  const { study } = event.params;
  const form = await ('city' in location
    ? formFor(event, workflow.takeStep, study, location.city)
    : formFor(event, workflow.takeChapterStep, study, location.chapter));
  const input = {
    step: 'return',
    version: versionIn(form),
    reason: bilingualIn(form, 'reason'),
    deadline: null
  } as const;
  const taken =
    'city' in location
      ? await workflow.takeStep(actor, study, location.city, input)
      : await workflow.takeChapterStep(actor, study, location.chapter, input);
  return outcome(event, 'sendBack', taken, 'sent-back', form);
}

export async function sendBackRecordAct(
  event: PageRequest,
  record: RecordKind
): Promise<ActDone | ActRefusal> {
  const { approvals } = event.locals.services;
  // It is sent back by those who sign it, and by nobody else.
  const form = await formFor(event, approvals.signVersion, event.params.study, record);
  const sent = await approvals.sendBack(
    needActor(event),
    event.params.study,
    record,
    textIn(form, 'versionId'),
    bilingualIn(form, 'reason')
  );
  return outcome(event, 'sendBack', sent, 'sent-back', form);
}

export const proposeAct = async (event: PageRequest, record: RecordKind): Promise<ActDone | ActRefusal> =>
  outcome(
    event,
    'propose',
    await event.locals.services.approvals.propose(needActor(event), event.params.study, record),
    'proposed'
  );

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

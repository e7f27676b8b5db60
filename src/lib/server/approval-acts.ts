/** What the pages of approvals share, whichever subject they are of: what they load, and the acts that they send. */
import { fail, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { printedPilots } from '#lib/approval/printed-pilots.ts';
import { bilingualIn, textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { statusOf, type Refusal, type Result } from '#domain/refusal.ts';
import type { ApprovalView } from '#server/services/way/approval-page.ts';
import { must, needActor } from './guard.ts';
import { qrPath } from './qr.ts';

type Asking = Pick<RequestEvent, 'locals' | 'url' | 'request'> & {
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

/** A refused act names itself: a page has several forms. A password is never given back. */
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
  event: Asking & { depends: (key: string) => void },
  subject: string
): Promise<ApprovalView> => {
  event.depends(`study:${event.params.study}`);
  const asked = event.url.searchParams.get('version') ?? undefined;
  return must(
    event.locals,
    await event.locals.house.approvals.load(needActor(event), event.params.study, subject, asked)
  );
};

/** The canonical bytes, as a file that no browser takes for a page. */
export async function answerBytes(event: Asking, subject: string): Promise<Response> {
  const { house } = event.locals;
  const asked = event.url.searchParams.get('version') ?? '';
  const { bytes, fileName } = must(
    event.locals,
    await house.approvals.bytes(needActor(event), event.params.study, subject, asked)
  );
  return attachment(bytes, 'application/json', fileName);
}

/** Nothing in an attachment of ours is ever run, whatever it holds. */
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
  event: Asking,
  act: string,
  result: Result<unknown>,
  done: string,
  form?: FormData
): ActDone | ActRefusal => (result.ok ? { done } : refused(event.locals, act, result.refusal, form));

/** Signs what the form shows: both boxes and hash come from the page that the chair has read. */
export async function signAct(event: Asking, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const password = form.get('password');
  const wish = { subject, versionId: textIn(form, 'versionId'), hash: textIn(form, 'hash') };
  if (textIn(form, 'read') !== 'both' || typeof password !== 'string' || password.length > 20_000) {
    // Whoever may not sign learns nothing else than without the box.
    const view = await event.locals.house.approvals.load(actor, event.params.study, subject);
    return refused(
      event.locals,
      'sign',
      !view.ok
        ? view.refusal
        : view.value.own
          ? { code: 'invalid', facts: { field: 'read' } }
          : { code: 'forbidden' },
      form
    );
  }
  const signed = await event.locals.house.approvals.sign(actor, event.params.study, wish, password);
  return outcome(event, 'sign', signed, signed.ok && signed.value.isComplete ? 'complete' : 'signed', form);
}

export async function seeAct(event: Asking, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  return outcome(
    event,
    'see',
    await event.locals.house.approvals.see(actor, event.params.study, subject, textIn(form, 'versionId')),
    'seen',
    form
  );
}

export async function noteAct(event: Asking, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const noted = await event.locals.house.approvals.note(
    actor,
    event.params.study,
    subject,
    textIn(form, 'versionId'),
    textIn(form, 'remark')
  );
  return outcome(event, 'note', noted, 'noted', form);
}

export async function sealAct(event: Asking, subject: string): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const file = form.get('scan');
  const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
  const scan = { sideId: textIn(form, 'sideId'), fileName: file instanceof File ? file.name : '', bytes };
  return outcome(
    event,
    'seal',
    await event.locals.house.approvals.keepSeal(
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

/** Findings and chapters go back by a step of their way. */
export async function sendBackAct(
  event: Asking,
  place: { readonly city: string } | { readonly chapter: string }
): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const { way } = event.locals.house;
  const wish = {
    step: 'return',
    version: versionIn(form),
    reason: bilingualIn(form, 'reason'),
    deadline: null
  } as const;
  const { study } = event.params;
  const taken =
    'city' in place
      ? await way.takeStep(actor, study, place.city, wish)
      : await way.takeChapterStep(actor, study, place.chapter, wish);
  return outcome(event, 'sendBack', taken, 'sent-back', form);
}

export async function sendBackRecordAct(
  event: Asking,
  record: 'framework' | 'pilots'
): Promise<ActDone | ActRefusal> {
  const actor = needActor(event);
  const form = await event.request.formData();
  const sent = await event.locals.house.approvals.sendBack(
    actor,
    event.params.study,
    record,
    textIn(form, 'versionId'),
    bilingualIn(form, 'reason')
  );
  return outcome(event, 'sendBack', sent, 'sent-back', form);
}

export const proposeAct = async (
  event: Asking,
  record: 'framework' | 'pilots'
): Promise<ActDone | ActRefusal> =>
  outcome(
    event,
    'propose',
    await event.locals.house.approvals.propose(needActor(event), event.params.study, record),
    'proposed'
  );

/** The printed page leads to the public check at this installation's own address; that of the pilots also lists them, with the criteria they were chosen by. */
export async function loadPrintedPage(event: Asking & { depends: (key: string) => void }, subject: string) {
  const approval = await loadApprovalPage(event, subject);
  const address = `${event.locals.house.config.origin}/verify?hash=${approval.shown?.hash ?? ''}`;
  const content = approval.shown?.content;
  const record = approval.kind === 'pilots' && content && 'record' in content ? content.record : null;
  const pilots =
    record === null ? null : { listed: printedPilots(record), criteria: await criteriaOf(event) };
  return { approval, address, code: qrPath(address), pilots };
}

async function criteriaOf(event: Asking) {
  const { sides } = must(
    event.locals,
    await event.locals.house.cities.criteria(needActor(event), event.params.study)
  );
  return sides.map(({ side, criteria }) => ({ side, criteria }));
}

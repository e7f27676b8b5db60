/**
 * Guards every page, action and API route: identifies the user, checks what they may do, and answers
 * refusals.
 */
import { error, fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import type { Actor } from '#base/permissions.ts';
import type { Ability, StudyAbility } from '#base/abilities.ts';
import { instanceAbilitiesOf } from '#base/permissions.ts';
import type { InstanceAbility } from '#base/abilities.ts';
import { statusOf, type Refusal, type Result } from '#base/refusal.ts';

type PageRequest = Pick<RequestEvent, 'locals' | 'url'>;

/** Returns the signed-in user; a user who is signed out is redirected to sign in, and back afterwards. */
export function needActor({ locals, url }: PageRequest): Actor {
  if (locals.actor) return locals.actor;
  if (url.pathname.startsWith('/api/')) refuseRequest(locals, { code: 'signed-out' });
  redirect(303, `/login?next=${encodeURIComponent(url.pathname + url.search)}`);
}

/** Requires an ability on the installation's own pages: without it the page does not exist. */
export function needInstance(event: PageRequest, ability: InstanceAbility): Actor {
  const actor = needActor(event);
  if (!instanceAbilitiesOf(actor).has(ability)) refuseRequest(event.locals, { code: 'not-found' });
  return actor;
}

/** Requires an ability on a page that the reader may see but perhaps not change. */
export function needAbility(event: PageRequest, abilities: ReadonlySet<Ability>, ability: Ability): void {
  if (!abilities.has(ability)) refuseRequest(event.locals, { code: 'forbidden' });
}

/** Requires an ability in the study that the address names; returns the signed-in user. */
export async function needStudy(
  event: PageRequest & { readonly params: { readonly study: string } },
  ability: StudyAbility
): Promise<Actor> {
  const actor = needActor(event);
  const loaded = await event.locals.services.studies.load(actor, event.params.study);
  needAbility(event, must(event.locals, loaded).abilities, ability);
  return actor;
}

/** Returns the value, or answers with the refusal as this request's error page. For `load` and API routes. */
export function must<T>(locals: App.Locals, result: Result<T>): T {
  return result.ok ? result.value : refuseRequest(locals, result.refusal);
}

export function refuseRequest(locals: App.Locals, refusal: Refusal): never {
  error(statusOf[refusal.code], { message: refusalSentence(refusal, locals.locale), code: refusal.code });
}

export interface FormRefusal {
  readonly refusal: Refusal;
  readonly message: string;
  /** Names the action that refused; what was typed belongs to its form and to no other of the page. */
  readonly action: string;
  /** Holds what was typed, so that nothing has to be typed again; never a password. */
  readonly values: Readonly<Record<string, string>>;
}

/** Answers a refused form: the page shows the sentence and what was typed. */
export function refuseForm(
  locals: App.Locals,
  refusal: Refusal,
  values: FormRefusal['values'] = {}
): ActionFailure<FormRefusal> {
  if (statusOf[refusal.code] === 403 && locals.actor)
    locals.services.logger.info('refused', { userId: locals.actor.userId, code: refusal.code });
  return fail(statusOf[refusal.code], {
    refusal,
    message: refusalSentence(refusal, locals.locale),
    action: locals.action ?? 'default',
    values
  });
}

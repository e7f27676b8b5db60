import { redirect } from '@sveltejs/kit';
import type { Result } from '#domain/refusal.ts';
import { attestingIn, evidenceFactsIn, fileIn, seenPieceIn, usePlaceIn } from '#lib/forms/evidence.ts';
import { bilingualIn, typedIn } from '#lib/forms/fields.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Evidence } from '#server/services/evidence/evidence.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, city, evidence } = event.params;
  event.depends(`study:${study}`);
  const { house } = event.locals;
  return {
    view: must(event.locals, await house.evidence.load(needActor(event), study, city, evidence)),
    /** As a link in a text names the piece. */
    address: `${house.config.origin}/studies/${study}/assessments/${city}/evidence/${evidence}`,
    said: event.url.searchParams.get('said'),
    today: house.now().toISOString().slice(0, 10)
  };
};

interface Asked {
  readonly evidence: Evidence;
  readonly actor: Actor;
  /** Study, city and piece. */
  readonly place: readonly [study: string, city: string, id: string];
  readonly form: FormData;
}

/** Back to the piece, with a word on what was done. */
async function act(event: RequestEvent, name: string, what: (asked: Asked) => Promise<Result<unknown>>) {
  const actor = needActor(event);
  const form = await event.request.formData();
  const { study, city, evidence } = event.params;
  const result = await what({
    evidence: event.locals.house.evidence,
    actor,
    place: [study, city, evidence],
    form
  });
  if (!result.ok) return refuseForm(event.locals, result.refusal, { ...typedIn(form), form: name });
  redirect(
    303,
    `/studies/${study}/assessments/${city}/evidence${name === 'remove' ? '' : `/${evidence}?said=${name}`}`
  );
}

const noFile = { name: '', bytes: new Uint8Array() };

export const actions: Actions = {
  revise: (event) =>
    act(event, 'revise', async ({ evidence, actor, place, form }) =>
      evidence.revise(actor, ...place, (await fileIn(form, 'file')) ?? noFile)
    ),
  edit: (event) =>
    act(event, 'edit', ({ evidence, actor, place: [study, city, id], form }) =>
      evidence.edit(actor, study, city, seenPieceIn(form, id), evidenceFactsIn(form))
    ),
  attest: (event) =>
    act(event, 'attest', ({ evidence, actor, place, form }) =>
      evidence.attest(actor, ...place, attestingIn(form), event.locals.locale)
    ),
  cite: (event) =>
    act(event, 'cite', ({ evidence, actor, place, form }) =>
      evidence.cite(actor, ...place, usePlaceIn(form))
    ),
  uncite: (event) =>
    act(event, 'uncite', ({ evidence, actor, place, form }) =>
      evidence.uncite(actor, ...place, usePlaceIn(form))
    ),
  withdraw: (event) =>
    act(event, 'withdraw', ({ evidence, actor, place: [study, city, id], form }) =>
      evidence.withdraw(actor, study, city, seenPieceIn(form, id), bilingualIn(form, 'reason'))
    ),
  remove: (event) => act(event, 'remove', ({ evidence, actor, place }) => evidence.remove(actor, ...place))
};

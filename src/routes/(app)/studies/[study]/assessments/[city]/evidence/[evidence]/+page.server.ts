import { redirect } from '@sveltejs/kit';
import type { Result } from '#base/refusal.ts';
import {
  attestingIn,
  evidenceFactsIn,
  fileIn,
  seenPieceIn,
  useLocationIn
} from '#lib/areas/evidence/forms.ts';
import { bilingualIn, typedIn } from '#lib/forms/fields.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Evidence } from '#areas/evidence';
import type { Actor } from '#base/permissions.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, city, evidence } = event.params;
  followCity(event);
  const { services } = event.locals;
  const view = must(event.locals, await services.evidence.load(needActor(event), study, city, evidence));
  return {
    view,
    crumb: view.piece.facts.title,
    /** Holds the address of the piece in the form in which a link in a text names it. */
    address: `${services.config.origin}/studies/${study}/assessments/${city}/evidence/${evidence}`,
    notice: event.url.searchParams.get('said'),
    today: services.now().toISOString().slice(0, 10)
  };
};

interface ActionInput {
  readonly evidence: Evidence;
  readonly actor: Actor;
  readonly pieceKey: readonly [study: string, city: string, id: string];
  readonly form: FormData;
}

/** Runs an action and redirects to the piece, with a notice of what was done. */
async function act(
  event: RequestEvent,
  name: 'revise' | 'edit' | 'attest' | 'cite' | 'uncite' | 'withdraw' | 'remove',
  what: (requested: ActionInput) => Promise<Result<unknown>>
) {
  const actor = needActor(event);
  const { study, city, evidence: id } = event.params;
  const { evidence } = event.locals.services;
  const form = await formFor(event, evidence[name], study, city, id);
  const result = await what({ evidence, actor, pieceKey: [study, city, id], form });
  if (!result.ok) return refuseForm(event.locals, result.refusal, { ...typedIn(form), form: name });
  redirect(
    303,
    `/studies/${study}/assessments/${city}/evidence${name === 'remove' ? '' : `/${id}?said=${name}`}`
  );
}

const noFile = { name: '', bytes: new Uint8Array() };

export const actions: Actions = {
  revise: (event) =>
    act(event, 'revise', async ({ evidence, actor, pieceKey, form }) =>
      evidence.revise(actor, ...pieceKey, (await fileIn(form, 'file')) ?? noFile)
    ),
  edit: (event) =>
    act(event, 'edit', ({ evidence, actor, pieceKey: [study, city, id], form }) =>
      evidence.edit(actor, study, city, seenPieceIn(form, id), evidenceFactsIn(form))
    ),
  attest: (event) =>
    act(event, 'attest', ({ evidence, actor, pieceKey, form }) =>
      evidence.attest(actor, ...pieceKey, attestingIn(form), event.locals.locale)
    ),
  cite: (event) =>
    act(event, 'cite', ({ evidence, actor, pieceKey, form }) =>
      evidence.cite(actor, ...pieceKey, useLocationIn(form))
    ),
  uncite: (event) =>
    act(event, 'uncite', ({ evidence, actor, pieceKey, form }) =>
      evidence.uncite(actor, ...pieceKey, useLocationIn(form))
    ),
  withdraw: (event) =>
    act(event, 'withdraw', ({ evidence, actor, pieceKey: [study, city, id], form }) =>
      evidence.withdraw(actor, study, city, seenPieceIn(form, id), bilingualIn(form, 'reason'))
    ),
  remove: (event) =>
    act(event, 'remove', ({ evidence, actor, pieceKey }) => evidence.remove(actor, ...pieceKey))
};

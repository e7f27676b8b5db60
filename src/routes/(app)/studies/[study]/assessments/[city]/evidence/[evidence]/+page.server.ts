import {
  attestingIn,
  evidenceFactsIn,
  fileIn,
  seenPieceIn,
  useLocationIn
} from '#lib/areas/evidence/forms.ts';
import { bilingualIn } from '#lib/forms/fields.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
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

/** Returns the address of the piece with a notice of what was done; of all evidence once the piece is removed. */
const toPiece =
  (act: string) =>
  (_: unknown, { params: { study, city, evidence } }: { readonly params: RequestEvent['params'] }): string =>
    `/studies/${study}/assessments/${city}/evidence${act === 'remove' ? '' : `/${evidence}?said=${act}`}`;

const noFile = { name: '', bytes: new Uint8Array() };

export const actions: Actions = {
  revise: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.revise, study, city, id],
    run: async ({ give, form }) => give((await fileIn(form, 'file')) ?? noFile),
    to: toPiece('revise'),
    mark: { form: 'revise' }
  }),
  edit: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.edit, study, city, id],
    run: ({ services, actor, params: { study, city, evidence: id }, form }) =>
      services.evidence.edit(actor, study, city, seenPieceIn(form, id), evidenceFactsIn(form)),
    to: toPiece('edit'),
    mark: { form: 'edit' }
  }),
  attest: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.attest, study, city, id],
    run: ({ give, form, locale }) => give(attestingIn(form), locale),
    to: toPiece('attest'),
    mark: { form: 'attest' }
  }),
  cite: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.cite, study, city, id],
    run: ({ give, form }) => give(useLocationIn(form)),
    to: toPiece('cite'),
    mark: { form: 'cite' }
  }),
  uncite: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.uncite, study, city, id],
    run: ({ give, form }) => give(useLocationIn(form)),
    to: toPiece('uncite'),
    mark: { form: 'uncite' }
  }),
  withdraw: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.withdraw, study, city, id],
    run: ({ services, actor, params: { study, city, evidence: id }, form }) =>
      services.evidence.withdraw(actor, study, city, seenPieceIn(form, id), bilingualIn(form, 'reason')),
    to: toPiece('withdraw'),
    mark: { form: 'withdraw' }
  }),
  remove: formAction({
    command: ({ evidence }, { study, city, evidence: id }) => [evidence.remove, study, city, id],
    run: ({ give }) => give(),
    to: toPiece('remove'),
    mark: { form: 'remove' }
  })
};

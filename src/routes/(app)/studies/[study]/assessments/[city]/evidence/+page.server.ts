import { redirect } from '@sveltejs/kit';
import { evidenceKinds, type EvidenceKind } from '#rules/evidence/evidence.ts';
import type { Result } from '#base/refusal.ts';
import { evidenceFactsIn, fileIn } from '#lib/areas/evidence/forms.ts';
import { oneOf, textIn, typedIn } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { Actor } from '#base/permissions.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Loads all evidence of a city; with `?question=`, the evidence for one answer. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const { services } = event.locals;
  const actor = needActor(event);
  const question = event.url.searchParams.get('question');
  const { list, answer } = await sideBySide({
    list: services.evidence.list(actor, study, city).then((result) => must(event.locals, result)),
    answer: question === null ? null : services.evidence.answer(actor, study, city, question)
  });
  const kind = oneOf(evidenceKinds, event.url.searchParams.get('kind') ?? '') ?? null;
  const { pieces, ...rest } = list;
  return {
    list: rest,
    kind,
    shown: shownPage(
      event.url,
      pieces.filter((piece) => kind === null || piece.kind === kind)
    ),
    counts: Object.fromEntries(
      evidenceKinds.map((one) => [one, pieces.filter((piece) => piece.kind === one).length])
    ) as Readonly<Record<EvidenceKind, number>>,
    total: pieces.length,
    /**
     * Holds the answer; null where the page is about none, false where no evidence can be added for it now.
     */
    answer: answer && (answer.ok ? answer.value : (false as const)),
    today: services.now().toISOString().slice(0, 10)
  };
};

async function add(event: RequestEvent, kind: EvidenceKind) {
  const actor = needActor(event);
  const { study, city } = event.params;
  const { evidence } = event.locals.services;
  const form = await formFor(event, evidence.add, study, city);
  const question = textIn(form, 'question');
  const given = [kind, evidenceFactsIn(form), await fileIn(form, 'file')] as const;
  const added =
    question === ''
      ? await evidence.add(actor, study, city, ...given)
      : await evidence.addFor(actor, study, city, question, ...given);
  if (!added.ok) return refuseForm(event.locals, added.refusal, { ...typedIn(form), form: kind });
  if (question !== '' && !added.value.isRenamed)
    redirect(303, `/studies/${study}/assessments/${city}/evidence?question=${encodeURIComponent(question)}`);
  redirect(
    303,
    `/studies/${study}/assessments/${city}/evidence/${added.value.id}?said=${added.value.isRenamed ? 'renamed' : 'added'}`
  );
}

/** Adds or removes the citation of a piece in one answer; the page stays with that answer. */
async function citing(
  event: RequestEvent,
  act: (actor: Actor, id: string, questionId: string) => Promise<Result<null>>
) {
  const actor = needActor(event);
  const form = await event.request.formData();
  const { study, city } = event.params;
  const questionId = textIn(form, 'question');
  const done = await act(actor, textIn(form, 'id'), questionId);
  if (!done.ok) return refuseForm(event.locals, done.refusal, typedIn(form));
  redirect(303, `/studies/${study}/assessments/${city}/evidence?question=${encodeURIComponent(questionId)}`);
}

export const actions: Actions = {
  file: (event) => add(event, 'file'),
  link: (event) => add(event, 'link'),
  citation: (event) => add(event, 'citation'),
  cite: (event) =>
    citing(event, (actor, id, questionId) =>
      event.locals.services.evidence.cite(actor, event.params.study, event.params.city, id, {
        questionId,
        recordId: ''
      })
    ),
  uncite: (event) =>
    citing(event, (actor, id, questionId) =>
      event.locals.services.evidence.uncite(actor, event.params.study, event.params.city, id, {
        questionId,
        recordId: ''
      })
    )
};

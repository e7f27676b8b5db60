import { evidenceKinds, type EvidenceKind } from '#rules/evidence/evidence.ts';
import { evidenceFactsIn, fileIn } from '#lib/areas/evidence/forms.ts';
import { oneOf, textIn } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction, type SentBy } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** With `?question=`, the evidence for one answer. */
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
    /** Null where the page is about none, false where no evidence can be added for it now. */
    answer: answer && (answer.ok ? answer.value : (false as const)),
    today: services.now().toISOString().slice(0, 10)
  };
};

/** Builds the action that adds a piece of one kind, and cites it in the answer that the form names. */
const adding = (kind: EvidenceKind) =>
  formAction({
    command: ({ evidence }, { study, city }, _: RequestEvent) => [evidence.add, study, city],
    run: async ({ give, services, actor, params: { study, city }, form }) => {
      const question = textIn(form, 'question');
      const piece = [kind, evidenceFactsIn(form), await fileIn(form, 'file')] as const;
      return question === ''
        ? give(...piece)
        : services.evidence.addFor(actor, study, city, question, ...piece);
    },
    to: ({ id, isRenamed }, { params: { study, city }, form }) => {
      const question = textIn(form, 'question');
      return question !== '' && !isRenamed
        ? `/studies/${study}/assessments/${city}/evidence?question=${encodeURIComponent(question)}`
        : `/studies/${study}/assessments/${city}/evidence/${id}?said=${isRenamed ? 'renamed' : 'added'}`;
    },
    mark: { form: kind }
  });

/** Builds the action that adds or removes the citation of a piece in one answer; the page stays with that answer. */
const citing = (act: 'cite' | 'uncite') =>
  formAction({
    run: ({ services, actor, event: { params }, form }: SentBy<RequestEvent>) =>
      services.evidence[act](actor, params.study, params.city, textIn(form, 'id'), {
        questionId: textIn(form, 'question'),
        recordId: ''
      }),
    to: (_, { event: { params }, form }) =>
      `/studies/${params.study}/assessments/${params.city}/evidence?question=${encodeURIComponent(textIn(form, 'question'))}`
  });

export const actions: Actions = {
  file: adding('file'),
  link: adding('link'),
  citation: adding('citation'),
  cite: citing('cite'),
  uncite: citing('uncite')
};

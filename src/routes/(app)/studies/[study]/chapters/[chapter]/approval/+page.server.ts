import { approvalActions, loadApprovalPage, returnIn } from '#lib/server/approval-acts.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const subject = ({ params }: { readonly params: { readonly chapter: string } }): string =>
  `chapter:${params.chapter}`;

export const load: PageServerLoad = async (event) => ({
  approval: await loadApprovalPage(event, subject(event))
});

const { sign, see, seal, note } = approvalActions<RequestEvent>(subject);

export const actions: Actions = {
  sign,
  see,
  sendBack: formAction({
    command: ({ workflow }, { study, chapter }) => [workflow.takeChapterStep, study, chapter],
    run: ({ give, form }) => give(returnIn(form)),
    answer: () => ({ done: 'sent-back' })
  }),
  seal,
  note
};

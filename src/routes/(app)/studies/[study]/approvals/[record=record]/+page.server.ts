import { bilingualIn, textIn } from '#lib/forms/fields.ts';
import { approvalActions, loadApprovalPage } from '#lib/server/approval-acts.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => ({
  approval: await loadApprovalPage(event, event.params.record)
});

const { sign, see, seal, note } = approvalActions(({ params }: RequestEvent) => params.record);

export const actions: Actions = {
  propose: formAction({
    run: ({ services, actor, params }) => services.approvals.propose(actor, params.study, params.record),
    answer: () => ({ done: 'proposed' })
  }),
  sign,
  see,
  // It is sent back by those who sign it, and by nobody else.
  sendBack: formAction({
    command: ({ approvals }, { study, record }) => [approvals.signVersion, study, record],
    run: ({ services, actor, params, form }) =>
      services.approvals.sendBack(
        actor,
        params.study,
        params.record,
        textIn(form, 'versionId'),
        bilingualIn(form, 'reason')
      ),
    answer: () => ({ done: 'sent-back' })
  }),
  seal,
  note
};

import { bilingualIn, textIn } from '#lib/forms/fields.ts';
import { approvalActions, loadApprovalPage } from '#lib/server/approval-acts.ts';
import { formAction } from '#lib/server/form-action.ts';
import { needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => ({
  approval: await loadApprovalPage(event, event.params.record)
});

const { sign, see, seal, note } = approvalActions(({ params }: RequestEvent) => params.record);

export const actions: Actions = {
  // It has no fields, and is not found where the page is not: its body is not waited for.
  propose: async (event) => {
    const { study, record } = event.params;
    const proposed = await event.locals.services.approvals.propose(needActor(event), study, record);
    return proposed.ok ? { done: 'proposed' } : refuseForm(event.locals, proposed.refusal);
  },
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

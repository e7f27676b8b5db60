import {
  loadApprovalPage,
  noteAct,
  proposeAct,
  sealAct,
  seeAct,
  sendBackRecordAct,
  signAct
} from '#lib/server/approval-acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  approval: await loadApprovalPage(event, event.params.record)
});

export const actions: Actions = {
  propose: (event) => proposeAct(event, event.params.record),
  sign: (event) => signAct(event, event.params.record),
  see: (event) => seeAct(event, event.params.record),
  sendBack: (event) => sendBackRecordAct(event, event.params.record),
  seal: (event) => sealAct(event, event.params.record),
  note: (event) => noteAct(event, event.params.record)
};

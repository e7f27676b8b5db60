import {
  loadApprovalPage,
  noteAct,
  sealAct,
  seeAct,
  sendBackAct,
  signAct
} from '#lib/server/approval-acts.ts';
import type { Actions, PageServerLoad } from './$types';

const subject = ({ params }: { readonly params: { readonly chapter: string } }): string =>
  `chapter:${params.chapter}`;

export const load: PageServerLoad = async (event) => ({
  approval: await loadApprovalPage(event, subject(event))
});

export const actions: Actions = {
  sign: (event) => signAct(event, subject(event)),
  see: (event) => seeAct(event, subject(event)),
  sendBack: (event) => sendBackAct(event, { chapter: event.params.chapter }),
  seal: (event) => sealAct(event, subject(event)),
  note: (event) => noteAct(event, subject(event))
};

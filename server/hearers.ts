/**
 * Lists who hears of what, in the transaction of the act (commands/hearers.ts): the only place in which an act of one area
 * meets what others do about it. The order of the kinds is the order in which they are heard.
 */
import type { Hearers } from './commands/hearers.ts';
import type { CommandDeps } from './commands/run-command.ts';
import type { Mailer } from './mail/mailer.ts';
import { dropHeldBackFindings } from '#areas/pairs';
import { headOfApproval, urgentMails } from '#areas/inbox';
import { rebaseClarifications } from '#areas/clarifications';

type HearerTools = Pick<CommandDeps, 'store' | 'now'> & { readonly mailer: Mailer };

export function openHearers(tools: HearerTools): Hearers {
  const mails = urgentMails(tools.mailer);
  return {
    'answer.held-back': [rebaseClarifications, dropHeldBackFindings],
    'approval.voided': [mails['approval.voided']],
    'assessment.moved': [mails['assessment.moved']],
    'chapter.moved': [mails['chapter.moved']],
    'reopening.requested': [mails['reopening.requested']],
    'deadline.moved': [mails['deadline.moved']],
    'clarification.asked': [mails['clarification.asked']],
    'clarification.returned': [mails['clarification.returned']],
    'approval.complete': [headOfApproval(tools)]
  };
}
